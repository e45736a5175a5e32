package io.zerocopy.examples.bench.servers;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Contest;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Figure;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.MachineCpu;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers that run beside each other, have given the right answer, and are asked by wrk in turns of a second. */
final class Race implements Closeable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** Small, so that many requests go over the roads that larger files take. */
    private static final int WARM_UP_BYTES = 64 * KIB;

    /** From here on most answers of a round are unfinished, and their heads are next to nothing. */
    private static final int LARGE_BYTES = MIB;

    private final Arena arena;
    private final List<Figure> figures;
    private final ScratchFolder scratch;
    private final ScratchFolder served;
    private final RandomFile small;
    private final Wrk wrk;
    private final List<Runner> runners = new ArrayList<>();
    private long errors;

    private record Runner(String name, Role role, ServerProcess server) {}

    Race(Arena arena, int connections, List<Figure> figures) throws IOException {
        this.arena = arena;
        this.figures = figures;
        this.scratch = ScratchFolder.in(arena.folder());
        this.served = ScratchFolder.in(arena.folder());
        this.small = RandomFile.create(served.path(), WARM_UP_BYTES);
        this.wrk = Wrk.create(scratch, connections);
    }

    /** What is served. */
    Path folder() {
        return served.path();
    }

    /** For what servers write. */
    ScratchFolder scratch() {
        return scratch;
    }

    /** Starts one more, and gives the compilers of a JVM so much time; the first is the library's. */
    void add(String name, Role role, ServerProcess.Command command, Duration warmUp) throws IOException {
        ServerProcess server = ServerProcess.start(command, scratch);
        try {
            Check.answer(server.address(), small.path());
        } catch (IOException e) {
            server.close();
            throw e;
        }
        runners.add(new Runner(name, role, server));
        if (!arena.effort().isQuick()) {
            wrk.load(Check.uri(server.address(), small.path()), warmUp);
        }
    }

    /** All of them, with a file of so many bytes; fails if somebody's answer is not that. */
    Cell run(String name, long bytes, Interleaving interleaving, Runnable afterRound) throws IOException {
        try (RandomFile file = RandomFile.create(served.path(), bytes)) {
            List<Contender> contenders = new ArrayList<>();
            for (Runner runner : runners) {
                Check.answer(runner.server.address(), file.path());
                contenders.add(new Contender(runner.name, runner.role, () -> ask(runner.server, file.path(), bytes)));
            }
            Cell cell = new Contest(name, figures, contenders, List.of()).measure(name, interleaving, afterRound);
            return errors == 0 ? cell : cell.remarking(List.of(errors + " ERRORS: figures are void"));
        }
    }

    private Sample ask(ServerProcess server, Path file, long fileBytes) throws IOException {
        long machineNanos = MachineCpu.busyNanos();
        long cpuNanos = server.cpuNanos();
        Wrk.Load load = wrk.load(Check.uri(server.address(), file), ROUND);
        cpuNanos = server.cpuNanos() - cpuNanos;
        machineNanos = MachineCpu.busyNanos() - machineNanos;
        errors += load.errors();
        long bytes = fileBytes < LARGE_BYTES ? load.requests() * fileBytes : load.bytes();
        return new Sample(
                (double) bytes / fileBytes,
                bytes,
                load.wallNanos(),
                cpuNanos,
                machineNanos,
                server.residentBytes(),
                load.p50Nanos(),
                load.p99Nanos());
    }

    @Override
    public void close() throws IOException {
        runners.forEach(runner -> runner.server.close());
        small.close();
        served.close();
        scratch.close();
    }
}
