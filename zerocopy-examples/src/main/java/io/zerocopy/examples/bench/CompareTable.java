package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Arena.Ground;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.function.IOBiConsumer;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IOFunction;
import org.apache.commons.io.function.IOSupplier;

/** The table of {@code compare}: each of the library's roads beside what one would write without it. */
public final class CompareTable {
    private static final int FILE_BYTES = 256 * MIB;
    private static final int HEADER_BYTES = 200;
    private static final int SMALL_BYTES = 4 * KIB;

    /** Small sends are of a file so large that they are not always the same bytes. */
    private static final int SMALL_FILE_BYTES = 4 * MIB;

    private final Arena arena;
    private final int large;

    private CompareTable(Arena arena) {
        this.arena = arena;
        this.large = arena.effort().of(FILE_BYTES);
    }

    public static Plan plan(Arena arena) {
        return new Plan(
                "compare",
                "The library beside what one would write without it.",
                List.of(Column.THROUGHPUT, Column.CPU, Column.TIME_RATIO, Column.CPU_RATIO),
                new CompareTable(arena).measurements());
    }

    private List<Measurement> measurements() {
        int small = arena.effort().of(20_000);
        int responses = arena.effort().of(10_000);
        int delayed = arena.effort().of(20);
        int largeResponses = arena.effort().of(500);
        return List.of(
                // Many small ones first: the loop of a large send has few turns, and would be timed interpreted.
                arena.contest(small + " x 4 KiB of an open FileChannel", SMALL_FILE_BYTES, on -> ofOpenFile(on, small)),
                arena.contest(small + " x 4 KiB by Path", SMALL_BYTES, on -> byPath(on.file(), small)),
                row("file to SocketChannel", on -> sent(WholeFile.toChannel(on.file()))),
                row("file to a wrapper channel", on -> sent(WholeFile.toWrapper(on.file()))),
                row("file to the stream of a Socket", on -> sent(WholeFile.toStream(on.file()))),
                row("file from an event loop", on -> sent(fromEventLoop(on.file()))),
                framed(responses + " x 200 bytes + 16 KiB", 16 * KIB, responses, channel -> {}),
                framed(
                        delayed + " x 200 bytes + 16 KiB without TCP_NODELAY",
                        16 * KIB,
                        delayed,
                        channel -> channel.setOption(StandardSocketOptions.TCP_NODELAY, false)),
                framed(largeResponses + " x 200 bytes + 1 MiB", MIB, largeResponses, channel -> {}),
                row("socket to an open file", this::received),
                row("socket to socket", this::relayed),
                row("file to file", on -> OtherRoads.copied(on.file(), on.memory(2L * large))));
    }

    private Measurement row(String name, IOFunction<Ground, List<Contender>> contenders) {
        return arena.contest(name, large, contenders);
    }

    /** One transfer of all to a peer that throws away what comes, by the library and the first of the others. */
    private List<Contender> sent(List<Side> sides) {
        return new Round(arena.peer(), Job.DISCARD, 1, large).of(sides.subList(0, 2));
    }

    private List<Contender> received(Ground on) throws IOException {
        Path target = on.memory(large).file("received");
        return new Round(arena.peer(), Job.send(on.file(), 1), 1, large).of(OtherRoads.intoOpen(target, large));
    }

    private List<Contender> relayed(Ground on) {
        return new Round(arena.peer(), Job.DISCARD, 1, large).of(OtherRoads.relayed(Job.send(on.file(), 1), large));
    }

    /** Many small sends on one connection: what the library adds to a call shows here. */
    private List<Contender> ofOpenFile(Ground on, int sends) throws IOException {
        FileChannel file = on.open();
        return new Round(arena.peer(), Job.DISCARD, sends, (long) sends * SMALL_BYTES)
                .of(List.of(
                        small(
                                LIBRARY,
                                sends,
                                (position, channel) -> ZeroCopyTransfer.send(file, position, SMALL_BYTES, channel)),
                        small(
                                "transferTo",
                                sends,
                                (position, channel) -> TransferToLoop.send(file, position, SMALL_BYTES, channel))));
    }

    /** The same where each send opens the file, and closes it. */
    private List<Contender> byPath(Path file, int sends) {
        return new Round(arena.peer(), Job.DISCARD, sends, (long) sends * SMALL_BYTES)
                .of(List.of(
                        small(LIBRARY, sends, (position, channel) -> ZeroCopyTransfer.send(file, channel)),
                        small("transferTo", sends, (position, channel) -> TransferToLoop.send(file, channel)),
                        small("Files.readAllBytes, then write", sends, (position, channel) -> {
                            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
                            while (content.hasRemaining()) {
                                channel.write(content);
                            }
                        })));
    }

    private static Side small(String name, int sends, IOBiConsumer<Integer, SocketChannel> send) {
        return Side.overChannel(name, channel -> {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            for (int i = 0; i < sends; i++) {
                send.accept(i * SMALL_BYTES % SMALL_FILE_BYTES, channel);
            }
        });
    }

    private static List<Side> fromEventLoop(Path file) {
        return List.of(
                Side.overChannel(LIBRARY, channel -> {
                    try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file))) {
                        whenWritable(channel, send::isComplete, () -> send.advance(channel));
                    }
                }),
                Side.overChannel("transferTo and select", channel -> {
                    try (FileChannel source = FileChannel.open(file)) {
                        long bytes = source.size();
                        AtomicLong sent = new AtomicLong();
                        whenWritable(channel, () -> sent.get() == bytes, () -> {
                            long moved = source.transferTo(sent.get(), bytes - sent.get(), channel);
                            sent.addAndGet(moved);
                            return moved;
                        });
                    }
                }));
    }

    /** Goes on until all is done, and selects when the socket is full. */
    private static void whenWritable(SocketChannel channel, BooleanSupplier isDone, IOSupplier<Long> step)
            throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (!isDone.getAsBoolean()) {
                if (step.get() == 0) {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
        }
    }

    /** A header and a range of an open file, over and over on a connection that is kept: the peer asks for each. */
    private Measurement framed(String name, int bodyBytes, int responses, IOConsumer<SocketChannel> before) {
        return arena.contest(name, MIB, on -> {
            FileChannel file = on.open();
            ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
            Exchange exchange = new Exchange(arena.peer(), HEADER_BYTES + bodyBytes, responses);
            return List.of(
                    exchange.answeredBy(LIBRARY, channel -> {
                        before.accept(channel);
                        Payload response = Payload.builder()
                                .bytes(header.clear())
                                .file(file, 0, bodyBytes)
                                .build();
                        ZeroCopyTransfer.send(response, channel);
                    }),
                    exchange.answeredBy("write, then transferTo", channel -> {
                        before.accept(channel);
                        header.clear();
                        while (header.hasRemaining()) {
                            channel.write(header);
                        }
                        TransferToLoop.send(file, 0, bodyBytes, channel);
                    }));
        });
    }
}
