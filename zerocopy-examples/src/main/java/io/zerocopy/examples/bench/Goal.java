package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleBiFunction;

/**
 * What the library should be beside another, judged by medians.
 *
 * @param text says it
 * @param figure of ours beside the other; NaN where it was not measured
 * @param isMet whether such a figure is good
 */
public record Goal(String text, ToDoubleBiFunction<Row, Row> figure, DoublePredicate isMet) {
    public static Goal cpuAtMost(double ratio) {
        return new Goal("CPU <= " + ratio, (ours, other) -> cpuRatio(other), value -> value <= ratio);
    }

    private static double cpuRatio(Row other) {
        Interval ratio = other.cpuRatio();
        return ratio == null ? Double.NaN : ratio.median();
    }

    /** Says whether it was reached, and by which figure. */
    public String judge(Row ours, Row other) {
        double value = figure.applyAsDouble(ours, other);
        return Double.isNaN(value)
                ? text + ": not measured"
                : String.format(Locale.ROOT, "%s: %.3f, %s", text, value, isMet.test(value) ? "met" : "MISSED");
    }
}
