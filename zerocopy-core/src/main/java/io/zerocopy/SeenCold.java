package io.zerocopy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers for a while which files had to be read from a disk. Who is sent a file in many small ranges is always a bit
 * behind what the kernel reads ahead: the beginning of each range looks as if all of it were in memory.
 *
 * <p>By hashes alone, of the caller's channel or of the path, so that nothing is held: a file that is taken for another
 * one is handed over for nothing, no more.
 */
final class SeenCold {
    private static final int SLOTS = 1024;
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** When it was seen, never 0. */
    private static final AtomicLongArray SEEN_NANOS = new AtomicLongArray(SLOTS);

    private SeenCold() {}

    static void note(Source file, long nowNanos) {
        SEEN_NANOS.set(slot(file), nowNanos | 1);
    }

    static boolean lately(Source file) {
        long seen = SEEN_NANOS.get(slot(file));
        return seen != 0 && System.nanoTime() - seen < MEMORY_NANOS;
    }

    private static int slot(Source file) {
        Object which = file.path() == null ? file.file() : file.path();
        int hash = which.hashCode();
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }
}
