package io.zerocopy.examples.log;

import io.zerocopy.ZeroCopyPolicy;
import java.time.Duration;

/**
 * How a broker treats its clients.
 *
 * @param acknowledgement when a batch counts
 * @param zeroCopy how batches are sent to consumers
 * @param stallTimeout a consumer that takes nothing of an answer for so long is disconnected
 */
public record BrokerOptions(Acknowledgement acknowledgement, ZeroCopyPolicy zeroCopy, Duration stallTimeout) {
    /** Acknowledged after append, zero copy preferred, and 30 seconds of patience. */
    public static final BrokerOptions DEFAULTS =
            new BrokerOptions(Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER, Duration.ofSeconds(30));

    /**
     * Sets when a batch counts.
     *
     * @param when after append by default
     * @return options that differ in this alone
     */
    public BrokerOptions withAcknowledgement(Acknowledgement when) {
        return new BrokerOptions(when, zeroCopy, stallTimeout);
    }

    /**
     * Sets how batches are sent.
     *
     * @param policy PREFER by default
     * @return options that differ in this alone
     */
    public BrokerOptions withZeroCopy(ZeroCopyPolicy policy) {
        return new BrokerOptions(acknowledgement, policy, stallTimeout);
    }

    /**
     * Sets how long a consumer may take nothing of an answer.
     *
     * @param limit 30 seconds by default
     * @return options that differ in this alone
     */
    public BrokerOptions withStallTimeout(Duration limit) {
        return new BrokerOptions(acknowledgement, zeroCopy, limit);
    }
}
