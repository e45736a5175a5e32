package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload into the buffers of a server that takes nothing else: a copy. Each file is opened when it is reached;
 * one that was cut is an error, not a short body.
 */
final class PayloadReader implements Closeable {
    /** What is read at once: at 64 KiB a system call still shows. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final Queue<Part> parts = new ArrayDeque<>();
    private final long length;
    private long read;
    /** The file that was opened here, if it is being read. */
    private @Nullable FileChannel opened;

    /** Looks at all files, and fails if one is not there. */
    PayloadReader(Payload payload) throws IOException {
        length = payload.length();
        payload.accept(new Parts());
    }

    /** Bytes that the next buffer may have room for. */
    int nextBytes() {
        return (int) Math.min(CHUNK_BYTES, length - read);
    }

    boolean isAtEnd() {
        return read == length;
    }

    long readBytes() {
        return read;
    }

    /** Fills the buffer, unless the payload ends before. */
    void fill(ByteBuffer buffer) throws IOException {
        int limit = buffer.limit();
        while (buffer.hasRemaining() && !isAtEnd()) {
            Part part = parts.element();
            buffer.limit((int) Math.min(limit, buffer.position() + part.remaining));
            int bytes = part.read(buffer);
            buffer.limit(limit);
            if (bytes < 0) {
                throw new EOFException("a file was cut while it was sent");
            }
            read += bytes;
            part.remaining -= bytes;
            if (part.remaining == 0) {
                parts.remove();
                close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    /** What is still to be read of one part. */
    private abstract static class Part {
        long remaining;

        Part(long remaining) {
            this.remaining = remaining;
        }

        abstract int read(ByteBuffer buffer) throws IOException;
    }

    private final class Parts implements Payload.Visitor {
        @Override
        public void bytes(ByteBuffer content) {
            parts.add(new Part(content.remaining()) {
                @Override
                int read(ByteBuffer buffer) {
                    int bytes = buffer.remaining();
                    buffer.put(content.slice(content.position(), bytes));
                    content.position(content.position() + bytes);
                    return bytes;
                }
            });
        }

        @Override
        public void file(Path file, long position, long count) {
            parts.add(new Part(count) {
                @Override
                int read(ByteBuffer buffer) throws IOException {
                    FileChannel channel = opened;
                    if (channel == null) {
                        channel = FileChannel.open(file);
                        opened = channel;
                    }
                    return channel.read(buffer, position + count - remaining);
                }
            });
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            parts.add(new Part(count) {
                @Override
                int read(ByteBuffer buffer) throws IOException {
                    return file.read(buffer, position + count - remaining);
                }
            });
        }
    }
}
