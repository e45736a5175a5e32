package io.zerocopy.examples.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What the calling thread spends from here on; the same one reads it. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long cpuNanos = THREADS.getCurrentThreadCpuTime();
    private final long startNanos = System.nanoTime();

    private Meter() {}

    static Meter start() {
        return new Meter();
    }

    /** The cost up to here, of so many sends and bytes. */
    Sample read(double sends, long bytes) {
        long wall = System.nanoTime() - startNanos;
        return new Sample(sends, bytes, wall, THREADS.getCurrentThreadCpuTime() - cpuNanos);
    }
}
