package io.zerocopy.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/** What it costs from here on. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** CPU of the calling thread, which must be the same in the end. */
    static final LongSupplier THREAD = THREADS::getCurrentThreadCpuTime;

    /** CPU of all threads, to a tick of 10 ms. */
    static final LongSupplier PROCESS = SYSTEM::getProcessCpuTime;

    private final LongSupplier cpu;
    private final long machineNanos = MachineCpu.busyNanos();
    private final long cpuNanos;
    private final long startNanos;

    private Meter(LongSupplier cpu) throws IOException {
        this.cpu = cpu;
        this.cpuNanos = cpu.getAsLong();
        this.startNanos = System.nanoTime();
    }

    static Meter start(LongSupplier cpu) throws IOException {
        return new Meter(cpu);
    }

    /** The cost up to here, of so many sends and bytes. */
    Sample read(double sends, long bytes) throws IOException {
        long wall = System.nanoTime() - startNanos;
        long used = cpu.getAsLong() - cpuNanos;
        return Sample.of(sends, bytes, wall, used, MachineCpu.busyNanos() - machineNanos);
    }
}
