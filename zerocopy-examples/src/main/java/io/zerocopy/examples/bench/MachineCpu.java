package io.zerocopy.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of the whole machine, from /proc/stat. It counts what no process is charged for, such as the interrupts in
 * which loopback delivers, and also what strangers do meanwhile.
 */
public final class MachineCpu {
    private static final Path STAT = Path.of("/proc/stat");

    /** The kernel counts in this unit on every architecture that has a JDK (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** The columns that are no work: idle and iowait; and what guests did, which user and nice contain already. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int GUEST = 9;

    private MachineCpu() {}

    /** Nanoseconds since boot in which some CPU was busy, to a tick of 10 ms; 0 where there is no /proc/stat. */
    public static long busyNanos() throws IOException {
        if (!Files.exists(STAT)) {
            return 0;
        }
        try (BufferedReader lines = Files.newBufferedReader(STAT)) {
            // "cpu  user nice system idle iowait irq softirq steal guest guest_nice"
            String[] columns = lines.readLine().split(" +", -1);
            long ticks = 0;
            for (int i = 1; i < Math.min(columns.length, GUEST); i++) {
                if (i != IDLE && i != IO_WAIT) {
                    ticks += Long.parseLong(columns[i]);
                }
            }
            return ticks * NANOS_PER_TICK;
        }
    }
}
