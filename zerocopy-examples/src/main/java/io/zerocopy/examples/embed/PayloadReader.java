package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Reads a payload into the buffers of a server that takes nothing else: a copy, with the library's looks at what is
 * sent. A file that was cut is an error, not a short body.
 */
final class PayloadReader implements Closeable {
    /** What is read at once: at 64 KiB a system call still shows. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final PendingSend send;

    PayloadReader(Payload payload) throws IOException {
        // No more is read than the buffer has room for, or it would be read again.
        send = ZeroCopyTransfer.begin(payload, TransferOptions.DEFAULTS.withBufferSize(CHUNK_BYTES));
    }

    /** Bytes that the next buffer may have room for. */
    int nextBytes() {
        return (int) Math.min(CHUNK_BYTES, send.remaining());
    }

    boolean isAtEnd() {
        return send.isComplete();
    }

    long transferred() {
        return send.transferred();
    }

    /** Fills the buffer, unless the payload ends before. */
    void fill(ByteBuffer buffer) throws IOException {
        WritableByteChannel into = new Room(buffer);
        while (buffer.hasRemaining() && !send.isComplete()) {
            send.advance(into);
        }
    }

    @Override
    public void close() throws IOException {
        send.close();
    }

    /**
     * A buffer as a channel that is full when the buffer is.
     *
     * @param buffer to be filled
     */
    private record Room(ByteBuffer buffer) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int bytes = Math.min(source.remaining(), buffer.remaining());
            buffer.put(source.slice(source.position(), bytes));
            source.position(source.position() + bytes);
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
