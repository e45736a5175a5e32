package io.zerocopy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers for a while what was found out about files: which of them had to be read from a disk, and which ranges came
 * from memory as a whole. By hashes alone, of the path's characters or of the caller's channel, so that nothing is
 * held. A file that is taken for another one, once in some thousand million, is handed over for nothing, or sent in
 * place for one step.
 */
final class SeenLately {
    /**
     * Who is sent a file in many small ranges is always a bit behind what the kernel reads ahead: the beginning of each
     * range looks as if all of it were in memory.
     */
    static final SeenLately COLD = new SeenLately(TimeUnit.SECONDS.toMillis(3));

    /** What everybody asks for need not be looked at by another thread each time. */
    static final SeenLately HOT = new SeenLately(TimeUnit.SECONDS.toMillis(10));

    private static final int SLOTS = 4096;
    /** Odd, and its bits are spread: each bit of what is hashed changes about half of the product's. */
    private static final long SPREADING = 0x9E3779B97F4A7C15L;

    private static final long ORIGIN_NANOS = System.nanoTime();

    private final long memoryMillis;
    /** Half a key, and when it was seen in milliseconds; 0 where nothing was. */
    private final AtomicLongArray seen = new AtomicLongArray(SLOTS);

    private SeenLately(long memoryMillis) {
        this.memoryMillis = memoryMillis;
    }

    /** Stands for all of a file. */
    static long keyOf(Source file) {
        Path path = file.path();
        return path == null ? spread(System.identityHashCode(file.file())) : keyOf(path.toString());
    }

    /** String's own hash is of few bits, and the same for many names that differ in two neighbouring characters. */
    private static long keyOf(String path) {
        long key = path.length();
        for (int i = 0; i < path.length(); i++) {
            key = spread(key ^ path.charAt(i));
        }
        return key;
    }

    /** Stands for what is still to be sent of a file. */
    static long keyOfRest(Source file) {
        return spread(spread(keyOf(file) + file.position()) + file.remaining());
    }

    private static long spread(long bits) {
        long product = (bits + 1) * SPREADING;
        return product ^ (product >>> 32);
    }

    /** What is noted late is forgotten as early. */
    void note(long key, long seenNanos) {
        long agoMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seenNanos);
        if (agoMillis < memoryMillis) {
            seen.set(slot(key), (key & 0xFFFF_FFFF_0000_0000L) | ((nowMillis() - agoMillis) & 0xFFFF_FFFFL));
        }
    }

    void forget(long key) {
        if (isOf(key, seen.get(slot(key)))) {
            seen.set(slot(key), 0);
        }
    }

    boolean has(long key) {
        long entry = seen.get(slot(key));
        return isOf(key, entry) && ((nowMillis() - entry) & 0xFFFF_FFFFL) < memoryMillis;
    }

    private static boolean isOf(long key, long entry) {
        return entry != 0 && (key ^ entry) >>> 32 == 0;
    }

    private static int slot(long key) {
        return (int) key & (SLOTS - 1);
    }

    /** Round once in seven weeks: what is not asked for in all that time may be believed once more. */
    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ORIGIN_NANOS) & 0xFFFF_FFFFL;
    }
}
