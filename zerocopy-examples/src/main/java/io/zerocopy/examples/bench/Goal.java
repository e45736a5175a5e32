package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the library should reach beside one other, judged by medians.
 *
 * @param text for a reader
 * @param figure of the library's row and the other's; not a number where it could not be measured
 * @param isMet the judgement
 */
public record Goal(String text, ToDoubleBiFunction<Row, Row> figure, DoublePredicate isMet) {
    /** Behind the library, and the library again. */
    private static final int OTHER = 2;

    static Goal timeAtLeast(double ratio) {
        return new Goal("time >= " + ratio, (ours, other) -> median(other.timeRatio()), value -> value >= ratio);
    }

    public static Goal cpuAtMost(double ratio) {
        return atMost("CPU", ratio, (ours, other) -> median(other.cpuRatio()));
    }

    /** By low quantiles, not by medians: see {@link Figure#LOW_CPU_EACH}. */
    static Goal lowCpuAtMost(double ratio) {
        return atMost("low CPU", ratio, (ours, other) -> quotient(ours, other, Figure.LOW_CPU_EACH));
    }

    static Goal machineCpuAtMost(double ratio) {
        return atMost("machine CPU", ratio, (ours, other) -> quotient(ours, other, Figure.MACHINE_CPU));
    }

    static Goal heapAtMost(double bytes) {
        return atMost("heap, bytes each", bytes, (ours, other) -> ours.median(Figure.HEAP));
    }

    private static Goal atMost(String what, double limit, ToDoubleBiFunction<Row, Row> figure) {
        return new Goal(what + " <= " + limit, figure, value -> value <= limit);
    }

    private static double median(@Nullable Interval ratio) {
        return ratio == null ? Double.NaN : ratio.median();
    }

    private static double quotient(Row ours, Row other, Figure figure) {
        return ours.median(figure) / other.median(figure);
    }

    /** Says whether it was reached beside the first of the others, and by which figure. */
    public String judge(Cell cell) {
        return judge(cell.rows().get(0), cell.rows().get(OTHER));
    }

    public String judge(Row ours, Row other) {
        double value = figure.applyAsDouble(ours, other);
        if (Double.isNaN(value)) {
            return text + ": not measured";
        }
        return String.format(Locale.ROOT, "%s: %.3f, %s", text, value, isMet.test(value) ? "met" : "MISSED");
    }
}
