package io.zerocopy.examples.bench.servers;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.Column;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.serve.ServerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.function.IOBiConsumer;
import org.apache.commons.io.function.IOConsumer;

/** Servers of others, each by this library's adapter and by its own way; and {@code serve} beside nginx. */
public final class OwnWays {
    /** Of the system calls, too: 200 of them are a gigabyte. */
    private static final int FILE_BYTES = 5_000_000;

    private static final int LARGEST = 50 * MIB;
    private static final List<Integer> SIZES = List.of(4 * KIB, 16 * KIB, MIB, FILE_BYTES, LARGEST);
    private static final int CONNECTIONS_OF_NGINX = 16;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    /** What moves bytes; the rest is waiting. */
    private static final String CALLS =
            "trace=read,pread64,readv,write,writev,sendto,sendmsg,sendfile,splice,copy_file_range,io_uring_enter,mmap";

    private static final List<String> STRACE = List.of("strace", "-f", "-ttt", "-s", "0", "-e", CALLS, "-o");

    private final Arena arena;

    private OwnWays(Arena arena) {
        this.arena = arena;
    }

    /** All there are: where something is missing that a measurement needs, its line says so. */
    public static List<Plan> plans(Arena arena) {
        OwnWays table = new OwnWays(arena);
        List<Measurement> races = new ArrayList<>();
        List<Measurement> calls = new ArrayList<>();
        for (OwnWay way : OwnWay.values()) {
            races.add(table.race(way.toString(), 1, race -> {
                race.add("adapter", port -> way.ours(race.folder(), port));
                race.add("own way", port -> way.own(race.folder(), port));
            }));
            calls.add(measurement(way.toString(), (cells, afterRound) -> cells.add(table.calls(way))));
        }
        races.add(table.race("nginx", CONNECTIONS_OF_NGINX, race -> {
            Program.require("nginx");
            race.add("serve", port -> Nginx.serve(race.folder(), port, ServerLimits.DEFAULTS.platformThreads()));
            race.add("nginx", port -> Nginx.own(race.folder(), port, race.scratch()));
            if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
                race.add("serve, virtual threads alone", port -> Nginx.serve(race.folder(), port, 0));
            }
        }));
        return List.of(
                new Plan(
                        "servers",
                        "Files over HTTP/1.1, asked for by wrk on one connection, and of nginx and serve on "
                                + CONNECTIONS_OF_NGINX + ". Each server is a process of its own. Its CPU is counted in"
                                + " ticks of 10 ms; a round is a second.",
                        List.of(Column.REQUESTS, Column.CPU, Column.TIME_RATIO, Column.CPU_RATIO),
                        races),
                new Plan(
                        "system calls",
                        "Those of one answer of 5 MB that move bytes, by strace.",
                        List.of(Column.CALLS),
                        calls));
    }

    /** Adds cells; what it fails of is the last one, so that the others are still measured. */
    private static Measurement measurement(String name, IOBiConsumer<List<Cell>, Runnable> work) {
        return new Measurement(name, LARGEST, afterRound -> {
            List<Cell> cells = new ArrayList<>();
            try {
                work.accept(cells, afterRound);
            } catch (IOException e) {
                cells.add(new Cell(name + ", NOT MEASURED: " + e.getMessage(), List.of()));
            }
            return cells;
        });
    }

    private Measurement race(String name, int connections, IOConsumer<Race> starting) {
        boolean isQuick = arena.effort().isQuick();
        Interleaving turns = new Interleaving(isQuick ? 0 : 1, arena.effort().turns());
        return measurement(name, (cells, afterRound) -> {
            try (Race race = new Race(arena, connections)) {
                starting.accept(race);
                for (int bytes : isQuick ? List.of(MIB) : SIZES) {
                    String size = bytes == FILE_BYTES ? "5 MB" : Arena.size(bytes);
                    cells.add(race.run(name + ", " + size, bytes, turns, afterRound));
                }
            }
        });
    }

    private Cell calls(OwnWay way) throws IOException {
        Program.require("strace");
        try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                ScratchFolder served = ScratchFolder.in(arena.folder());
                RandomFile file = RandomFile.create(served.path(), FILE_BYTES)) {
            return new Cell(
                    way.toString(),
                    List.of(
                            new Row("adapter", calls(port -> way.ours(served.path(), port), file.path(), scratch)),
                            new Row("own way", calls(port -> way.own(served.path(), port), file.path(), scratch))));
        }
    }

    /** Of the third answer. */
    private static List<Sample> calls(ServerProcess.Command command, Path file, ScratchFolder scratch)
            throws IOException {
        Path trace = scratch.file("trace");
        ServerProcess.Command traced = port -> {
            List<String> whole = new ArrayList<>(STRACE);
            whole.add(trace.toString());
            whole.addAll(command.on(port));
            return whole;
        };
        double begin;
        double end;
        try (ServerProcess server = ServerProcess.start(traced, scratch)) {
            Check.answer(server.address(), file);
            Check.answer(server.address(), file);
            begin = System.currentTimeMillis() / 1e3;
            Check.answer(server.address(), file);
            end = System.currentTimeMillis() / 1e3;
        }
        try (Stream<String> lines = Files.lines(trace)) {
            long calls = lines.filter(line -> !line.contains("resumed>"))
                    // The thread, the time in seconds, the call.
                    .mapToDouble(line -> Double.parseDouble(line.split(" +", 3)[1]))
                    .filter(seconds -> begin <= seconds && seconds <= end)
                    .count();
            return List.of(new Sample(calls, FILE_BYTES, 1, 0));
        } finally {
            Files.delete(trace);
        }
    }
}
