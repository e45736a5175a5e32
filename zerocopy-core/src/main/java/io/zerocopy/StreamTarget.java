package io.zerocopy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Makes an OutputStream a channel. Never flushes: when to flush is the caller's to know. */
final class StreamTarget implements WritableByteChannel {
    private final OutputStream stream;
    private volatile boolean open = true;

    StreamTarget(OutputStream stream) {
        this.stream = stream;
    }

    /** Takes all of a buffer that is backed by an array. If the stream throws, the position says that it took none. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = source.remaining();
        stream.write(source.array(), source.arrayOffset() + source.position(), bytes);
        source.position(source.limit());
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        stream.close();
    }

    @Override
    public String toString() {
        return "stream " + stream.getClass().getName();
    }
}
