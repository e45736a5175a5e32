package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
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
            List<String> command = ChildJvm.command(
                    MicroTable.class,
                    List.of(method, String.valueOf(arena.effort().isQuick())));
            command.add(1, "-Djava.io.tmpdir=" + arena.folder());
            command.add(1, "-D" + SmallCalls.PEER_PORT + "=" + arena.peer().getPort());
            // Otherwise it leaves a file behind. Whoever measures twice at a time measures nothing, and knows.
            command.add(1, "-Djmh.ignoreLock=true");
            if (Runtime.version().feature() >= FIRST_THAT_KNOWS_UNSAFE_ACCESS) {
                command.add(1, "--sun-misc-unsafe-memory-access=allow");
            }
            List<Row> rows = new ArrayList<>();
            try (Child jmh = Child.start(command)) {
                for (String contender : List.of("library", "transferTo")) {
                    Map<String, Interval> figures = new LinkedHashMap<>();
                    figures.put(TIME, interval(jmh.line()));
                    figures.put(HEAP, interval(jmh.line()));
                    rows.add(Row.of(contender, figures));
                }
            }
            return List.of(new Cell(name, rows, List.of()));
        });
    }

    private static Interval interval(String line) {
        double[] of =
                Stream.of(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
        return new Interval(of[0], of[1], of[2]);
    }

    /**
     * Runs JMH, whose forks get the options of this JVM, and prints the quartiles of time and heap of each way.
     *
     * @param arguments a method of {@link SmallCalls}; "true" if it is to be quick
     */
    public static void main(String[] arguments) throws RunnerException {
        boolean isQuick = Boolean.parseBoolean(arguments[1]);
        TimeValue iteration = TimeValue.milliseconds(isQuick ? 100 : 1000);
        Options options = new OptionsBuilder()
                .include("\\.SmallCalls\\." + arguments[0] + "(ByTransferTo)?$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .forks(isQuick ? 1 : 2)
                .warmupIterations(isQuick ? 1 : 3)
                .measurementIterations(isQuick ? 1 : 5)
                .warmupTime(iteration)
                .measurementTime(iteration)
                .build();
        // The library's is the shorter name, and so the first.
        for (RunResult result : new Runner(options).run()) {
            print(result.getPrimaryResult());
            print(Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED)));
        }
    }

    /** Of the iterations of all forks. */
    private static void print(Result<?> result) {
        var values = result.getStatistics();
        System.out.println(values.getPercentile(25) + " " + values.getPercentile(50) + " " + values.getPercentile(75));
    }
}
