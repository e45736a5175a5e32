package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a call costs in time and heap when there is little to send: JMH runs {@link SmallCalls}. */
public final class MicroTable {
    static final String TIME = "time, ns";
    static final String HEAP = "heap, bytes";

    /** As JMH's profiler calls it. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private static final String ABOUT =
            "One call for 4 KiB, by JMH; the file is in the page cache, the peer a process of"
                    + " its own. Not in turns, but one contender after the other. Figures are medians"
                    + " (quartiles) of the iterations; heap is what the process allocates for each call.";

    /** From here on the JDK knows the option, and warns of what JMH does without it. */
    private static final int FIRST_THAT_KNOWS_UNSAFE_ACCESS = 23;

    private MicroTable() {}

    public static Plan plan(Arena arena) {
        return new Plan(
                "micro",
                ABOUT,
                List.of(
                        measurement(arena, "send, open FileChannel", "sendOpenFile"),
                        measurement(arena, "send, Path", "sendPath"),
                        measurement(arena, "begin and advance, non-blocking", "beginAndAdvance"),
                        measurement(arena, "advance, non-blocking", "advance"),
                        measurement(arena, "advance, the channel is full", "advanceIntoFull")));
    }

    private static Measurement measurement(Arena arena, String name, String method) {
        return new Measurement(name, SmallCalls.LONG_BYTES, afterRound -> {
            // Otherwise JMH leaves a file behind. Whoever measures twice at a time measures nothing, and knows.
            System.setProperty("jmh.ignoreLock", "true");
            List<Row> rows = new ArrayList<>();
            try {
                for (RunResult result : new Runner(options(arena, method).build()).run()) {
                    Map<String, Interval> figures = new LinkedHashMap<>();
                    figures.put(TIME, quartiles(result.getPrimaryResult()));
                    figures.put(
                            HEAP,
                            quartiles(Objects.requireNonNull(
                                    result.getSecondaryResults().get(ALLOCATED))));
                    rows.add(Row.of(
                            result.getPrimaryResult().getLabel().equals(method) ? "library" : "transferTo", figures));
                }
            } catch (RunnerException e) {
                throw new IOException("JMH has not measured", e);
            }
            return List.of(new Cell(name, rows, List.of()));
        });
    }

    private static ChainedOptionsBuilder options(Arena arena, String method) {
        boolean isQuick = arena.effort().isQuick();
        TimeValue iteration = TimeValue.milliseconds(isQuick ? 100 : 1000);
        List<String> flags = new ArrayList<>(List.of(
                "-Djava.io.tmpdir=" + arena.folder(),
                "-D" + SmallCalls.PEER_PORT + "=" + arena.peer().getPort()));
        if (Runtime.version().feature() >= FIRST_THAT_KNOWS_UNSAFE_ACCESS) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return new OptionsBuilder()
                .include("\\.SmallCalls\\." + method + "(ByTransferTo)?$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(flags.toArray(String[]::new))
                .forks(isQuick ? 1 : 2)
                .warmupIterations(isQuick ? 1 : 3)
                .measurementIterations(isQuick ? 1 : 5)
                .warmupTime(iteration)
                .measurementTime(iteration);
    }

    /** Of the iterations of all forks. */
    private static Interval quartiles(Result<?> result) {
        var values = result.getStatistics();
        return new Interval(values.getPercentile(25), values.getPercentile(50), values.getPercentile(75));
    }
}
