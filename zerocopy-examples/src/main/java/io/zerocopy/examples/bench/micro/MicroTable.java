package io.zerocopy.examples.bench.micro;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.openjdk.jmh.Main;

/** What a call costs in time and heap when there is little to send: JMH runs {@link SmallCalls}. */
public final class MicroTable {
    static final String TIME = "time, ns";
    static final String HEAP = "heap, bytes";

    private static final String ABOUT =
            "One call for 4 KiB, by JMH; the file is in the page cache, the peer a process of"
                    + " its own. Not in turns, but one contender after the other. Figures are medians"
                    + " (quartiles) of the iterations; heap is what the process allocates for each call.";

    /** Average time and, by the profiler, allocated bytes; what JMH has to say is in the file. */
    private static final String OPTIONS = "-bm avgt -tu ns -prof gc -foe true -v SILENT -rf json -rff";

    private static final String FULL = "-f 2 -wi 3 -i 5 -w 1s -r 1s";
    private static final String QUICK = "-f 0 -wi 1 -i 1 -w 100ms -r 100ms";

    /** From here on the JDK knows the option, and warns of what JMH does without it. */
    private static final int FIRST_THAT_KNOWS_UNSAFE_ACCESS = 23;

    private MicroTable() {}

    public static Plan plan(Arena arena) {
        return new Plan(
                "micro",
                ABOUT,
                List.of(
                        measurement(arena, "send, open FileChannel", SmallCalls.SendOpenFile.class),
                        measurement(arena, "send, Path", SmallCalls.SendPath.class),
                        measurement(arena, "begin and advance, non-blocking", SmallCalls.BeginAndAdvance.class),
                        measurement(arena, "advance, non-blocking", SmallCalls.Advance.class),
                        measurement(arena, "advance, the channel is full", SmallCalls.AdvanceIntoFull.class)));
    }

    private static Measurement measurement(Arena arena, String name, Class<?> benchmarks) {
        return new Measurement(name, afterRound -> {
            try (ScratchFolder scratch = ScratchFolder.in(arena.folder())) {
                Path results = scratch.file("jmh.json");
                run(command(arena, "\\." + benchmarks.getSimpleName() + "\\.", results));
                return List.of(new Cell(name, rows(results), List.of()));
            }
        });
    }

    private static List<String> command(Arena arena, String pattern, Path results) {
        List<String> arguments = new ArrayList<>(List.of(pattern));
        arguments.addAll(List.of((arena.effort().isQuick() ? QUICK : FULL).split(" ", -1)));
        arguments.addAll(List.of(OPTIONS.split(" ", -1)));
        arguments.add(results.toString());
        List<String> command = ChildJvm.command(Main.class, arguments);
        command.add(1, "-Djava.io.tmpdir=" + arena.folder());
        command.add(1, "-D" + Stage.PEER_PORT + "=" + arena.peer().getPort());
        // Otherwise it leaves a file behind. Whoever measures twice at a time measures nothing, and knows.
        command.add(1, "-Djmh.ignoreLock=true");
        if (Runtime.version().feature() >= FIRST_THAT_KNOWS_UNSAFE_ACCESS) {
            command.add(1, "--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("JMH has not measured, and says why above");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static List<Row> rows(Path results) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (JsonElement one : JsonParser.parseString(Files.readString(results)).getAsJsonArray()) {
            JsonObject result = one.getAsJsonObject();
            String name = result.get("benchmark").getAsString();
            Map<String, Interval> figures = new LinkedHashMap<>();
            figures.put(TIME, quartiles(result.getAsJsonObject("primaryMetric")));
            figures.put(
                    HEAP, quartiles(result.getAsJsonObject("secondaryMetrics").getAsJsonObject("gc.alloc.rate.norm")));
            rows.add(Row.of(name.substring(name.lastIndexOf('.') + 1), figures));
        }
        return rows;
    }

    /** Of the iterations of all forks. */
    private static Interval quartiles(JsonObject metric) {
        return Statistics.quartiles(StreamSupport.stream(
                        metric.getAsJsonArray("rawData").spliterator(), false)
                .flatMap(fork -> StreamSupport.stream(fork.getAsJsonArray().spliterator(), false))
                .mapToDouble(JsonElement::getAsDouble)
                .toArray());
    }
}
