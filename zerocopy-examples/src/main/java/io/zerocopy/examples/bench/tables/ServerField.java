package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Statistics.Interval;
import io.zerocopy.examples.bench.Timed;
import io.zerocopy.examples.bench.servers.Server;
import io.zerocopy.examples.bench.servers.Wrk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All servers that run here, with the same file, under the same load in turn. */
final class ServerField implements Closeable {
    private static final Server OURS = Server.SERVE;

    /** The goal: CPU a byte / nginx's, for files from the size on where bytes and not requests cost it. */
    private static final double GOAL = 1.25;

    private static final int GOAL_FILE_BYTES = Arena.MIB;

    private final int fileBytes;
    private final Map<Server, LoadedServer> running = new EnumMap<>(Server.class);
    private final List<Row> failed = new ArrayList<>();

    private ServerField(int fileBytes) {
        this.fileBytes = fileBytes;
    }

    static ServerField start(Path file, Wrk wrk, ScratchFolder scratch) throws IOException {
        ServerField field = new ServerField(Math.toIntExact(Files.size(file)));
        try {
            for (Server server : Server.values()) {
                if (server.missing().isEmpty()) {
                    field.start(server, file, wrk, scratch);
                }
            }
            return field;
        } catch (IOException | RuntimeException e) {
            field.close();
            throw e;
        }
    }

    /** One that does not work must not keep the others from being measured, unless it is ours. */
    private void start(Server server, Path file, Wrk wrk, ScratchFolder scratch) throws IOException {
        try {
            running.put(server, LoadedServer.start(server, file, wrk, scratch));
        } catch (IOException e) {
            if (server == OURS) {
                throw e;
            }
            failed.add(new Row(server.toString(), Map.of(), null, null, "not measured: " + e.getMessage()));
        }
    }

    void warmUp(Path small, Duration duration) throws IOException {
        for (LoadedServer server : running.values()) {
            server.warmUp(small, duration);
        }
    }

    Cell measure(String name, Interleaving interleaving, Runnable afterRound) throws IOException {
        Timed<ServerSample> ours = Objects.requireNonNull(running.get(OURS));
        List<Contender<ServerSample>> others = new ArrayList<>();
        running.forEach((server, loaded) -> {
            if (server != OURS) {
                others.add(new Contender<>(server.toString(), role(server), loaded));
            }
        });
        Cell cell = new Contest<>(name, OURS.toString(), ours, others, ServerSample.measures(fileBytes))
                .once(interleaving, afterRound);
        List<Row> rows = new ArrayList<>(failed);
        rows.addAll(0, cell.rows().stream().map(this::judged).toList());
        return new Cell(name, rows);
    }

    private static Contender.Role role(Server server) {
        return server == Server.NGINX ? Contender.Role.LIMIT : Contender.Role.PEER;
    }

    private Row judged(Row row) {
        List<String> verdicts = new ArrayList<>();
        if (!row.verdict().isEmpty()) {
            verdicts.add(row.verdict());
        }
        if (row.contender().equals(Server.NGINX.toString()) && fileBytes >= GOAL_FILE_BYTES && row.cpuRatio() != null) {
            verdicts.add(goal(row.cpuRatio()));
        }
        running.forEach((server, loaded) -> {
            if (row.contender().equals(server.toString()) && loaded.errors() > 0) {
                verdicts.add(loaded.errors() + " ERRORS: figures are void");
            }
        });
        return new Row(row.contender(), row.figures(), row.timeRatio(), row.cpuRatio(), String.join("; ", verdicts));
    }

    private static String goal(Interval cpuRatio) {
        return "CPU <= " + GOAL + " x nginx's: " + (cpuRatio.median() <= GOAL ? "met" : "MISSED");
    }

    @Override
    public void close() {
        running.values().forEach(LoadedServer::close);
    }
}
