package io.zerocopy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Makes an InputStream a channel that begins at a position of it. Reads into arrays only. */
final class StreamSource implements ReadableByteChannel {
    /** A skip may have to read all of it, some 20 ms for so much of a zip's entry: limits are to be seen in between. */
    private static final long LARGEST_SKIP_BYTES = 8 * 1024 * 1024;

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

    /** Answers 0 on a long way to the position, and then never again. */
    @Override
    public int read(ByteBuffer target) throws IOException {
        if (toSkip > 0) {
            long step = Math.min(toSkip, LARGEST_SKIP_BYTES);
            try {
                stream.skipNBytes(step);
            } catch (EOFException e) {
                return -1;
            }
            toSkip -= step;
            if (toSkip > 0) {
                return 0;
            }
        }
        int room = target.remaining();
        int bytes = stream.read(target.array(), target.arrayOffset() + target.position(), room);
        if (bytes < -1 || bytes > room || (bytes == 0 && room > 0)) {
            throw new BrokenContractException(stream, ".read was asked for " + room + " bytes and answered " + bytes);
        }
        target.position(target.position() + Math.max(bytes, 0));
        return bytes;
    }

    @Override
    public String toString() {
        return Wording.named("stream", stream);
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
