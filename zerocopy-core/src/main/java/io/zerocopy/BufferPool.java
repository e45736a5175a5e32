package io.zerocopy;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps direct buffers for reuse: at most {@value #SLOTS} of at most {@value #LARGEST_KEPT_BYTES} bytes each. No
 * ThreadLocal, since a server may have any number of threads, virtual ones included, and each would keep its own. What
 * does not fit is left to the garbage collector.
 */
final class BufferPool {
    static final int SLOTS = 16;
    static final int LARGEST_KEPT_BYTES = 1024 * 1024;

    static final BufferPool DIRECT = new BufferPool();

    private final AtomicReferenceArray<@Nullable ByteBuffer> slots = new AtomicReferenceArray<>(SLOTS);

    /** A buffer to read such a source into: an array that is nobody else's where the source may keep what it is given. */
    static ByteBuffer acquireFor(SourceKind kind, int bytes) {
        return kind.isForeign() ? ByteBuffer.allocate(bytes).limit(0) : DIRECT.acquire(bytes);
    }

    static void releaseFor(SourceKind kind, ByteBuffer buffer) {
        if (!kind.isForeign()) {
            DIRECT.release(buffer);
        }
    }

    /** Returns an empty buffer, ready to be drained (nothing remaining), of just this capacity. */
    ByteBuffer acquire(int capacityBytes) {
        for (int slot = 0; slot < SLOTS; slot++) {
            ByteBuffer kept = slots.get(slot);
            if (kept != null && kept.capacity() == capacityBytes && slots.compareAndSet(slot, kept, null)) {
                return kept.limit(0);
            }
        }
        return ByteBuffer.allocateDirect(capacityBytes).limit(0);
    }

    /**
     * Takes a buffer back. When all slots are taken the first of another size makes room, so that sizes no longer in
     * use do not hold the pool for ever.
     */
    void release(ByteBuffer buffer) {
        if (buffer.capacity() > LARGEST_KEPT_BYTES) {
            return;
        }
        buffer.clear().limit(0);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots.compareAndSet(slot, null, buffer)) {
                return;
            }
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            ByteBuffer kept = slots.get(slot);
            if (kept != null && kept.capacity() != buffer.capacity() && slots.compareAndSet(slot, kept, buffer)) {
                return;
            }
        }
    }
}
