package io.zerocopy.pending;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Puts a byte into the buffer that it is given, and throws. */
final class LosingSource implements ReadableByteChannel {
    private final Exception thrown;

    LosingSource(Exception thrown) {
        this.thrown = thrown;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        target.put((byte) 1);
        if (thrown instanceof IOException e) {
            throw e;
        }
        throw (RuntimeException) thrown;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
