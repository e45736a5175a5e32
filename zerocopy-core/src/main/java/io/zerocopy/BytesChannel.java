package io.zerocopy;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Makes the bytes of a payload a source that can be read at any position, as a file can. */
final class BytesChannel implements ReadableByteChannel {
    private final ByteBuffer content;

    /** Takes a buffer that nobody else moves; it is not moved here either. */
    BytesChannel(ByteBuffer content) {
        this.content = content;
    }

    int read(ByteBuffer target, long position) {
        int bytes = Math.min(target.remaining(), content.remaining() - (int) position);
        target.put(content.slice(content.position() + (int) position, bytes));
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
