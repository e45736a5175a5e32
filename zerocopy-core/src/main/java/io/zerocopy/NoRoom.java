package io.zerocopy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers without room: they find out, without a system call, what a channel says to a read or write. Of direct memory:
 * JDK 17 breaks later writes of a thread that has given an array, be it empty, to a channel that was opened for DIRECT.
 */
final class NoRoom {
    private static final int BLOCK_BYTES = 4096;

    private static volatile @Nullable ByteBuffer memory;

    private NoRoom() {}

    /** At an address where a block begins: what a channel that was opened for DIRECT takes. */
    static ByteBuffer atABlock() {
        ByteBuffer blocks = blocks();
        return blocks == null ? ByteBuffer.allocate(0) : blocks.duplicate().limit(0);
    }

    /** At an address where none begins, which such a channel refuses; null where there is no direct memory for it. */
    static @Nullable ByteBuffer besideABlock() {
        ByteBuffer blocks = blocks();
        return blocks == null ? null : blocks.slice(1, 0);
    }

    private static @Nullable ByteBuffer blocks() {
        ByteBuffer made = memory;
        if (made == null) {
            try {
                made = ByteBuffer.allocateDirect(2 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
            } catch (OutOfMemoryError e) {
                // This is only a help.
                return null;
            }
            memory = made;
        }
        return made;
    }
}
