package io.zerocopy.examples.bench.micro;

import com.google.gson.Gson;
import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.tables.Arena;
import io.zerocopy.examples.bench.tables.Cell;
import io.zerocopy.examples.bench.tables.Effort;
import io.zerocopy.examples.bench.tables.Measurement;
import io.zerocopy.examples.bench.tables.Plan;
import io.zerocopy.examples.bench.tables.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a call costs in time and heap when there is little to send. */
public final class MicroTable {
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
                        measurement(arena, "send, open FileChannel", SendOpenFile.class),
                        measurement(arena, "send, Path", SendPath.class),
                        measurement(arena, "begin and advance, non-blocking", BeginAndAdvance.class),
                        measurement(arena, "advance, non-blocking", Advance.class),
                        measurement(arena, "advance, the channel is full", AdvanceIntoFull.class)));
    }

    private static Measurement measurement(Arena arena, String name, Class<?> benchmarks) {
        Length length = arena.effort() == Effort.QUICK ? Length.QUICK : Length.FULL;
        List<String> command =
                new ArrayList<>(ChildJvm.command(MicroMain.class, List.of(benchmarks.getSimpleName(), length.name())));
        command.addAll(1, options(arena));
        return new Measurement(name, afterRound -> List.of(new Cell(name, rows(command, afterRound))));
    }

    private static List<Row> rows(List<String> command, Runnable afterEach) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<Row> rows = new ArrayList<>();
            String line;
            while ((line = process.inputReader().readLine()) != null) {
                rows.add(new Gson().fromJson(line, Row.class));
                afterEach.run();
            }
            if (process.waitFor() != 0 || rows.isEmpty()) {
                throw new IOException("JMH has not measured, and says why above");
            }
            return rows;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    private static List<String> options(Arena arena) {
        List<String> options = new ArrayList<>();
        options.add("-Djava.io.tmpdir=" + arena.folder());
        options.add("-D" + Stage.PEER_PORT + "=" + arena.peer().getPort());
        // Otherwise it leaves a file behind. Whoever measures twice at a time measures nothing, and knows.
        options.add("-Djmh.ignoreLock=true");
        if (Runtime.version().feature() >= FIRST_THAT_KNOWS_UNSAFE_ACCESS) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }
}
