package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A scenario that has been run: baseline, library and baseline again in turn. Ratios are taken turn by turn. That of
 * the baseline with itself (A/A) shows what the machine's noise alone can do.
 *
 * @param scenario what was run
 * @param baseline its rounds of the baseline
 * @param ours its rounds of the library
 * @param again its rounds of the baseline again
 * @param segments TCP segments a send, of the baseline and of the library; not a number where they are not counted
 */
public record Comparison(
        Scenario scenario, List<Sample> baseline, List<Sample> ours, List<Sample> again, List<Double> segments) {
    /**
     * Runs a scenario.
     *
     * @param scenario what to run
     * @param peer who receives
     * @param turns turns that count
     * @param afterRound called after each round
     */
    public static Comparison run(Scenario scenario, InetSocketAddress peer, int turns, Runnable afterRound)
            throws IOException {
        Round round = new Round(peer, scenario.job(), scenario.peerBytes());
        List<Side> sides = List.of(scenario.baseline(), scenario.ours(), scenario.baseline());
        List<List<Sample>> samples = new Interleaving(warmUps(turns), turns).run(round.of(sides), afterRound);
        return new Comparison(
                scenario,
                samples.get(0),
                samples.get(1),
                samples.get(2),
                List.of(
                        Segments.perSend(scenario, scenario.baseline(), peer),
                        Segments.perSend(scenario, scenario.ours(), peer)));
    }

    /** Turns before the first that counts: for the compilers of the JVM. */
    public static int warmUps(int turns) {
        return Math.max(2, turns / 5);
    }

    /** How many times as fast the library is: time of the baseline / time of the library. */
    public Interval time() {
        return Statistics.ratios(baseline, ours, Sample::wallNanos);
    }

    /** CPU of the thread that does the work: library / baseline. */
    public Interval cpu() {
        return Statistics.ratios(ours, baseline, Sample::cpuNanos);
    }

    /**
     * CPU of the thread by low quantiles, library / baseline: what small sends cost has two modes on a busy machine,
     * and the lower one is that of the code.
     */
    public double lowCpu() {
        return lowCpuNanos(ours) / lowCpuNanos(baseline);
    }

    public double lowCpuOfBaselines() {
        return lowCpuNanos(again) / lowCpuNanos(baseline);
    }

    /** Of some rounds: the thread's CPU in the third best. */
    public static double lowCpuNanos(List<Sample> samples) {
        return Statistics.thirdLowest(
                samples.stream().mapToDouble(Sample::cpuNanos).toArray());
    }

    /** CPU of the machine: library / baseline. */
    public Interval machineCpu() {
        return Statistics.ratios(ours, baseline, Sample::machineNanos);
    }

    public Interval timeOfBaselines() {
        return Statistics.ratios(baseline, again, Sample::wallNanos);
    }

    public Interval cpuOfBaselines() {
        return Statistics.ratios(again, baseline, Sample::cpuNanos);
    }

    public Interval machineCpuOfBaselines() {
        return Statistics.ratios(again, baseline, Sample::machineNanos);
    }

    /** Of the baseline's rounds or the library's: what the sending thread allocates on the heap. */
    public double allocatedBytesPerSend(List<Sample> samples) {
        double[] bytes = samples.stream().mapToDouble(Sample::allocatedBytes).toArray();
        return Statistics.median(bytes) / scenario.sends();
    }
}
