package io.zerocopy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Makes an InputStream a channel that begins at a position of it. Reads into arrays only. */
final class StreamSource implements ReadableByteChannel {
    private final InputStream stream;
    private long toSkip;
    private volatile boolean open = true;

    StreamSource(InputStream stream) {
        this(stream, 0);
    }

    StreamSource(InputStream stream, long position) {
        this.stream = stream;
        this.toSkip = position;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (toSkip > 0) {
            try {
                stream.skipNBytes(toSkip);
            } catch (EOFException e) {
                return -1;
            }
            toSkip = 0;
        }
        int bytes = stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        if (bytes > 0) {
            target.position(target.position() + bytes);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "stream " + stream.getClass().getName();
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
}
