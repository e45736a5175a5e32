package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a file that was opened to bypass the page cache (ExtendedOpenOption.DIRECT): takes any bytes, and writes whole
 * blocks out of memory that begins at one. So the last of what it has taken may not be in the file yet when a transfer
 * fails.
 */
final class AlignedTarget implements WritableByteChannel {
    private static final int WRITE_BYTES = 256 * 1024;

    private final FileChannel file;
    private final ByteBuffer blocks;
    private long position;
    private long leftBytes;
    private long keptBytes;

    private AlignedTarget(FileChannel file, ByteBuffer blocks, long position, long totalBytes) {
        this.file = file;
        this.blocks = blocks;
        this.position = position;
        this.leftBytes = totalBytes;
    }

    /**
     * Tells whether a file was opened for whole blocks only. A write of nothing makes no system call, and yet such a
     * channel looks at where its buffer begins (JDK 17 and 25).
     */
    static boolean isFor(FileChannel file) throws IOException {
        ByteBuffer besideABlock = NoRoom.besideABlock();
        return besideABlock != null && TargetKind.isOfTheJdk(file) && !takes(file, besideABlock);
    }

    /** A send that is called again and again has no place for what is less than a block. */
    static void requireNot(FileChannel file) throws IOException {
        if (isFor(file)) {
            throw new IOException("the target was opened for DIRECT: only a blocking send writes whole blocks");
        }
    }

    private static boolean takes(FileChannel file, ByteBuffer noRoom) throws IOException {
        try {
            file.write(noRoom);
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * For so many bytes from a position on.
     *
     * @param totalBytes -1 where nobody knows
     * @throws IOException if position or length is no multiple of a block; nothing has been read or written
     */
    static AlignedTarget at(FileChannel file, long position, long totalBytes) throws IOException {
        int blockBytes = blockBytes(file);
        if (totalBytes < 0 || totalBytes % blockBytes != 0 || position % blockBytes != 0) {
            throw new IOException("the target was opened for DIRECT: it takes whole blocks of " + blockBytes
                    + " bytes, not " + (totalBytes < 0 ? "what is of unknown length" : totalBytes + " bytes")
                    + " at position " + position);
        }
        ByteBuffer blocks =
                AlignedReads.blocks((int) Math.min(Math.max(totalBytes, blockBytes), WRITE_BYTES), blockBytes);
        return new AlignedTarget(file, blocks, position, totalBytes);
    }

    private static int blockBytes(FileChannel file) throws IOException {
        for (int blockBytes : AlignedReads.BLOCK_BYTES) {
            if (takes(file, AlignedReads.blocks(blockBytes, blockBytes).limit(0))) {
                return blockBytes;
            }
        }
        throw new IOException("the target was opened for DIRECT, and has blocks of more than 1 MiB");
    }

    /**
     * Moves the file's own position behind what has been written, as its own writes would have, also where the transfer
     * has failed: a resumed one goes on there. Not on an interrupted thread, where this would close the file.
     */
    void leavePosition() throws IOException {
        if (file.isOpen() && !Thread.currentThread().isInterrupted()) {
            file.position(position);
        }
    }

    /** What it has taken and not written: not in the file, if the transfer fails now. */
    long keptBytes() {
        return keptBytes;
    }

    /** Fails if less has come than was announced: what is left is no whole block. */
    void requireWritten() throws IOException {
        if (leftBytes > 0) {
            throw new IOException("the target was opened for DIRECT, and " + leftBytes
                    + " bytes less came than were announced: the last of those that came are not in it");
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = (int) Math.min(Math.min(source.remaining(), blocks.remaining()), leftBytes);
        blocks.put(source.slice(source.position(), bytes));
        source.position(source.position() + bytes);
        leftBytes -= bytes;
        keptBytes += bytes;
        if (!blocks.hasRemaining() || leftBytes == 0) {
            blocks.flip();
            while (blocks.hasRemaining()) {
                int written = file.write(blocks, position);
                position += written;
                keptBytes -= written;
            }
            blocks.clear();
        }
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
