package io.zerocopy.examples.bench.servers;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import com.google.common.io.Closer;
import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Contest;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Servers that run beside each other, have given the right answer, and are asked by wrk in turns of a second. */
final class Race implements Closeable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** In less the compilers of a JVM still take more CPU than its requests. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** Small, so that many requests go over the roads that larger files take. */
    private static final int WARM_UP_BYTES = 64 * KIB;

    /** From here on most answers of a round are unfinished, and their heads are next to nothing. */
    private static final int LARGE_BYTES = MIB;

    private final Closer closer = Closer.create();
    private final Arena arena;
    private final ScratchFolder scratch;
    private final ScratchFolder served;
    private final Wrk wrk;
    private final Map<String, ServerProcess> servers = new LinkedHashMap<>();
    private long errors;

    Race(Arena arena, int connections) throws IOException {
        Program.require("wrk");
        this.arena = arena;
        this.scratch = closer.register(ScratchFolder.in(arena.folder()));
        this.served = closer.register(ScratchFolder.in(arena.folder()));
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

    /** Starts one more, and gives the compilers of a JVM time; the first is the library's. */
    void add(String name, ServerProcess.Command command) throws IOException {
        ServerProcess server = closer.register(ServerProcess.start(command, scratch));
        servers.put(name, server);
        try (RandomFile small = RandomFile.create(folder(), WARM_UP_BYTES)) {
            Check.answer(server.address(), small.path());
            if (!arena.effort().isQuick()) {
                wrk.load(Check.uri(server.address(), small.path()), WARM_UP);
            }
        }
    }

    /** All of them, with a file of so many bytes; fails if somebody's answer is not that. */
    Cell run(String name, long bytes, Interleaving interleaving, Runnable afterRound) throws IOException {
        try (RandomFile file = RandomFile.create(folder(), bytes)) {
            List<Contender> contenders = new ArrayList<>();
            errors = 0;
            for (Map.Entry<String, ServerProcess> one : servers.entrySet()) {
                Check.answer(one.getValue().address(), file.path());
                contenders.add(new Contender(one.getKey(), () -> ask(one.getValue(), file.path(), bytes)));
            }
            Cell cell = new Contest(name, contenders).run(interleaving, afterRound);
            return errors == 0 ? cell : new Cell(name + ", VOID: " + errors + " ERRORS", cell.rows());
        }
    }

    private Sample ask(ServerProcess server, Path file, long fileBytes) throws IOException {
        long cpuNanos = server.cpuNanos();
        Wrk.Load load = wrk.load(Check.uri(server.address(), file), ROUND);
        cpuNanos = server.cpuNanos() - cpuNanos;
        errors += load.errors();
        long bytes = fileBytes < LARGE_BYTES ? load.requests() * fileBytes : load.bytes();
        return new Sample((double) bytes / fileBytes, bytes, load.wallNanos(), cpuNanos);
    }

    @Override
    public void close() throws IOException {
        closer.close();
    }
}
