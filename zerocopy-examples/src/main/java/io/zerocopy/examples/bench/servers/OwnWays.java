package io.zerocopy.examples.bench.servers;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Figure;
import io.zerocopy.examples.bench.Goal;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Servers of others, each by this library's adapter and by its own ways: CPU on one connection, and system calls. */
public final class OwnWays {
    private static final String ADAPTER = "adapter";
    private static final String OWN = "own way";
    private static final String COPY = "its copying way";

    /** Of the goals, and of the system calls. */
    private static final int FILE_BYTES = 5_000_000;

    private static final List<Integer> OTHER_SIZES = List.of(16 * KIB, MIB, 50 * MIB);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final List<Figure> FIGURES =
            List.of(Figure.CPU_OF_REQUESTS, Figure.CPU, Figure.MACHINE_CPU, Figure.REQUESTS, Figure.P50);
    private static final Map<String, Goal> GOALS = Map.of(OWN, Goal.cpuAtMost(1.05), COPY, Goal.cpuAtMost(0.75));

    /** What moves bytes; the rest is waiting. */
    private static final String CALLS =
            "trace=read,pread64,readv,write,writev,sendto,sendmsg,sendfile,splice,copy_file_range,io_uring_enter,mmap";

    private static final List<String> STRACE = List.of("strace", "-f", "-ttt", "-s", "0", "-e", CALLS, "-o");

    private OwnWays() {}

    public static Plan plan(Arena arena) throws IOException {
        if (!Wrk.missing().isEmpty()) {
            throw new IOException(Wrk.missing());
        }
        return new Plan(
                "own ways",
                "Files from each server over HTTP/1.1, asked for by wrk on one connection: by the adapter for this"
                        + " library, by the server's own best way to send files, and where that is the kernel's, by the"
                        + " way to copy that one would else take. CPU is counted in ticks of 10 ms; a round is a second."
                        + " The system calls are those of one answer that move bytes.",
                Stream.of(OwnWay.values())
                        .filter(OwnWay::isHere)
                        .flatMap(way -> measurements(arena, way))
                        .toList());
    }

    private static Stream<Measurement> measurements(Arena arena, OwnWay way) {
        Interleaving ofGoals = arena.effort().isQuick() ? new Interleaving(0, 1) : new Interleaving(1, 4);
        Interleaving ofOthers = new Interleaving(0, arena.effort().isQuick() ? 1 : 2);
        return Stream.of(
                new Measurement(
                        way + ", 5 MB", afterRound -> race(arena, way, List.of(FILE_BYTES), ofGoals, afterRound)),
                new Measurement(way + ", sizes", afterRound -> race(arena, way, OTHER_SIZES, ofOthers, afterRound)),
                new Measurement(way + ", system calls", afterRound -> calls(arena, way)));
    }

    private static List<Cell> race(
            Arena arena, OwnWay way, List<Integer> sizes, Interleaving interleaving, Runnable afterRound)
            throws IOException {
        try (Race race = new Race(arena, 1, FIGURES)) {
            for (Map.Entry<String, ServerProcess.Command> one :
                    commands(way, race.folder()).entrySet()) {
                race.add(one.getKey(), Role.LIMIT, one.getValue(), WARM_UP);
            }
            List<Cell> cells = new ArrayList<>();
            for (int bytes : sizes) {
                String size = bytes == FILE_BYTES ? "5 MB" : Arena.size(bytes);
                Cell cell = race.run(way + ", " + size, bytes, interleaving, afterRound);
                cells.add(bytes == FILE_BYTES ? cell.remarking(judged(cell)) : cell);
            }
            return cells;
        }
    }

    private static Map<String, ServerProcess.Command> commands(OwnWay way, Path folder) {
        Map<String, ServerProcess.Command> commands = new LinkedHashMap<>();
        commands.put(ADAPTER, port -> way.ours(folder, port));
        commands.put(OWN, port -> way.own("best", folder, port));
        if (way.hasKernelRoad()) {
            commands.put(COPY, port -> way.own("copy", folder, port));
        }
        return commands;
    }

    private static List<String> judged(Cell cell) {
        List<String> remarks = new ArrayList<>();
        for (Row row : cell.rows()) {
            Goal goal = GOALS.get(row.contender());
            if (goal != null) {
                remarks.add("beside " + row.contender() + ": "
                        + goal.judge(cell.rows().get(0), row));
            }
        }
        return remarks;
    }

    private static List<Cell> calls(Arena arena, OwnWay way) throws IOException {
        List<String> remarks = new ArrayList<>();
        try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                ScratchFolder served = ScratchFolder.in(arena.folder());
                RandomFile file = RandomFile.create(served.path(), FILE_BYTES)) {
            for (Map.Entry<String, ServerProcess.Command> one :
                    commands(way, served.path()).entrySet()) {
                remarks.add(one.getKey() + ": " + calls(one.getValue(), file.path(), scratch));
            }
        }
        return List.of(new Cell(way + ", system calls", List.of(), remarks));
    }

    /** Of the third answer; "?" without strace. */
    private static String calls(ServerProcess.Command command, Path file, ScratchFolder scratch) throws IOException {
        if (!Program.isInstalled("strace")) {
            return "?";
        }
        Path trace = scratch.file("trace");
        long beginMillis;
        long endMillis;
        try (ServerProcess server = ServerProcess.start(
                port -> {
                    List<String> traced = new ArrayList<>(STRACE);
                    traced.add(trace.toString());
                    traced.addAll(command.on(port));
                    return traced;
                },
                scratch)) {
            Check.answer(server.address(), file);
            Check.answer(server.address(), file);
            beginMillis = System.currentTimeMillis();
            Check.answer(server.address(), file);
            endMillis = System.currentTimeMillis();
        }
        try (Stream<String> lines = Files.lines(trace)) {
            long calls = lines.filter(line -> !line.contains("resumed>"))
                    // The thread, the time in seconds, the call.
                    .mapToDouble(line -> Double.parseDouble(line.split(" +", 3)[1]) * MILLIS_PER_SECOND)
                    .filter(time -> beginMillis <= time && time <= endMillis)
                    .count();
            return String.valueOf(calls);
        } finally {
            Files.delete(trace);
        }
    }
}
