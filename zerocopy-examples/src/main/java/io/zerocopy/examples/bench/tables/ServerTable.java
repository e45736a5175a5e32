package io.zerocopy.examples.bench.tables;

import static io.zerocopy.examples.bench.tables.Arena.KIB;
import static io.zerocopy.examples.bench.tables.Arena.MIB;

import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.servers.Server;
import io.zerocopy.examples.bench.servers.Wrk;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Servers of files, each a process of its own, under the load of wrk. */
public final class ServerTable {
    private static final String TITLE = "servers";

    /** Small, so that many requests go over the roads that the file takes. */
    private static final int WARM_UP_BYTES = 64 * KIB;

    /** In less time the compilers of a JVM still take more CPU than its requests, beside a sender on one CPU. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final String ABOUT = "A file over HTTP/1.1 from each server, asked for by wrk on " + Wrk.CONNECTIONS
            + " connections that are kept. Every server is a process of its own; where threads are pinned, all have the"
            + " sender's CPU, and wrk has the peer's. None logs requests; nginx uses sendfile and has a worker for each CPU"
            + " that it may use. Before the load each server's answer is compared with the file, and each is asked for a"
            + " small one for " + WARM_UP.toSeconds() + " seconds (not with --quick). CPU and memory"
            + " are those of the server with its children; CPU is counted in ticks of 10 ms. A round is a second.";

    private static final Interleaving TURNS = new Interleaving(2, 7);
    private static final Interleaving ONE_TURN = new Interleaving(0, 1);

    private ServerTable() {}

    public static Plan plan(Arena arena) {
        Optional<String> missing = Wrk.missing();
        if (missing.isPresent()) {
            String why = "NOT MEASURED: " + missing.get() + ".";
            return new Plan(TITLE, why, List.of(new Measurement(TITLE, afterRound -> List.of())));
        }
        return new Plan(
                TITLE,
                ABOUT + absent(),
                fileBytes(arena.effort()).stream()
                        .map(bytes -> measurement(arena, bytes))
                        .toList());
    }

    private static String absent() {
        String absent = Arrays.stream(Server.values())
                .flatMap(server -> server.missing().map(why -> server + ": " + why).stream())
                .collect(Collectors.joining(", "));
        return absent.isEmpty() ? "" : " NOT MEASURED: " + absent + ".";
    }

    private static List<Integer> fileBytes(Effort effort) {
        return switch (effort) {
            case FULL -> List.of(4 * KIB, 64 * KIB, MIB, 50 * MIB);
            case QUICK -> List.of(64 * KIB);
        };
    }

    private static Measurement measurement(Arena arena, int fileBytes) {
        String size = fileBytes < MIB ? fileBytes / KIB + " KiB" : fileBytes / MIB + " MiB";
        String name = "HTTP, " + size;
        return new Measurement(name, afterRound -> {
            try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                    ScratchFolder served = ScratchFolder.in(arena.folder());
                    RandomFile content = RandomFile.create(served.path(), fileBytes);
                    RandomFile small = RandomFile.create(served.path(), Math.min(fileBytes, WARM_UP_BYTES));
                    ServerField field = ServerField.start(content.path(), Wrk.create(scratch), scratch)) {
                if (arena.effort() == Effort.FULL) {
                    field.warmUp(small.path(), WARM_UP);
                }
                Interleaving turns = arena.effort() == Effort.FULL ? TURNS : ONE_TURN;
                return List.of(field.measure(name, turns, afterRound));
            }
        });
    }
}
