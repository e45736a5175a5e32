package io.zerocopy.examples.bench.micro;

import com.google.gson.Gson;
import io.zerocopy.examples.bench.Statistics.Interval;
import io.zerocopy.examples.bench.tables.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The process in which JMH runs the benchmarks of one class, and from which it starts its own: with the options that it
 * needs to be silent, and on the class path. Prints a {@link Row} as a line of JSON for each.
 */
final class MicroMain {
    static final String TIME = "time, ns";
    static final String HEAP = "heap, bytes";

    /** What JMH calls the bytes that a call allocates. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private static final double QUARTER = 25;

    private MicroMain() {}

    public static void main(String[] arguments) throws RunnerException {
        Thread watching = new Thread(MicroMain::endWithParent, "watching");
        watching.setDaemon(true);
        watching.start();
        OptionsBuilder options = new OptionsBuilder();
        options.include("\\." + arguments[0] + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        Length.valueOf(arguments[1]).applyTo(options);
        for (RunResult result : new Runner(options.build()).run()) {
            System.out.println(new Gson().toJson(row(result)));
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said.
            }
        } catch (IOException e) {
            // It has gone, too.
        }
        System.exit(1);
    }

    private static Row row(RunResult result) {
        Map<String, Interval> figures = new LinkedHashMap<>();
        figures.put(TIME, quartiles(result.getPrimaryResult()));
        figures.put(
                HEAP,
                quartiles(Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))));
        return new Row(result.getPrimaryResult().getLabel(), figures, null, null, "");
    }

    private static Interval quartiles(Result<?> result) {
        return new Interval(
                result.getStatistics().getPercentile(QUARTER),
                result.getStatistics().getPercentile(2 * QUARTER),
                result.getStatistics().getPercentile(3 * QUARTER));
    }
}
