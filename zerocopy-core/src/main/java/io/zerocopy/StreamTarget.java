package io.zerocopy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Makes an OutputStream a channel. Never flushes: when to flush is the caller's to know. */
final class StreamTarget implements WritableByteChannel {
    /** As much as a stream gets at once. */
    static final int LARGEST_WRITE_BYTES = 64 * 1024;

    private final OutputStream stream;
    /** For bytes that are not in an array yet; as large as the largest write so far. */
    private byte[] array = {};

    private volatile boolean open = true;

    StreamTarget(OutputStream stream) {
        this.stream = stream;
    }

    /** Takes at most {@value #LARGEST_WRITE_BYTES} bytes. If the stream throws, the position says that it took none. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = Math.min(source.remaining(), LARGEST_WRITE_BYTES);
        if (source.hasArray()) {
            stream.write(source.array(), source.arrayOffset() + source.position(), bytes);
        } else {
            if (array.length < bytes) {
                array = new byte[bytes];
            }
            source.get(source.position(), array, 0, bytes);
            stream.write(array, 0, bytes);
        }
        source.position(source.position() + bytes);
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
        return Wording.named("stream", stream);
    }
}
