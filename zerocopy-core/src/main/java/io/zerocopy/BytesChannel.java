package io.zerocopy;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Makes the bytes of a payload a source that can be read at any position, as a file can. It has no position of its own,
 * so that any number of sends may share it.
 */
final class BytesChannel implements ReadableByteChannel {
    private final ByteBuffer content;

    /** Takes a buffer that nobody else moves; it is not moved here either. */
    BytesChannel(ByteBuffer content) {
        this.content = content;
    }

    int length() {
        return content.remaining();
    }

    /** The bytes from {@code position} on, as a buffer of their own. */
    ByteBuffer slice(int position, int count) {
        return content.slice(content.position() + position, count);
    }

    int read(ByteBuffer target, long position) {
        int from = (int) position;
        int bytes = Math.min(target.remaining(), content.remaining() - from);
        int at = target.position();
        // Not by a slice: that is an object for every part of every send.
        target.put(at, content, content.position() + from, bytes).position(at + bytes);
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) {
        return read(target, 0);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
