package io.zerocopy.examples.log;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a client waits for more at the end of a log, asked for in pieces: the broker waits a minute at the most, and
 * the protocol has 31 bits for it.
 */
final class LongPoll {
    private static final long PIECE_NANOS = Duration.ofSeconds(30).toNanos();

    /** A longer time than this cannot be told from waiting for ever; in nanoseconds it is still a number. */
    private static final Duration FOR_EVER = Duration.ofDays(100 * 365);

    private final long endNanos;

    LongPoll(Duration maxWait) {
        Duration wait = maxWait.isNegative() ? Duration.ZERO : maxWait;
        this.endNanos = System.nanoTime() + (wait.compareTo(FOR_EVER) < 0 ? wait : FOR_EVER).toNanos();
    }

    /** How long the broker may be asked to wait now; 0 when the time is over. */
    int nextMillis() {
        long leftNanos = Math.max(0, endNanos - System.nanoTime());
        long pieceNanos = Math.min(leftNanos, PIECE_NANOS);
        // Rounded up: a last piece of less than a millisecond would ask again and again.
        return (int) TimeUnit.NANOSECONDS.toMillis(pieceNanos + 999_999);
    }

    boolean isOver() {
        return endNanos - System.nanoTime() <= 0;
    }
}
