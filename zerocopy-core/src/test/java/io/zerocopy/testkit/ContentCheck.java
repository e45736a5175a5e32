package io.zerocopy.testkit;

import java.nio.ByteBuffer;

/**
 * Compares bytes with {@link Content} while they arrive and remembers how many there were and where the first one
 * differed. One thread feeds it; any thread may ask.
 */
public final class ContentCheck {
    private static final int WINDOW_BYTES = 1 << 14;

    private final Content content;
    private final long from;
    private volatile long count;
    private volatile long firstDifference = -1;

    ContentCheck(Content content, long from) {
        this.content = content;
        this.from = from;
    }

    /** Takes all that remains of the buffer as the next bytes. */
    public void accept(ByteBuffer received) {
        // Not kept: there may be thousands of checks at once.
        ByteBuffer expected = ByteBuffer.allocate(Math.min(received.remaining(), WINDOW_BYTES));
        long total = count;
        while (received.hasRemaining()) {
            int bytes = Math.min(received.remaining(), WINDOW_BYTES);
            if (firstDifference < 0) {
                expected.clear().limit(bytes);
                content.put(from + total, expected);
                int mismatch = expected.flip().mismatch(received.slice().limit(bytes));
                if (mismatch >= 0) {
                    firstDifference = total + mismatch;
                }
            }
            received.position(received.position() + bytes);
            total += bytes;
            count = total;
        }
    }

    /** Bytes received. */
    public long count() {
        return count;
    }

    /** How many bytes were right before the first that was not; -1 if all are right. */
    public long firstDifference() {
        return firstDifference;
    }

    /** Fails unless just this many bytes came and all are right. */
    public void requireExactly(long expectedCount) {
        requireRight();
        if (count != expectedCount) {
            throw new AssertionError(expectedCount + " bytes expected, but there were " + count + " (all right)");
        }
    }

    /** Fails unless all that came is right, however much it was. */
    public void requireRight() {
        if (firstDifference >= 0) {
            throw new AssertionError("wrong from received byte " + firstDifference + " on (position "
                    + (from + firstDifference) + " of the " + content + "); " + count + " bytes received");
        }
    }

    @Override
    public String toString() {
        return count + " bytes, " + (firstDifference < 0 ? "all right" : "wrong from " + firstDifference + " on");
    }
}
