package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;
import static io.zerocopy.examples.bench.WholeFile.TRANSFER_TO;

import com.google.common.collect.ImmutableMap;
import io.zerocopy.ZeroCopyTransfer;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.io.function.IOBiConsumer;
import org.apache.commons.io.function.IOFunction;

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
            List.of(Figure.TIME, Figure.THROUGHPUT, Figure.CPU, Figure.MACHINE_CPU, Figure.FILES);

    private ScaleTable() {}

    public static Plan plan(Arena arena) {
        Map<String, IOFunction<Path, Map<String, Crowd.Service>>> models = new LinkedHashMap<>();
        ExecutorService platform = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "serving");
            thread.setDaemon(true);
            return thread;
        });
        models.put("threads", file -> byThreads(platform, file));
        if (Services.hasVirtualThreads()) {
            ExecutorService virtual = Services.virtualThreads();
            models.put("virtual threads", file -> byThreads(virtual, file));
        }
        models.put("event loop", ScaleTable::byEventLoop);
        List<Measurement> measurements = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            for (int fileBytes : List.of(16 * KIB, MIB, 4 * MIB)) {
                if (connections <= arena.effort().of(MOST_CONNECTIONS)) {
                    String name = connections + " x " + Arena.size(fileBytes) + ", ";
                    models.forEach((model, services) ->
                            measurements.add(measurement(arena, name + model, connections, fileBytes, services)));
                }
            }
        }
        measurements.add(smallFiles(arena));
        measurements.add(MemoryOfSends.measurement(arena));
        return new Plan("scale", ABOUT, measurements);
    }

    private static Map<String, Crowd.Service> byThreads(ExecutorService threads, Path file) {
        return ImmutableMap.of(
                LIBRARY,
                Services.threads(threads, channel -> ZeroCopyTransfer.send(file, channel)),
                TRANSFER_TO,
                Services.threads(threads, channel -> TransferToLoop.send(file, channel)));
    }

    private static Map<String, Crowd.Service> byEventLoop(Path file) throws IOException {
        return ImmutableMap.of(
                LIBRARY,
                Services.loop(Sending.byLibrary(file)),
                TRANSFER_TO,
                Services.loop(Sending.byHand(file)),
                "Netty NIO, DefaultFileRegion",
                (channels, responses) -> Netty.serve(channels, responses, channel -> Netty.region(channel, file)));
    }

    private static Measurement measurement(
            Arena arena,
            String name,
            int connections,
            int fileBytes,
            IOFunction<Path, Map<String, Crowd.Service>> services) {
        int all = Math.min(arena.effort().of(RESPONSES), arena.effort().of(ROUND_MIB) * MIB / fileBytes);
        int responses = Math.max(1, all / connections);
        Crowd crowd = new Crowd(arena.peer(), connections, fileBytes, responses, Meter.PROCESS);
        return arena.contest(
                name,
                fileBytes,
                arena.effort().longTurns(),
                FIGURES,
                ground -> crowd.servedBy(services.apply(ground.file())));
    }

    /** Each opened, sent and closed: how many of them a core can do. */
    private static Measurement smallFiles(Arena arena) {
        String name = "4 KiB files, one connection";
        int sends = arena.effort().of(SMALL_SENDS);
        Round round = new Round(arena.peer(), Job.DISCARD, sends, (long) sends * SMALL_FILE_BYTES);
        return arena.contest(name, SMALL_FILE_BYTES, arena.effort().longTurns(), FIGURES_OF_SMALL, ground -> {
            ScratchFolder scratch = ground.scratch();
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < SMALL_FILES; i++) {
                Path small = scratch.file("small-" + i);
                files.add(Files.copy(ground.file(), small));
            }
            return round.of(List.of(
                    sending(LIBRARY, files, sends, ZeroCopyTransfer::send),
                    sending(TRANSFER_TO, files, sends, TransferToLoop::send),
                    sending("Files.readAllBytes", files, sends, (file, channel) -> {
                        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
                        while (content.hasRemaining()) {
                            channel.write(content);
                        }
                    })));
        });
    }

    private static Side sending(String name, List<Path> files, int sends, IOBiConsumer<Path, SocketChannel> send) {
        return Side.overChannel(name, channel -> {
            for (int i = 0; i < sends; i++) {
                send.accept(files.get(i % SMALL_FILES), channel);
            }
        });
    }
}
