package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * One write from the source's buffer, which {@link Transfer} has filled. What the target does not take stays in it for
 * the next step.
 */
enum BufferCopy implements Mechanism {
    /** Through a pooled direct buffer: no copy of the JDK's own on either side. */
    DIRECT,
    /** Through an array, for streams and foreign channels. */
    HEAP,
    /**
     * Through a few bytes on the heap: a write that waits as the channel must. Small, since any number of virtual
     * threads may be parked in it.
     */
    NUDGE;

    static final int NUDGE_BYTES = 4 * 1024;

    /**
     * The JDK keeps, for each thread, a direct buffer as large as the largest heap buffer a channel was given there.
     */
    private static final int LARGEST_HEAP_BYTES = 64 * 1024;

    @Override
    public long step(Source source, WritableByteChannel target, long maxBytes) throws IOException {
        return source.ahead(this).writeTo(target, maxBytes);
    }

    /** The buffer to use, empty; {@code usefulBytes} is what there is to move at the most. */
    ByteBuffer allocate(int bufferSizeBytes, long usefulBytes) {
        return switch (this) {
            case DIRECT -> BufferPool.DIRECT.acquire(bufferSizeBytes);
            case HEAP -> onHeap(Math.min(Math.min(LARGEST_HEAP_BYTES, bufferSizeBytes), usefulBytes));
            case NUDGE -> onHeap(Math.min(NUDGE_BYTES, usefulBytes));
        };
    }

    private static ByteBuffer onHeap(long bytes) {
        return ByteBuffer.allocate((int) bytes).limit(0);
    }

    void free(ByteBuffer buffer) {
        if (this == DIRECT) {
            BufferPool.DIRECT.release(buffer);
        }
    }
}
