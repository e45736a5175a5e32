package io.zerocopy.examples.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** What it costs from here on, charged to the calling thread. */
final class Meter {
    /** The one with allocated bytes: that of OpenJDK. */
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final long machineNanos;
    private final long allocatedBytes;
    private final long cpuNanos;
    private final long startNanos;

    private Meter() throws IOException {
        machineNanos = MachineCpu.busyNanos();
        allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();
        cpuNanos = THREADS.getCurrentThreadCpuTime();
        startNanos = System.nanoTime();
    }

    static Meter start() throws IOException {
        return new Meter();
    }

    /** The same thread's cost up to here. */
    Sample read() throws IOException {
        long wall = System.nanoTime() - startNanos;
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuNanos;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBytes;
        return new Sample(wall, cpu, MachineCpu.busyNanos() - machineNanos, allocated);
    }
}
