package io.zerocopy.examples.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** What it costs from here on, charged to the calling thread. */
final class Meter {
    /** The one with allocated bytes: that of OpenJDK. */
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final long machineNanos = MachineCpu.busyNanos();
    private final long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();
    private final long cpuNanos = THREADS.getCurrentThreadCpuTime();
    private final long startNanos = System.nanoTime();

    private Meter() throws IOException {}

    static Meter start() throws IOException {
        return new Meter();
    }

    /** The same thread's cost up to here, of so many sends and bytes. */
    Sample read(double sends, long bytes) throws IOException {
        long wall = System.nanoTime() - startNanos;
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuNanos;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBytes;
        long machine = MachineCpu.busyNanos() - machineNanos;
        return new Sample(sends, bytes, wall, cpu, machine, allocated, Double.NaN, Double.NaN);
    }
}
