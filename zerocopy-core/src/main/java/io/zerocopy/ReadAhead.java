package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that were read and that the target has not taken yet, in a buffer of one of the copying mechanisms. */
final class ReadAhead {
    private final BufferCopy owner;
    private final ByteBuffer buffer;
    private int written;

    ReadAhead(BufferCopy owner, ByteBuffer buffer) {
        this.owner = owner;
        this.buffer = buffer;
    }

    boolean belongsTo(BufferCopy mechanism) {
        return owner == mechanism;
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

    /** Fills the empty buffer with at most {@code maxBytes}; returns -1 at the end, else what was read. */
    int fillFrom(Source source, long maxBytes) throws IOException {
        buffer.clear().limit((int) Math.min(Math.min(buffer.capacity(), maxBytes), source.remaining()));
        int bytes = -1;
        int filled = 0;
        try {
            bytes = source.read(buffer);
            filled = Math.max(bytes, 0);
            if (filled == source.remaining()) {
                buffer.limit((int) Math.min(buffer.capacity(), maxBytes));
                source.readBehind(buffer);
                filled = buffer.position();
            }
        } finally {
            // What a read left behind that did not come back must never be taken for the file's.
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
