package io.zerocopy.examples.log;

import io.zerocopy.ZeroCopyPolicy;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a broker treats its clients.
 *
 * @param acknowledgement when a batch counts
 * @param zeroCopy how batches are sent to consumers
 * @param stallTimeout a consumer that takes nothing of an answer for so long is disconnected
 * @param diskExecutor reads segments that are not in memory; null: the broker's one thread does, and all wait for it
 */
public record BrokerOptions(
        Acknowledgement acknowledgement,
        ZeroCopyPolicy zeroCopy,
        Duration stallTimeout,
        @Nullable Executor diskExecutor) {
    /** Acknowledged after append, zero copy preferred, and 30 seconds of patience. */
    public static final BrokerOptions DEFAULTS =
            new BrokerOptions(Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER, Duration.ofSeconds(30), null);

    /**
     * Sets when a batch counts.
     *
     * @param when after append by default
     * @return options that differ in this alone
     */
    public BrokerOptions withAcknowledgement(Acknowledgement when) {
        return new BrokerOptions(when, zeroCopy, stallTimeout, diskExecutor);
    }

    /**
     * Sets how batches are sent.
     *
     * @param policy PREFER by default
     * @return options that differ in this alone
     */
    public BrokerOptions withZeroCopy(ZeroCopyPolicy policy) {
        return new BrokerOptions(acknowledgement, policy, stallTimeout, diskExecutor);
    }

    /**
     * Sets how long a consumer may take nothing of an answer.
     *
     * @param limit 30 seconds by default
     * @return options that differ in this alone
     */
    public BrokerOptions withStallTimeout(Duration limit) {
        return new BrokerOptions(acknowledgement, zeroCopy, limit, diskExecutor);
    }

    /**
     * Sets who reads segments that are not in memory.
     *
     * @param executor none by default
     * @return options that differ in this alone
     */
    public BrokerOptions withDiskExecutor(Executor executor) {
        return new BrokerOptions(acknowledgement, zeroCopy, stallTimeout, executor);
    }
}
