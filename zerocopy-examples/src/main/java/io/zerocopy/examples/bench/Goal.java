package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Locale;

/**
 * What the library's CPU should be beside that of another, judged by medians.
 *
 * @param ratio at most
 */
public record Goal(double ratio) {
    public static Goal cpuAtMost(double ratio) {
        return new Goal(ratio);
    }

    /** Says whether it was reached, and by which figure. */
    public String judge(Row ours, Row other) {
        Interval cpu = other.cpuRatio();
        String text = "CPU <= " + ratio;
        return cpu == null
                ? text + ": not measured"
                : String.format(
                        Locale.ROOT, "%s: %.3f, %s", text, cpu.median(), cpu.median() <= ratio ? "met" : "MISSED");
    }
}
