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
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers of files, each a process of its own, under the load of wrk. */
public final class ServerTable {
    private static final String TITLE = "servers";
    private static final int CONNECTIONS = 16;

    /** In less time the compilers of a JVM still take more CPU than its requests, beside a sender on one CPU. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

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

    /** Where requests are counted: {@code serve} is to reach half of nginx, and the best of the others in Java. */
    private static final int SMALL_FILE_BYTES = 4 * KIB;

    /** CPU a byte / nginx's, for files from the size on where bytes and not requests cost it. */
    private static final Goal BESIDE_NGINX = Goal.cpuAtMost(Server.HAS_KERNEL_TIER ? 1.15 : 1.3);

    private static final int GOAL_FILE_BYTES = MIB;

    private static final Interleaving TURNS = new Interleaving(2, 7);
    private static final Interleaving ONE_TURN = new Interleaving(0, 1);

    private ServerTable() {}

    public static Plan plan(Arena arena) {
        if (!Wrk.missing().isEmpty()) {
            String why = "NOT MEASURED: " + Wrk.missing() + ".";
            return new Plan(TITLE, why, List.of(new Measurement(TITLE, afterRound -> List.of())));
        }
        List<Integer> sizes = arena.effort().isQuick()
                ? List.of(SMALL_FILE_BYTES)
                : List.of(SMALL_FILE_BYTES, 64 * KIB, MIB, 50 * MIB);
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
            List<String> remarks = new ArrayList<>();
            try (Race race = new Race(arena, CONNECTIONS, FIGURES)) {
                for (Server server : Server.values()) {
                    if (server.missing().isEmpty() && (fileBytes == SMALL_FILE_BYTES || server.isForAllSizes())) {
                        start(server, race, remarks);
                    }
                }
                Interleaving turns = arena.effort().isQuick() ? ONE_TURN : TURNS;
                Cell cell = race.run(name, fileBytes, turns, afterRound);
                return List.of(cell.remarking(remarks).remarking(judged(cell, fileBytes)));
            }
        });
    }

    /** One that does not work must not keep the others from being measured, unless it is ours. */
    private static void start(Server server, Race race, List<String> remarks) throws IOException {
        try {
            Role role = server == Server.NGINX ? Role.LIMIT : Role.PEER;
            race.add(server.toString(), role, server.on(race.folder(), race.scratch()), WARM_UP);
        } catch (IOException e) {
            if (server == Server.SERVE) {
                throw e;
            }
            remarks.add(server + ": not measured: " + e.getMessage());
        }
    }

    private static Goal requestsAtLeast(double ratio) {
        return new Goal(
                "requests/s >= " + ratio, (ours, other) -> requests(ours) / requests(other), value -> value >= ratio);
    }

    private static double requests(Row row) {
        Interval requests = row.figures().get(Figure.REQUESTS.toString());
        return requests == null ? Double.NaN : requests.median();
    }

    private static List<String> judged(Cell cell, int fileBytes) {
        List<String> remarks = new ArrayList<>();
        Row serve = cell.rows().get(0);
        for (Row row : cell.rows()) {
            boolean isNginx = row.contender().equals(Server.NGINX.toString());
            if (isNginx && fileBytes >= GOAL_FILE_BYTES) {
                remarks.add("beside nginx: " + BESIDE_NGINX.judge(serve, row));
            } else if (fileBytes == SMALL_FILE_BYTES && row != serve) {
                remarks.add("beside " + row.contender() + ": "
                        + requestsAtLeast(isNginx ? 0.5 : 1).judge(serve, row));
            }
        }
        return remarks;
    }
}
