package io.zerocopy.examples.log;

import java.io.IOException;

/**
 * A request that has been taken: what it waits for, and the answer then.
 *
 * @param endOffset it waits until the log ends here or later
 * @param deadlineNanos it waits no longer than this, by {@link System#nanoTime}
 * @param answer to be asked for when it is due
 */
record Ticket(long endOffset, long deadlineNanos, Source answer) {
    /** Makes the answer. */
    interface Source {
        Answer get() throws IOException;
    }

    boolean isDue(long publishedOffset, long nowNanos) {
        return publishedOffset >= endOffset || nowNanos - deadlineNanos >= 0;
    }
}
