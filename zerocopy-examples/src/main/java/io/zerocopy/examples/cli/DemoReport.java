package io.zerocopy.examples.cli;

import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Network;
import io.zerocopy.examples.bench.ReadsAndWrites;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.Statistics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The table of {@code demo}: one column a side, the article's loop first.
 *
 * @param bytes of the file
 * @param sha256 of the file, and of what arrived
 * @param sides the columns
 * @param samples for each side its rounds
 * @param calls for each side those of one send, where the system counts
 */
record DemoReport(
        long bytes, String sha256, List<Side> sides, List<List<Sample>> samples, List<Optional<ReadsAndWrites>> calls) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_GB = 1e9;
    /** Of fewer a send takes less than a millisecond. */
    private static final long FEWEST_BYTES = 1024 * 1024;

    void print(PrintWriter out) {
        double[] wall = medians(Sample::wallNanos);
        double[] cpu = medians(Sample::cpuNanos);
        boolean kernel = ZeroCopyTransfer.capabilities().has(TransferMechanism.SENDFILE);
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%,d bytes to another process on this machine over TCP (congestion control: %s).",
                bytes,
                Network.congestionControl()));
        out.println("Either way the whole file arrived, unchanged: SHA-256 " + sha256);
        out.println();
        row(out, "", sides.get(0).name(), sides.get(1).name());
        row(out, "time, median of " + samples.get(0).size(), milliseconds(wall[0]), milliseconds(wall[1]));
        row(out, "CPU of the sending thread", perGigabyte(cpu[0]), perGigabyte(cpu[1]));
        row(out, "read calls of that thread", calls(0, ReadsAndWrites::reads), calls(1, ReadsAndWrites::reads));
        row(out, "write calls of that thread", calls(0, ReadsAndWrites::writes), calls(1, ReadsAndWrites::writes));
        row(out, "copies, by the article", "4 (2 by the CPU)", kernel ? "3 (1 by the CPU) *" : "4 (2 by the CPU)");
        row(out, "mode switches, by the article", "4", kernel ? "2" : "4");
        out.println();
        out.println(
                calls.stream().allMatch(Optional::isPresent)
                        ? "Calls are those of one more send, as " + ReadsAndWrites.COUNTERS
                                + " counts them: a sendfile is one of each."
                        : "Calls are not counted: this system does not tell them in " + ReadsAndWrites.COUNTERS + ".");
        if (kernel) {
            out.println(
                    "* 2, none by the CPU, where the network card gathers. Copies and mode switches are the article's");
            out.println("  count for each block, not measured here.");
        } else {
            out.println("No zero copy here: " + ZeroCopyTransfer.capabilities().reason(TransferMechanism.SENDFILE));
        }
        out.println(
                bytes < FEWEST_BYTES
                        ? "Too few bytes to say who is faster: the time is that of connections and of noise."
                        : String.format(
                                Locale.ROOT,
                                "ZeroCopyTransfer took %s time and %s CPU of the sending thread.",
                                change(wall),
                                change(cpu)));
        Again.warn(out);
        out.flush();
    }

    private String calls(int side, ToLongFunction<ReadsAndWrites> figure) {
        return calls.get(side)
                .map(counted -> String.format(Locale.ROOT, "%,d", figure.applyAsLong(counted)))
                .orElse("not counted");
    }

    private double[] medians(ToLongFunction<Sample> figure) {
        return samples.stream()
                .mapToDouble(side -> Statistics.median(
                        side.stream().mapToLong(figure).asDoubleStream().toArray()))
                .toArray();
    }

    private static void row(PrintWriter out, String what, String first, String second) {
        out.println(
                String.format(Locale.ROOT, "%-31s%-24s%s", what, first, second).stripTrailing());
    }

    private static String milliseconds(double nanos) {
        return String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6);
    }

    private String perGigabyte(double nanos) {
        return String.format(Locale.ROOT, "%.3f s/GB", nanos / NANOS_PER_SECOND / (bytes / BYTES_PER_GB));
    }

    private static String change(double[] medians) {
        double less = 1 - medians[1] / medians[0];
        return String.format(Locale.ROOT, "%.0f %% %s", 100 * Math.abs(less), less < 0 ? "more" : "less");
    }
}
