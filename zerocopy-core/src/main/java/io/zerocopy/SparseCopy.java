package io.zerocopy;

import io.zerocopy.linux.Descriptors;
import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * One step of a copy into a file that the library has made itself: a hole of the source becomes one of the target, what
 * is data goes by {@link KernelTransfer}. Where the kernel does not say what is a hole, all of it is data.
 */
enum SparseCopy implements Mechanism {
    /** The target is written nowhere but by these steps, from its beginning on. */
    INTO_NEW_FILE;

    /** The block of nearly all file systems. */
    private static final long BLOCK_BYTES = 4096;

    /** Two more system calls for less than this are not worth what a hole in it would save. */
    private static final long WORTH_ASKING_BYTES = 32 * 1024;

    /** Holes in a file of more than a usual step are worth the tenth of a second that linking takes, once. */
    private static final long WORTH_WAITING_BYTES = TransferOptions.DEFAULTS.chunkSizeBytes();

    /** Before that is known it is looked whether there may be a hole: so often, and so many bytes. */
    private static final int SPOT_EVERY_BYTES = 128 * 1024;

    private static final int SPOT_BYTES = 64;

    /** File systems share blocks between files (xfs, btrfs) only for steps that begin and end at one; others copy. */
    static TransferOptions inWholeBlocks(TransferOptions options) {
        if (!Capabilities.current().tellsHoles()) {
            return options;
        }
        long chunk = options.chunkSizeBytes();
        long odd = chunk % BLOCK_BYTES;
        return odd == 0 || chunk == odd ? options : options.withChunkSize(chunk - odd);
    }

    @Override
    public TransferMechanism counted() {
        return KernelTransfer.COPY_FILE_RANGE.counted();
    }

    @Override
    public String refusal() {
        return KernelTransfer.COPY_FILE_RANGE.refusal();
    }

    @Override
    public long step(Source source, WritableByteChannel target, long maxBytes) throws IOException {
        int fd = isAsked(source, maxBytes) ? Descriptors.of(source.file()) : -1;
        if (fd < 0) {
            return KernelTransfer.COPY_FILE_RANGE.step(source, target, maxBytes);
        }
        Cancellation.check(target);
        long position = source.position();
        long data = SystemCalls.seek(fd, position, Linux.SEEK_DATA);
        long hole = SystemCalls.seek(fd, position, Linux.SEEK_HOLE);
        if (hole == position && data == -Linux.ENXIO) {
            // This stands for all the rest of the file, so it has to be said twice.
            data = SystemCalls.seek(fd, position, Linux.SEEK_DATA) == data ? source.size() : position;
        }
        if (hole == position && data > position) {
            long bytes = Math.min(data - position, maxBytes);
            if (skip((FileChannel) target, bytes)) {
                return bytes;
            }
        }
        long most = hole > position ? Math.min(hole - position, maxBytes) : maxBytes;
        return KernelTransfer.COPY_FILE_RANGE.step(source, target, most);
    }

    private static boolean isAsked(Source source, long maxBytes) throws IOException {
        long size = source.position() + source.remaining();
        if (size < WORTH_ASKING_BYTES || SystemCalls.isReady()) {
            return size >= WORTH_ASKING_BYTES;
        }
        SystemCalls.start();
        return size > WORTH_WAITING_BYTES && mayHaveHoles(source, maxBytes) && SystemCalls.awaitReady();
    }

    /** Whether there are zeros at a spot of what is to be copied now. */
    private static boolean mayHaveHoles(Source source, long maxBytes) throws IOException {
        ByteBuffer spot = BufferPool.acquireFor(source.kind(), SPOT_BYTES);
        try {
            int end = (int) Math.min(Math.min(maxBytes, source.remaining()), WORTH_WAITING_BYTES);
            for (int offset = 0; offset < end; offset += SPOT_EVERY_BYTES) {
                spot.clear().limit(Math.min(SPOT_BYTES, spot.capacity()));
                source.readAt(spot, offset);
                if (hasZerosAlone(spot.flip())) {
                    return true;
                }
            }
            return false;
        } finally {
            BufferPool.DIRECT.release(spot);
        }
    }

    private static boolean hasZerosAlone(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes the target longer by a hole; false if the file system does not do that. */
    private static boolean skip(FileChannel target, long bytes) throws IOException {
        int fd = Descriptors.of(target);
        long end = target.position() + bytes;
        if (fd < 0 || SystemCalls.setLength(fd, end) < 0) {
            return false;
        }
        target.position(end);
        return true;
    }
}
