package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Contest;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Figure;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Servers of others, each by this library's adapter and by its own way: CPU on one connection, and system calls. */
public final class OwnWays {
    private static final int FILE_BYTES = 5_000_000;
    private static final int SMALL_BYTES = 100;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final List<Figure> FIGURES =
            List.of(Figure.CPU_OF_REQUESTS, Figure.CPU, Figure.REQUESTS, Figure.P50, Figure.RESIDENT);

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
                "A file of 5,000,000 bytes from each server over HTTP/1.1, asked for by wrk on one connection: by the"
                        + " adapter for this library, and by the server's own way to send files. CPU is counted in ticks"
                        + " of 10 ms. The system calls are those of one answer that move bytes.",
                Stream.of(OwnWay.values()).map(way -> measurement(arena, way)).toList());
    }

    private static Measurement measurement(Arena arena, OwnWay way) {
        return new Measurement(way.name(), afterRound -> {
            try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                    ScratchFolder served = ScratchFolder.in(arena.folder());
                    RandomFile content = RandomFile.create(served.path(), FILE_BYTES);
                    RandomFile small = RandomFile.create(served.path(), SMALL_BYTES)) {
                Wrk wrk = Wrk.create(scratch, 1);
                Path file = content.path();
                Path folder = served.path();
                try (LoadedServer ours = new LoadedServer(
                                ServerProcess.start(port -> way.ours(folder, port), scratch), file, wrk);
                        LoadedServer own = new LoadedServer(
                                ServerProcess.start(port -> way.own(folder, port), scratch), file, wrk)) {
                    ours.warmUp(small.path(), ServerTable.WARM_UP);
                    own.warmUp(small.path(), ServerTable.WARM_UP);
                    List<Contender> contenders = List.of(
                            new Contender("adapter", Role.LIMIT, ours), new Contender("own way", Role.LIMIT, own));
                    Cell cell = new Contest(way.name(), FIGURES, contenders, List.of())
                            .measure(
                                    way.name(),
                                    arena.effort().isQuick() ? ServerTable.ONE_TURN : ServerTable.TURNS,
                                    afterRound);
                    return List.of(cell.remarking(List.of("system calls: "
                            + calls(port -> way.ours(folder, port), file, scratch) + " by the adapter, "
                            + calls(port -> way.own(folder, port), file, scratch) + " by its own way")));
                }
            }
        });
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
