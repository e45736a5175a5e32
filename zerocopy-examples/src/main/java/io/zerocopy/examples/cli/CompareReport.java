package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Comparison;
import io.zerocopy.examples.bench.CongestionControl;
import io.zerocopy.examples.bench.Goal;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.Scenario;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The tables of {@code compare}, as text.
 *
 * @param out where they go
 * @param verdicts whether goals are judged
 */
record CompareReport(PrintWriter out, Verdicts verdicts) {
    /** Whether figures are good enough to say that a goal was reached or missed. */
    enum Verdicts {
        GIVEN,
        /** After a few short rounds either would be by chance. */
        WITHHELD
    }

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    void header(int turns, int cpus, String pinning) {
        out.println(String.format(
                Locale.ROOT,
                "JDK %s, %s %s, %d CPUs, loopback TCP with %s, %s",
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                cpus,
                CongestionControl.name(),
                pinning));
        out.println(turns
                + " turns of baseline, library and baseline again, in random order; peer in a process of its own");
        out.println("medians (quartiles); ratios turn by turn: median [95 % bootstrap interval]");
        out.println(
                "time is baseline / library: above 1 it is faster; CPU is library / baseline: below 1 it needs less");
        out.println("thread CPU is that of the one thread which sends, receives, relays or copies");
        out.println("A/A: the same ratio between the two baselines, which is the noise");
        out.flush();
    }

    void print(Comparison comparison) {
        Scenario scenario = comparison.scenario();
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%s: %,d bytes in %,d %s",
                scenario.name(),
                scenario.bytes(),
                scenario.sends(),
                scenario.sends() == 1 ? "transfer" : "transfers"));
        row("", scenario.baseline().name(), scenario.ours().name(), "ratio", "A/A");
        Unit timeUnit = scenario.sends() == 1 ? new Unit("ms", NANOS_PER_MILLI) : each(scenario);
        // Nanoseconds a byte are seconds a gigabyte.
        Unit cpuUnit = scenario.sends() == 1 ? new Unit("s/GB", scenario.bytes()) : each(scenario);
        figures("time", comparison, Sample::wallNanos, timeUnit, comparison.time(), comparison.timeOfBaselines());
        figures("thread CPU", comparison, Sample::cpuNanos, cpuUnit, comparison.cpu(), comparison.cpuOfBaselines());
        figures(
                "machine CPU",
                comparison,
                Sample::machineNanos,
                cpuUnit,
                comparison.machineCpu(),
                comparison.machineCpuOfBaselines());
        heap(comparison);
        List<Double> segments = comparison.segments();
        if (!segments.get(0).isNaN()) {
            row("segments", digits(segments.get(0)) + " each", digits(segments.get(1)) + " each", "", "");
        }
        judge(comparison);
    }

    /** The same for small sends: what the thread spends on each, the third lowest of all rounds and the median. */
    void printHotPath(Comparison comparison) {
        Scenario scenario = comparison.scenario();
        Unit unit = each(scenario);
        out.println();
        out.println(String.format(Locale.ROOT, "%s: %,d sends a round", scenario.name(), scenario.sends()));
        row("", "by hand", "library", "ratio", "A/A");
        row(
                "low",
                digits(Comparison.lowCpuNanos(comparison.baseline()) / unit.size()) + " us each",
                digits(Comparison.lowCpuNanos(comparison.ours()) / unit.size()) + " us each",
                digits(comparison.lowCpu()),
                digits(comparison.lowCpuOfBaselines()));
        figures("thread CPU", comparison, Sample::cpuNanos, unit, comparison.cpu(), comparison.cpuOfBaselines());
        figures("time", comparison, Sample::wallNanos, unit, comparison.time(), comparison.timeOfBaselines());
        heap(comparison);
        judge(comparison);
    }

    void printCalls(List<String> counts) {
        out.println();
        out.println("system calls of the thread that does the work, the fewest of several runs:");
        counts.forEach(count -> out.println("  " + count));
        out.flush();
    }

    private void heap(Comparison comparison) {
        row(
                "heap",
                digits(comparison.allocatedBytesPerSend(comparison.baseline())) + " B each",
                digits(comparison.allocatedBytesPerSend(comparison.ours())) + " B each",
                "",
                "");
    }

    private void judge(Comparison comparison) {
        if (verdicts == Verdicts.WITHHELD) {
            out.println("  no verdict: too few rounds, and too short ones, for figures to trust");
            out.flush();
            return;
        }
        for (Goal goal : comparison.scenario().goals()) {
            out.println("  " + goal.judge(comparison));
        }
        out.flush();
    }

    private static Unit each(Scenario scenario) {
        return new Unit("us each", NANOS_PER_MICRO * scenario.sends());
    }

    private void figures(
            String what,
            Comparison comparison,
            ToDoubleFunction<Sample> figure,
            Unit unit,
            Interval ratio,
            Interval noise) {
        row(
                what,
                spread(comparison.baseline(), figure, unit),
                spread(comparison.ours(), figure, unit),
                interval(ratio),
                interval(noise));
    }

    private void row(String what, String baseline, String ours, String ratio, String noise) {
        out.println(String.format(Locale.ROOT, "  %-13s%-36s%-36s%-24s%s", what, baseline, ours, ratio, noise)
                .stripTrailing());
    }

    private static String spread(List<Sample> samples, ToDoubleFunction<Sample> figure, Unit unit) {
        Interval interval = Statistics.quartiles(samples.stream()
                .mapToDouble(figure)
                .map(value -> value / unit.size())
                .toArray());
        return digits(interval.median()) + " " + unit.name() + " (" + digits(interval.low()) + " to "
                + digits(interval.high()) + ")";
    }

    private static String interval(Interval ratio) {
        return Double.isFinite(ratio.high())
                ? digits(ratio.median()) + " [" + digits(ratio.low()) + ", " + digits(ratio.high()) + "]"
                : "too short to tell";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 1000 ? "%.1f" : "%,.0f", value);
    }

    /**
     * What a figure is shown in.
     *
     * @param name for the table
     * @param size what one of it is, in the figure's own unit
     */
    private record Unit(String name, double size) {}
}
