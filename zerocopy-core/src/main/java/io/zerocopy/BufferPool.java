package io.zerocopy;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends direct buffers, the smaller the more are out, and keeps a few of them for reuse. A peer that does not read
 * holds the buffer of its transfer for as long as it likes, and there may be thousands of such peers: they must not use
 * up the memory of all others.
 *
 * <ul>
 *   <li>All buffers that are out are to fit into a budget, a quarter of what the JVM allows for direct memory. No
 *       buffer is larger than a sixty-fourth of what is left of it; but one of {@value #SMALLEST_SHARE_BYTES} bytes is
 *       always to be had.
 *   <li>At most {@value #SLOTS} buffers are kept, of at most {@value #LARGEST_KEPT_BYTES} bytes each, or a sixty-fourth
 *       of the budget if that is less. Sizes are rounded up to four for each power of two, so that a kept one often
 *       fits.
 *   <li>When the JVM has no direct memory left, whoever uses it, what is kept serves, then the {@value #RESERVE_COUNT}
 *       small ones that were set aside at first use, then the heap; the JVM is not asked again for a while, since it
 *       takes half a second to say no.
 * </ul>
 *
 * <p>No ThreadLocal, since a server may have any number of threads, virtual ones included, and each would keep its own.
 * No lock.
 */
final class BufferPool {
    static final int SLOTS = 16;
    static final int LARGEST_KEPT_BYTES = 1024 * 1024;
    static final int SMALLEST_SHARE_BYTES = 4 * 1024;
    static final int RESERVE_COUNT = 256;
    /** Not the size of any other: so they are known when they come back. */
    static final int RESERVE_BYTES = 1000;

    private static final int SMALLEST_BYTES = 1024;
    private static final int LARGEST_BYTES = 1 << 30;
    private static final int SHARES = 64;
    private static final long SCARCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * The JVM allows as much direct memory as heap, unless it is told otherwise (-XX:MaxDirectMemorySize), which no
     * public API says: if that is less, the first refusal shows it.
     */
    static final BufferPool DIRECT = new BufferPool(Runtime.getRuntime().maxMemory() / 4);

    private final long budgetBytes;
    private final int largestKeptBytes;
    private final AtomicLong lentBytes = new AtomicLong();
    private final AtomicReferenceArray<@Nullable ByteBuffer> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicReferenceArray<@Nullable ByteBuffer> reserve = new AtomicReferenceArray<>(RESERVE_COUNT);
    /** Where the next one makes room: each in its turn, or two sizes in use would push each other out for ever. */
    private final AtomicInteger hand = new AtomicInteger();

    private volatile boolean scarce;
    private volatile long scarceUntilNanos;

    BufferPool(long budgetBytes) {
        this.budgetBytes = budgetBytes;
        long share = Math.max(SMALLEST_SHARE_BYTES, budgetBytes / SHARES);
        this.largestKeptBytes = rounded((int) Math.min(LARGEST_KEPT_BYTES, share));
        setAside();
    }

    private void setAside() {
        ByteBuffer all;
        try {
            all = ByteBuffer.allocateDirect(RESERVE_COUNT * RESERVE_BYTES);
        } catch (OutOfMemoryError e) {
            noted();
            return;
        }
        for (int i = 0; i < RESERVE_COUNT; i++) {
            reserve.set(i, all.slice(i * RESERVE_BYTES, RESERVE_BYTES));
        }
    }

    /**
     * A buffer to read such a source into: an array that is nobody else's where the source may keep what it is given.
     */
    static ByteBuffer acquireFor(SourceKind kind, int bytes) {
        return kind.isForeign() ? ByteBuffer.allocate(bytes).limit(0) : DIRECT.acquire(bytes);
    }

    /**
     * Lends an empty buffer, ready to be drained (nothing remaining). Where memory is plenty it has room for so many
     * bytes, and at most a quarter more: who must not read more sets its limit. Where memory is scarce it has room for
     * fewer, at least one, and in the worst case it is an array.
     */
    ByteBuffer acquire(int wantedBytes) {
        long share = Math.max(SMALLEST_SHARE_BYTES, (budgetBytes - lentBytes.get()) / SHARES);
        int bytes = rounded((int) Math.min(Math.min(wantedBytes, LARGEST_BYTES), share));
        ByteBuffer buffer = kept(bytes, bytes);
        if (buffer == null && !isScarce()) {
            try {
                buffer = ByteBuffer.allocateDirect(bytes);
            } catch (OutOfMemoryError e) {
                noted();
            }
        }
        if (buffer == null) {
            buffer = kept(1, Integer.MAX_VALUE);
        }
        if (buffer == null) {
            return small(wantedBytes);
        }
        lentBytes.addAndGet(buffer.capacity());
        return buffer.limit(0);
    }

    /** What serves when there is nothing else: it is not counted. */
    private ByteBuffer small(int wantedBytes) {
        for (int i = 0; i < RESERVE_COUNT; i++) {
            ByteBuffer aside = reserve.get(i);
            if (aside != null && reserve.compareAndSet(i, aside, null)) {
                return aside.limit(0);
            }
        }
        return ByteBuffer.allocate(Math.min(wantedBytes, SMALLEST_BYTES)).limit(0);
    }

    private @Nullable ByteBuffer kept(int leastBytes, int mostBytes) {
        for (int slot = 0; slot < SLOTS; slot++) {
            ByteBuffer kept = slots.get(slot);
            if (kept != null
                    && kept.capacity() >= leastBytes
                    && kept.capacity() <= mostBytes
                    && slots.compareAndSet(slot, kept, null)) {
                return kept;
            }
        }
        return null;
    }

    /** What is out, but for what was set aside. */
    long lentBytes() {
        return lentBytes.get();
    }

    private boolean isScarce() {
        if (scarce && scarceUntilNanos - System.nanoTime() <= 0) {
            scarce = false;
        }
        return scarce;
    }

    private void noted() {
        scarceUntilNanos = System.nanoTime() + SCARCE_NANOS;
        scarce = true;
    }

    /** Up to the next of four sizes for each power of two. */
    private static int rounded(int bytes) {
        if (bytes <= SMALLEST_BYTES) {
            return SMALLEST_BYTES;
        }
        int step = Integer.highestOneBit(bytes - 1) / 4;
        return ((bytes - 1) | (step - 1)) + 1;
    }

    /**
     * Takes a buffer back. When all slots are taken one of another size makes room, so that sizes no longer in use do
     * not hold the pool for ever.
     */
    void release(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return;
        }
        buffer.clear().limit(0);
        if (buffer.capacity() == RESERVE_BYTES) {
            putIntoEmpty(reserve, buffer);
            return;
        }
        lentBytes.addAndGet(-buffer.capacity());
        if (buffer.capacity() > largestKeptBytes || putIntoEmpty(slots, buffer)) {
            return;
        }
        for (int i = 0; i < SLOTS; i++) {
            int slot = Math.floorMod(hand.getAndIncrement(), SLOTS);
            ByteBuffer kept = slots.get(slot);
            if (kept != null && kept.capacity() != buffer.capacity() && slots.compareAndSet(slot, kept, buffer)) {
                return;
            }
        }
    }

    private static boolean putIntoEmpty(AtomicReferenceArray<@Nullable ByteBuffer> places, ByteBuffer buffer) {
        for (int place = 0; place < places.length(); place++) {
            if (places.get(place) == null && places.compareAndSet(place, null, buffer)) {
                return true;
            }
        }
        return false;
    }
}
