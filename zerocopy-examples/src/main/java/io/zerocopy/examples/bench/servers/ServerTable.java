package io.zerocopy.examples.bench.servers;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Contest;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Figure;
import io.zerocopy.examples.bench.Goal;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers of files, each a process of its own, under the load of wrk. */
public final class ServerTable {
    private static final String TITLE = "servers";
    private static final int CONNECTIONS = 16;

    /** Small, so that many requests go over the roads that the file takes. */
    private static final int WARM_UP_BYTES = 64 * KIB;

    /** In less time the compilers of a JVM still take more CPU than its requests, beside a sender on one CPU. */
    static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final String ABOUT = "A file over HTTP/1.1 from each server, asked for by wrk on " + CONNECTIONS
            + " connections that are kept. Every server is a process of its own; where threads are pinned, all have the"
            + " sender's CPU, and wrk has the peer's. None logs requests; nginx uses sendfile and has a worker for each CPU"
            + " that it may use. Before the load each server's answer is compared with the file, and each is asked for a"
            + " small one for " + WARM_UP.toSeconds() + " seconds (not with --quick). CPU and memory"
            + " are those of the server with its children; CPU is counted in ticks of 10 ms. A round is a second. Of"
            + " files from 1 MiB on an unfinished answer counts for what came of it, elsewhere for nothing.";

    private static final List<Figure> FIGURES = List.of(
            Figure.REQUESTS,
            Figure.THROUGHPUT,
            Figure.P50,
            Figure.P99,
            Figure.CPU,
            Figure.CPU_OF_REQUESTS,
            Figure.MACHINE_CPU,
            Figure.RESIDENT);

    /** CPU a byte / nginx's, for files from the size on where bytes and not requests cost it. */
    private static final Goal BESIDE_NGINX = Goal.cpuAtMost(1.25);

    private static final int GOAL_FILE_BYTES = MIB;

    static final Interleaving TURNS = new Interleaving(2, 7);
    static final Interleaving ONE_TURN = new Interleaving(0, 1);

    private ServerTable() {}

    public static Plan plan(Arena arena) {
        if (!Wrk.missing().isEmpty()) {
            String why = "NOT MEASURED: " + Wrk.missing() + ".";
            return new Plan(TITLE, why, List.of(new Measurement(TITLE, afterRound -> List.of())));
        }
        List<Integer> sizes = arena.effort().isQuick() ? List.of(64 * KIB) : List.of(4 * KIB, 64 * KIB, MIB, 50 * MIB);
        return new Plan(
                TITLE,
                ABOUT + absent(),
                sizes.stream().map(bytes -> measurement(arena, bytes)).toList());
    }

    private static String absent() {
        String absent = Stream.of(Server.values())
                .filter(server -> !server.missing().isEmpty())
                .map(server -> server + ": " + server.missing())
                .collect(Collectors.joining(", "));
        return absent.isEmpty() ? "" : " NOT MEASURED: " + absent + ".";
    }

    private static Measurement measurement(Arena arena, int fileBytes) {
        String name = "HTTP, " + Arena.size(fileBytes);
        return new Measurement(name, afterRound -> {
            Map<Server, LoadedServer> running = new EnumMap<>(Server.class);
            List<String> remarks = new ArrayList<>();
            try (ScratchFolder scratch = ScratchFolder.in(arena.folder());
                    ScratchFolder served = ScratchFolder.in(arena.folder());
                    RandomFile content = RandomFile.create(served.path(), fileBytes);
                    RandomFile small = RandomFile.create(served.path(), Math.min(fileBytes, WARM_UP_BYTES))) {
                try {
                    Wrk wrk = Wrk.create(scratch, CONNECTIONS);
                    for (Server server : Server.values()) {
                        if (server.missing().isEmpty()) {
                            start(server, content.path(), wrk, scratch, running, remarks);
                        }
                    }
                    for (LoadedServer server : running.values()) {
                        if (!arena.effort().isQuick()) {
                            server.warmUp(small.path(), WARM_UP);
                        }
                    }
                    List<Contender> contenders = new ArrayList<>();
                    running.forEach(
                            (server, loaded) -> contenders.add(new Contender(server.toString(), role(server), loaded)));
                    Cell cell = new Contest(name, FIGURES, contenders, List.of())
                            .measure(name, arena.effort().isQuick() ? ONE_TURN : TURNS, afterRound);
                    return List.of(judged(cell, fileBytes, running).remarking(remarks));
                } finally {
                    running.values().forEach(LoadedServer::close);
                }
            }
        });
    }

    /** One that does not work must not keep the others from being measured, unless it is ours. */
    private static void start(
            Server server,
            Path file,
            Wrk wrk,
            ScratchFolder scratch,
            Map<Server, LoadedServer> running,
            List<String> remarks)
            throws IOException {
        try {
            Path folder = file.toAbsolutePath().resolveSibling("");
            running.put(server, new LoadedServer(server.start(folder, scratch), file, wrk));
        } catch (IOException e) {
            if (server == Server.SERVE) {
                throw e;
            }
            remarks.add(server + ": not measured: " + e.getMessage());
        }
    }

    private static Role role(Server server) {
        return server == Server.NGINX ? Role.LIMIT : Role.PEER;
    }

    private static Cell judged(Cell cell, int fileBytes, Map<Server, LoadedServer> running) {
        List<String> remarks = new ArrayList<>();
        for (Row row : cell.rows()) {
            if (row.contender().equals(Server.NGINX.toString()) && fileBytes >= GOAL_FILE_BYTES) {
                remarks.add("beside nginx: " + BESIDE_NGINX.judge(cell.rows().get(0), row));
            }
        }
        running.forEach((server, loaded) -> {
            if (loaded.errors() > 0) {
                remarks.add(server + ": " + loaded.errors() + " ERRORS: figures are void");
            }
        });
        return cell.remarking(remarks);
    }
}
