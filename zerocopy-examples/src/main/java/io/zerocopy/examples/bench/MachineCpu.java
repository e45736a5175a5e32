package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU time of the whole machine, from /proc/stat. It counts what no process is charged for, such as the interrupts in
 * which loopback delivers, and also what strangers do meanwhile.
 */
public final class MachineCpu {
    private static final Path STAT = Path.of("/proc/stat");

    /** The kernel counts in this unit on every architecture that has a JDK (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;

    private MachineCpu() {}

    /** Nanoseconds since boot in which some CPU was busy, to a tick of 10 ms; 0 where there is no /proc/stat. */
    public static long busyNanos() throws IOException {
        if (!Files.exists(STAT)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STAT)) {
            // "cpu  user nice system idle iowait irq softirq steal", and what user and nice contain already.
            String[] columns = lines.findFirst().orElse("").split(" +", -1);
            return Stream.of(1, 2, 3, 6, 7, 8)
                            .mapToLong(column -> Long.parseLong(columns[column]))
                            .sum()
                    * NANOS_PER_TICK;
        }
    }
}
