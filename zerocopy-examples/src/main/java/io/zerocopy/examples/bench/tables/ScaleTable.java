package io.zerocopy.examples.bench.tables;

import static io.zerocopy.examples.bench.tables.Arena.KIB;
import static io.zerocopy.examples.bench.tables.Arena.MIB;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.TransferToLoop;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Many connections at once: by a thread each, and by one event loop. */
public final class ScaleTable {
    private static final String ABOUT = "A file for each request, on 1 to 1,000 connections that are kept; all"
            + " served by this process and asked for by another. CPU is that of the whole process, to a tick of 10 ms. p50 and p99"
            + " are from the request to the last byte, as the peer sees it.";

    private static final List<Integer> CONNECTIONS = List.of(1, 16, 256, 1_000);
    private static final int MOST_CONNECTIONS = 1_000;

    /** Of a round, on all connections; what is reached first. */
    private static final int RESPONSES = 16_000;

    private static final int ROUND_MIB = 1_024;

    private ScaleTable() {}

    public static Plan plan(Arena arena) {
        List<Measurement> measurements = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            if (connections > arena.effort().of(MOST_CONNECTIONS)) {
                break;
            }
            for (int fileBytes : List.of(16 * KIB, MIB, 4 * MIB)) {
                measurements.add(byThreads(arena, connections, fileBytes, "threads", ThreadService::platformThreads));
                if (ThreadService.hasVirtualThreads()) {
                    measurements.add(
                            byThreads(arena, connections, fileBytes, "virtual threads", ThreadService::virtualThreads));
                }
                measurements.add(byEventLoop(arena, connections, fileBytes));
            }
        }
        measurements.addAll(LoopSteps.measurements(arena));
        measurements.add(SmallFiles.measurement(arena));
        measurements.add(MemoryOfSends.measurement(arena));
        return new Plan("scale", ABOUT, measurements);
    }

    private static Measurement byThreads(
            Arena arena, int connections, int fileBytes, String kind, Supplier<ExecutorService> start) {
        String name = name(connections, fileBytes, kind);
        return new Measurement(name, afterRound -> {
            ExecutorService threads = start.get();
            try (RandomFile content = RandomFile.create(arena.folder(), fileBytes)) {
                Path file = content.path();
                Crowd crowd = crowd(arena, connections, fileBytes);
                Crowd.Service library = new ThreadService(threads, channel -> ZeroCopyTransfer.send(file, channel));
                Crowd.Service byHand = new ThreadService(threads, channel -> {
                    try (FileChannel source = FileChannel.open(file)) {
                        TransferToLoop.send(source, channel);
                    }
                });
                return contest(name, crowd, library, List.of(peer("transferTo", crowd, byHand)))
                        .run(arena.effort().crowdTurns(), afterRound);
            } finally {
                threads.shutdownNow();
            }
        });
    }

    private static Measurement byEventLoop(Arena arena, int connections, int fileBytes) {
        String name = name(connections, fileBytes, "event loop");
        return new Measurement(name, afterRound -> {
            try (RandomFile content = RandomFile.create(arena.folder(), fileBytes)) {
                Path file = content.path();
                Crowd crowd = crowd(arena, connections, fileBytes);
                return contest(
                                name,
                                crowd,
                                new LoopService(LoopService.Turn.UNTIL_FULL, () -> Sendings.byLibrary(file)),
                                List.of(
                                        peer(
                                                "transferTo",
                                                crowd,
                                                new LoopService(
                                                        LoopService.Turn.UNTIL_FULL, () -> Sendings.byHand(file))),
                                        peer("Netty NIO, DefaultFileRegion", crowd, new NettyService(file))))
                        .run(arena.effort().crowdTurns(), afterRound);
            }
        });
    }

    private static String name(int connections, int fileBytes, String kind) {
        String size = fileBytes < MIB ? fileBytes / KIB + " KiB" : fileBytes / MIB + " MiB";
        return connections + " x " + size + ", " + kind;
    }

    private static Crowd crowd(Arena arena, int connections, int fileBytes) {
        int responses = Math.min(arena.effort().of(RESPONSES), arena.effort().of(ROUND_MIB) * MIB / fileBytes);
        return new Crowd(arena.peer(), connections, fileBytes, Math.max(1, responses / connections), 0);
    }

    private static Contest<CrowdSample> contest(
            String name, Crowd crowd, Crowd.Service library, List<Contender<CrowdSample>> others) {
        long bytes = crowd.responseBytes() * crowd.responses() * crowd.connections();
        return new Contest<>(name, crowd.servedBy(library), others, CrowdSample.measures(bytes));
    }

    private static Contender<CrowdSample> peer(String name, Crowd crowd, Crowd.Service service) {
        return new Contender<>(name, Contender.Role.PEER, crowd.servedBy(service));
    }
}
