package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An endless stream of bytes made from a seed, in which the byte at any position can be told without the ones before
 * it, so that a byte that is lost, doubled or misplaced shows at once.
 */
public final class Content {
    private static final int FILE_BUFFER_BYTES = 1 << 18;
    private static final byte[] ZEROS = new byte[1 << 14];

    private final long seed;
    /** Bytes at the beginning of each stride that are not zero; both equal where nothing is zero. */
    private final long islandBytes;

    private final long strideBytes;

    private Content(long seed, long islandBytes, long strideBytes) {
        this.seed = seed;
        this.islandBytes = islandBytes;
        this.strideBytes = strideBytes;
    }

    /** Bytes that look random everywhere. */
    public static Content of(long seed) {
        return new Content(seed, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * Zeros, but for {@code islandBytes} at the beginning of each stride: the file is quick to make and takes no disk.
     */
    public static Content sparse(long seed, long islandBytes, long strideBytes) {
        if (islandBytes <= 0 || islandBytes > strideBytes) {
            throw new IllegalArgumentException("island " + islandBytes + ", stride " + strideBytes);
        }
        return new Content(seed, islandBytes, strideBytes);
    }

    /** The byte at a position. */
    public byte at(long position) {
        if (position % strideBytes >= islandBytes) {
            return 0;
        }
        return (byte) (word(position >>> 3) >>> (56 - 8 * (int) (position & 7)));
    }

    /** The 8 bytes of one word: the finalizer of splitmix64 over seed and index. */
    private long word(long index) {
        long z = seed * 0x9E3779B97F4A7C15L + (index + 1) * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Fills what remains of the buffer with the bytes from a position on. */
    public void put(long position, ByteBuffer target) {
        long next = position;
        while (target.hasRemaining()) {
            long inStride = next % strideBytes;
            boolean island = inStride < islandBytes;
            long run = (island ? islandBytes : strideBytes) - inStride;
            int bytes = (int) Math.min(run, target.remaining());
            if (island) {
                putIsland(next, target, bytes);
            } else {
                putZeros(target, bytes);
            }
            next += bytes;
        }
    }

    private void putIsland(long position, ByteBuffer target, int bytes) {
        long next = position;
        long end = position + bytes;
        while (next < end && (next & 7) != 0) {
            target.put(at(next++));
        }
        while (end - next >= 8) {
            target.putLong(word(next >>> 3));
            next += 8;
        }
        while (next < end) {
            target.put(at(next++));
        }
    }

    private static void putZeros(ByteBuffer target, int bytes) {
        for (int left = bytes; left > 0; left -= ZEROS.length) {
            target.put(ZEROS, 0, Math.min(left, ZEROS.length));
        }
    }

    /** The bytes of a range. */
    public byte[] bytes(long position, int count) {
        byte[] bytes = new byte[count];
        put(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /**
     * Makes a file of the first {@code size} bytes, replacing what was there: every byte of it is written, or, of
     * sparse content, every byte that is not zero.
     */
    public Path writeTo(Path file, long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(FILE_BUFFER_BYTES, size)));
        try (FileChannel out = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SPARSE,
                StandardOpenOption.WRITE)) {
            for (long stride = 0; stride < size; stride = next(stride)) {
                writeIsland(out, buffer, stride, Math.min(size, end(stride)));
            }
            if (size > 0) {
                out.write(ByteBuffer.wrap(new byte[] {at(size - 1)}), size - 1);
            }
        }
        return file;
    }

    private void writeIsland(FileChannel out, ByteBuffer buffer, long from, long to) throws IOException {
        long next = from;
        while (next < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - next));
            put(next, buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                next += out.write(buffer, next);
            }
        }
    }

    private long next(long stride) {
        return stride > Long.MAX_VALUE - strideBytes ? Long.MAX_VALUE : stride + strideBytes;
    }

    private long end(long stride) {
        return stride > Long.MAX_VALUE - islandBytes ? Long.MAX_VALUE : stride + islandBytes;
    }

    /** Fails unless the file has the first {@code size} bytes and no more. */
    public void requireFile(Path file, long size) throws IOException {
        ContentCheck check = checkFrom(0);
        ByteBuffer buffer = ByteBuffer.allocate(FILE_BUFFER_BYTES);
        try (ReadableByteChannel in = Files.newByteChannel(file)) {
            while (in.read(buffer.clear()) >= 0) {
                check.accept(buffer.flip());
            }
        }
        check.requireExactly(size);
    }

    /** Checks what somebody receives against this content from a position on. */
    public ContentCheck checkFrom(long position) {
        return new ContentCheck(this, position);
    }

    @Override
    public String toString() {
        return "content of seed " + seed;
    }
}
