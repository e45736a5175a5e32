package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * Reads files that were opened to bypass the page cache (ExtendedOpenOption.DIRECT): whole blocks, from positions that
 * are multiples of a block, into memory that begins at one. Any other read of such a channel is an IOException.
 */
final class AlignedReads {
    /** Blocks of the file systems in use: 4 KiB on most, up to 1 MiB on NFS. A channel does not tell its own. */
    static final int[] BLOCK_BYTES = {4 * 1024, 64 * 1024, 1024 * 1024};

    private static final int READ_BYTES = 256 * 1024;

    private AlignedReads() {}

    /**
     * Tells whether a file was opened for aligned reads only. A read of nothing makes no system call, and yet such a
     * channel looks at where its buffer begins (JDK 17 and 25).
     */
    static boolean areWantedBy(FileChannel file) throws IOException {
        ByteBuffer besideABlock = NoRoom.besideABlock();
        return besideABlock != null && !takes(file, besideABlock);
    }

    /** Memory of its own for so many bytes of whole blocks. */
    static ByteBuffer blocks(int bytes, int blockBytes) {
        int whole = Math.max(blockBytes, bytes / blockBytes * blockBytes);
        return ByteBuffer.allocateDirect(whole + blockBytes)
                .alignedSlice(blockBytes)
                .limit(whole)
                .slice();
    }

    private static boolean takes(FileChannel file, ByteBuffer noRoom) throws IOException {
        try {
            file.read(noRoom, 0);
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link FileChannel#read(ByteBuffer, long)}, of any file. */
    static int read(FileChannel file, ByteBuffer target, long position) throws IOException {
        ByteBuffer memory = BufferPool.DIRECT.acquire(READ_BYTES);
        try {
            return read(file, memory.clear(), target, position);
        } finally {
            BufferPool.DIRECT.release(memory);
        }
    }

    private static int read(FileChannel file, ByteBuffer memory, ByteBuffer target, long position) throws IOException {
        for (int blockBytes : BLOCK_BYTES) {
            ByteBuffer blocks = blocks(memory, blockBytes);
            if (takes(file, blocks.limit(0))) {
                return read(file, blocks, blockBytes, target, position);
            }
        }
        throw new IOException("opened for DIRECT, with blocks of more than " + BLOCK_BYTES[BLOCK_BYTES.length - 1]);
    }

    /** Of the pooled memory if that has room for a block, else of its own. */
    private static ByteBuffer blocks(ByteBuffer memory, int blockBytes) {
        ByteBuffer blocks = memory.isDirect()
                ? memory.alignedSlice(blockBytes)
                : memory.limit(0).slice();
        return blocks.capacity() > 0 ? blocks : blocks(blockBytes, blockBytes);
    }

    private static int read(FileChannel file, ByteBuffer blocks, int blockBytes, ByteBuffer target, long position)
            throws IOException {
        int before = (int) (position % blockBytes);
        long wanted = (long) before + target.remaining();
        long whole = (wanted + blockBytes - 1) / blockBytes * blockBytes;
        blocks.clear().limit((int) Math.min(whole, blocks.capacity()));
        int bytes = file.read(blocks, position - before);
        if (bytes <= before) {
            return -1;
        }
        int useful = Math.min(bytes - before, target.remaining());
        target.put(blocks.position(before).limit(before + useful));
        return useful;
    }
}
