package io.zerocopy.examples.bench;

import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/**
 * What a scenario should reach, judged by medians unless it says otherwise.
 *
 * @param text for a reader
 * @param figure what is judged; not a number where it could not be measured
 * @param isMet the judgement
 */
public record Goal(String text, ToDoubleFunction<Comparison> figure, DoublePredicate isMet) {
    static Goal timeAtLeast(double ratio) {
        return new Goal("time >= " + ratio, comparison -> comparison.time().median(), value -> value >= ratio);
    }

    static Goal cpuAtMost(double ratio) {
        return atMost("thread CPU", ratio, comparison -> comparison.cpu().median());
    }

    /** By low quantiles, not by medians: see {@link Comparison#lowCpu}. */
    static Goal lowCpuAtMost(double ratio) {
        return atMost("thread CPU, low", ratio, Comparison::lowCpu);
    }

    static Goal machineCpuAtMost(double ratio) {
        return atMost(
                "machine CPU", ratio, comparison -> comparison.machineCpu().median());
    }

    static Goal allocatedAtMost(double bytesPerSend) {
        return atMost(
                "bytes allocated a send",
                bytesPerSend,
                comparison -> comparison.allocatedBytesPerSend(comparison.ours()));
    }

    static Goal segmentsAtMost(double perSend) {
        return atMost(
                "segments a send", perSend, comparison -> comparison.segments().get(1));
    }

    private static Goal atMost(String what, double limit, ToDoubleFunction<Comparison> figure) {
        return new Goal(what + " <= " + limit, figure, value -> value <= limit);
    }

    /** Says whether it was reached, and by which figure. */
    public String judge(Comparison comparison) {
        double value = figure.applyAsDouble(comparison);
        if (Double.isNaN(value)) {
            return text + ": not measured";
        }
        return String.format(Locale.ROOT, "%s: %.3f, %s", text, value, isMet.test(value) ? "met" : "MISSED");
    }
}
