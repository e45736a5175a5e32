package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;

/**
 * A payload as a channel to read from, for servers that take nothing else: a copy. Each file is opened when it is
 * reached; one that was cut is an error, not an end. Several adapters name this class: it is to be copied with them.
 */
final class PayloadReader implements ByteChannel {
    /** What is read at once: at 64 KiB a system call still shows. */
    static final int CHUNK_BYTES = 256 * 1024;

    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withChunkSize(CHUNK_BYTES);

    private final PendingSend send;
    private boolean isOpen = true;

    /** Looks at all files, and fails if one is not there. */
    PayloadReader(Payload payload) throws IOException {
        send = ZeroCopyTransfer.begin(payload, OPTIONS);
    }

    /** Fills the buffer, unless the payload ends before; at its end -1. */
    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int before = buffer.position();
        while (buffer.hasRemaining() && !send.isComplete()) {
            send.advance(new Filling(buffer));
        }
        int bytes = buffer.position() - before;
        return bytes == 0 && send.isComplete() ? -1 : bytes;
    }

    /**
     * What the library takes for a target that moves files itself: they are read into the buffer at once, and not first
     * into one of the library's. So its events say DELEGATED.
     */
    private record Filling(ByteBuffer buffer) implements ZeroCopyTarget {
        @Override
        public int write(ByteBuffer bytes) {
            int count = Math.min(bytes.remaining(), buffer.remaining());
            buffer.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            int limit = buffer.limit();
            buffer.limit((int) Math.min(limit, buffer.position() + count));
            try {
                return Math.max(0, file.read(buffer, position));
            } finally {
                buffer.limit(limit);
            }
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void close() {
        isOpen = false;
        try {
            send.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
