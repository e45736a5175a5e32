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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Servers of others, each by this library's adapter and by its own way; and {@code serve} beside nginx. */
public final class OwnWays {
    /** Of the system calls, too: 200 of them are a gigabyte. */
    private static final int FILE_BYTES = 5_000_000;

    private static final List<Integer> SIZES = List.of(4 * KIB, 16 * KIB, MIB, FILE_BYTES, 50 * MIB);
    private static final int CONNECTIONS_OF_NGINX = 16;

    /** What moves bytes; the rest is waiting. */
    private static final String CALLS =
            "trace=read,pread64,readv,write,writev,sendto,sendmsg,sendfile,splice,copy_file_range,io_uring_enter,mmap";

    private static final List<String> STRACE = List.of("strace", "-f", "-ttt", "-s", "0", "-e", CALLS, "-o");

    private final Arena arena;

    private OwnWays(Arena arena) {
        this.arena = arena;
    }

    /** Starts servers, of which the first is this library's. */
    @FunctionalInterface
    private interface Starting {
        void in(Race race) throws IOException;
    }

    public static List<Plan> plans(Arena arena) throws IOException {
        if (!Wrk.missing().isEmpty()) {
            throw new IOException(Wrk.missing());
        }
        List<OwnWay> ways = Stream.of(OwnWay.values()).filter(OwnWay::isHere).toList();
        OwnWays table = new OwnWays(arena);
        List<Measurement> races = new ArrayList<>();
        ways.forEach(way -> races.add(table.race(way.toString(), 1, race -> {
            race.add("adapter", port -> way.ours(race.folder(), port));
            race.add("own way", port -> way.own(race.folder(), port));
        })));
        if (Program.isInstalled("nginx")) {
            races.add(table.race("nginx", CONNECTIONS_OF_NGINX, race -> {
                race.add("serve", port -> Nginx.serve(race.folder(), port));
                race.add("nginx", port -> Nginx.own(race.folder(), port, race.scratch()));
            }));
        }
        Plan calls = new Plan(
                "system calls",
                "Those of one answer of 5 MB that move bytes, by strace.",
                List.of(Column.CALLS),
                ways.stream()
                        .map(way -> new Measurement(way.toString(), FILE_BYTES, afterRound -> table.calls(way)))
                        .toList());
        Plan servers = new Plan(
                "servers",
                "Files over HTTP/1.1, asked for by wrk on one connection, and of nginx and serve on "
                        + CONNECTIONS_OF_NGINX + ". Each server is a process of its own. Its CPU is counted in ticks of"
                        + " 10 ms; a round is a second.",
                List.of(Column.REQUESTS, Column.CPU, Column.TIME_RATIO, Column.CPU_RATIO),
                races);
        return Program.isInstalled("strace") ? List.of(servers, calls) : List.of(servers);
    }

    private Measurement race(String name, int connections, Starting starting) {
        Interleaving turns = new Interleaving(1, arena.effort().turns());
        return new Measurement(name, 50 * MIB, afterRound -> {
            try (Race race = new Race(arena, connections)) {
                starting.in(race);
                List<Cell> cells = new ArrayList<>();
                for (int bytes : SIZES) {
                    String size = bytes == FILE_BYTES ? "5 MB" : Arena.size(bytes);
                    cells.add(race.run(name + ", " + size, bytes, turns, afterRound));
                }
                return cells;
            }
        });
    }

    private List<Cell> calls(OwnWay way) throws IOException {
        try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                ScratchFolder served = ScratchFolder.in(arena.folder());
                RandomFile file = RandomFile.create(served.path(), FILE_BYTES)) {
            return List.of(new Cell(
                    way.toString(),
                    List.of(
                            new Row("adapter", calls(port -> way.ours(served.path(), port), file.path(), scratch)),
                            new Row("own way", calls(port -> way.own(served.path(), port), file.path(), scratch)))));
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
