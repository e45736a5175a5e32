package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that were read and that the target has not taken yet, in a buffer of one of the copying mechanisms. */
final class ReadAhead {
    /** A socket seldom gives so much at once unless more is coming. */
    private static final int MUCH_BYTES = 64 * 1024;

    private final BufferCopy owner;
    private final int wantedBytes;
    private final ByteBuffer buffer;
    private int filled;
    private int written;
    /** What came with an exception of the read: gone from the source, and not to be written. */
    private int lost;

    /** With a buffer of the size that is wanted, or less where only so much is of use. */
    ReadAhead(BufferCopy owner, int wantedBytes, long usefulBytes) {
        this.owner = owner;
        this.wantedBytes = wantedBytes;
        this.buffer = owner.allocate(wantedBytes, usefulBytes);
    }

    boolean isFor(BufferCopy mechanism, int bytes) {
        return owner == mechanism && wantedBytes == bytes;
    }

    /** Tells whether the last read got so much that more is likely to be there: all of a small buffer, or much. */
    boolean wasFilledWell() {
        return filled == room() || filled >= MUCH_BYTES;
    }

    boolean belongsTo(BufferCopy mechanism) {
        return owner == mechanism;
    }

    /** The pool may have lent a little more than was wanted. */
    private int room() {
        return Math.min(wantedBytes, buffer.capacity());
    }

    BufferCopy owner() {
        return owner;
    }

    boolean isEmpty() {
        return !buffer.hasRemaining();
    }

    int remainingBytes() {
        return buffer.remaining();
    }

    /** Bytes that the last read took from its source although it failed. */
    int lostBytes() {
        return lost;
    }

    /** Fills the empty buffer with at most {@code maxBytes}; returns -1 at the end, else what was read. */
    int fillFrom(Source source, long maxBytes) throws IOException {
        buffer.clear().limit((int) Math.min(Math.min(room(), maxBytes), source.remaining()));
        int bytes = -1;
        filled = 0;
        try {
            bytes = source.read(buffer);
            // What the position says: a channel that claims to have read must not send what was in the buffer before.
            filled = bytes < 0 ? 0 : buffer.position();
            if (filled == source.remaining()) {
                buffer.limit((int) Math.min(room(), maxBytes));
                source.readBehind(buffer);
                filled = buffer.position();
            }
        } finally {
            // What a read left behind that did not come back must never be taken for the file's.
            lost = buffer.position() - filled;
            buffer.position(0).limit(filled);
        }
        return bytes < 0 ? bytes : filled;
    }

    /**
     * Writes at most {@code maxBytes}. What the target took is what the buffer's position says, not what the write
     * returned, also when the write throws: see {@link #takeWritten}.
     */
    long writeTo(WritableByteChannel target, long maxBytes) throws IOException {
        int from = buffer.position();
        int bytes = (int) Math.min(buffer.remaining(), maxBytes);
        // A slice: a foreign channel that changes its limits cannot reach the bytes behind it.
        ByteBuffer slice = buffer.slice(from, bytes);
        written = 0;
        try {
            target.write(slice);
        } finally {
            written = slice.position();
            buffer.position(from + written);
        }
        return takeWritten();
    }

    /** Returns, once, what a write moved before it threw. */
    long takeWritten() {
        int bytes = written;
        written = 0;
        return bytes;
    }

    /** Gives the buffer back. */
    void free() {
        owner.free(buffer);
    }
}
