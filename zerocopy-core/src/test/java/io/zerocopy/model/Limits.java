package io.zerocopy.model;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import java.time.Duration;

/** The limits of time and rate of a case. They are extreme, so that what must happen does not depend on the clock. */
enum Limits {
    NONE,
    /** None of them is ever reached. */
    FAR,
    /** A target that takes nothing in two calls has stalled. */
    STALL_AT_ONCE,
    /** Out of time before the first byte. */
    TIMEOUT_AT_ONCE,
    /** A byte a second, until the loop lifts the limit. */
    RATE;

    private static final Duration FAR_AWAY = Duration.ofDays(1);
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    TransferOptions with(TransferOptions options, RateLimit rate) {
        return switch (this) {
            case NONE -> options;
            case FAR ->
                options.withStallTimeout(FAR_AWAY)
                        .withTimeout(FAR_AWAY)
                        .withRateLimit(RateLimit.ofBytesPerSecond(Long.MAX_VALUE));
            case STALL_AT_ONCE -> options.withStallTimeout(AT_ONCE);
            case TIMEOUT_AT_ONCE -> options.withTimeout(AT_ONCE);
            case RATE -> options.withRateLimit(rate);
        };
    }
}
