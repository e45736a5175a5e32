package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;
import static io.zerocopy.examples.bench.WholeFile.TRANSFER_TO;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Crowd.Service;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** Many connections at once: by a thread each, and by one event loop. Many small files on one of them. */
public final class ScaleTable {
    private static final String ABOUT = "A file for each request, on 1 to 1,000 connections that are kept; all"
            + " served by this process and asked for by another. CPU is that of the whole process, to a tick of 10 ms."
            + " p50 and p99 are from the request to the last byte, as the peer sees it.";

    private static final List<Integer> CONNECTIONS = List.of(1, 16, 256, 1_000);
    private static final int MOST_CONNECTIONS = 1_000;

    /** Of a round, on all connections; what is reached first. */
    private static final int RESPONSES = 16_000;

    private static final int ROUND_MIB = 1_024;

    private static final int SMALL_FILES = 1_000;
    private static final int SMALL_SENDS = 20_000;
    private static final int SMALL_FILE_BYTES = 4 * KIB;

    private static final List<Figure> FIGURES =
            List.of(Figure.THROUGHPUT, Figure.CPU, Figure.MACHINE_CPU, Figure.P50, Figure.P99);

    private static final List<Figure> FIGURES_OF_SMALL =
            Stream.concat(Figure.OF_FILES.stream(), Stream.of(Figure.FILES)).toList();

    private ScaleTable() {}

    public static Plan plan(Arena arena) {
        ExecutorService platform = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "serving");
            thread.setDaemon(true);
            return thread;
        });
        List<Measurement> measurements = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            if (connections > arena.effort().of(MOST_CONNECTIONS)) {
                break;
            }
            for (int fileBytes : List.of(16 * KIB, MIB, 4 * MIB)) {
                String name = connections + " x " + Arena.size(fileBytes);
                measurements.add(measurement(
                        arena, name + ", threads", connections, fileBytes, file -> byThreads(platform, file)));
                if (Services.hasVirtualThreads()) {
                    ExecutorService virtual = Services.virtualThreads();
                    measurements.add(measurement(
                            arena,
                            name + ", virtual threads",
                            connections,
                            fileBytes,
                            file -> byThreads(virtual, file)));
                }
                measurements.add(
                        measurement(arena, name + ", event loop", connections, fileBytes, ScaleTable::byEventLoop));
            }
        }
        measurements.add(smallFiles(arena));
        measurements.add(MemoryOfSends.measurement(arena));
        return new Plan("scale", ABOUT, measurements);
    }

    private static Map<String, Service> byThreads(ExecutorService threads, Path file) {
        Map<String, Service> services = new LinkedHashMap<>();
        services.put(LIBRARY, Services.threads(threads, channel -> ZeroCopyTransfer.send(file, channel)));
        services.put(TRANSFER_TO, Services.threads(threads, channel -> TransferToLoop.send(file, channel)));
        return services;
    }

    private static Map<String, Service> byEventLoop(Path file) {
        Map<String, Service> services = new LinkedHashMap<>();
        services.put(LIBRARY, Services.loop(() -> Services.byLibrary(file)));
        services.put(TRANSFER_TO, Services.loop(() -> Services.byHand(file)));
        services.put(
                "Netty NIO, DefaultFileRegion",
                (channels, responses) -> Netty.serve(channels, responses, channel -> Netty.region(channel, file)));
        return services;
    }

    private static Measurement measurement(
            Arena arena, String name, int connections, int fileBytes, Function<Path, Map<String, Service>> services) {
        int responses = Math.min(arena.effort().of(RESPONSES), arena.effort().of(ROUND_MIB) * MIB / fileBytes);
        Crowd crowd = new Crowd(arena.peer(), connections, fileBytes, Math.max(1, responses / connections));
        return arena.contest(name, fileBytes, arena.effort().longTurns(), ground -> {
            List<Contender> contenders = new ArrayList<>();
            services.apply(ground.file())
                    .forEach((contender, service) ->
                            contenders.add(new Contender(contender, Role.PEER, crowd.servedBy(service))));
            return new Contest(name, FIGURES, contenders, List.of());
        });
    }

    /** Each opened, sent and closed: how many of them a core can do. */
    private static Measurement smallFiles(Arena arena) {
        String name = "4 KiB files, one connection";
        int sends = arena.effort().of(SMALL_SENDS);
        return arena.contest(name, SMALL_FILE_BYTES, arena.effort().longTurns(), ground -> {
            SplittableRandom random = new SplittableRandom();
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < SMALL_FILES; i++) {
                byte[] content = new byte[SMALL_FILE_BYTES];
                random.nextBytes(content);
                files.add(Files.write(ground.scratch().file("small-" + i), content));
            }
            List<Side> sides = List.of(
                    sending(LIBRARY, files, sends, ZeroCopyTransfer::send),
                    sending(TRANSFER_TO, files, sends, TransferToLoop::send),
                    sending("Files.readAllBytes", files, sends, (file, channel) -> {
                        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
                        while (content.hasRemaining()) {
                            channel.write(content);
                        }
                    }));
            return new Scenario(Job.DISCARD, sends, (long) sends * SMALL_FILE_BYTES, sides)
                    .at(arena.peer(), name, FIGURES_OF_SMALL, List.of(), timed -> timed);
        });
    }

    private static Side sending(String name, List<Path> files, int sends, FileSend send) {
        return Side.overChannel(name, channel -> {
            for (int i = 0; i < sends; i++) {
                send.send(files.get(i % SMALL_FILES), channel);
            }
        });
    }

    @FunctionalInterface
    private interface FileSend {
        void send(Path file, SocketChannel channel) throws IOException;
    }
}
