package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.embed.PayloadRegion;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The table of {@code compare}: each of the library's roads beside what one would write without it. */
public final class CompareTable {
    private static final int FILE_BYTES = 256 * MIB;
    private static final int HEADER_BYTES = 200;
    private static final int SMALL_BYTES = 4 * KIB;

    /** Small sends are of a file so large that they are not always the same bytes. */
    private static final int SMALL_FILE_BYTES = 4 * MIB;

    private static final List<Figure> OF_ONE =
            List.of(Figure.TIME, Figure.THROUGHPUT, Figure.CPU, Figure.MACHINE_CPU, Figure.HEAP);

    private static final List<Figure> OF_MANY = List.of(
            Figure.TIME_EACH, Figure.LOW_CPU_EACH, Figure.CPU_EACH, Figure.MACHINE_CPU, Figure.THROUGHPUT, Figure.HEAP);

    private CompareTable() {}

    /** What is timed on which file. */
    @FunctionalInterface
    interface Making {
        Scenario of(Arena.Ground ground) throws IOException;
    }

    /** The size of the largest file of random bytes. */
    public static int fileBytes(Arena.Effort effort) {
        return effort.of(FILE_BYTES);
    }

    public static Plan plan(Arena arena) {
        int large = fileBytes(arena.effort());
        int small = arena.effort().of(20_000);
        Goal even = Goal.timeAtLeast(0.95);
        // JDK 18 copies by larger steps than 17: there the library need not win.
        Goal stream = Goal.timeAtLeast(Runtime.version().feature() < 18 ? 1.3 : 1);
        // Since JDK 21 both ask for copy_file_range; before, Files.copy asks for sendfile, which the library must not.
        Goal copy = Goal.timeAtLeast(Runtime.version().feature() < 21 ? 0.9 : 0.95);
        Making open = on -> ofOpenFile(on.open(), Nagle.OFF, small, even, Goal.heapAtMost(200));
        // Gathered by TCP a send costs little, and what the library adds to it shows most: no goal.
        Making gathered = on -> ofOpenFile(on.open(), Nagle.ON, small);
        Making channel = on -> Scenario.discarded(large, WholeFile.toChannel(on.file()), even, Goal.cpuAtMost(1.05));
        Making wrapper = on ->
                Scenario.discarded(large, WholeFile.toWrapper(on.file()), Goal.timeAtLeast(2), Goal.cpuAtMost(0.45));
        Making loop = on -> Scenario.discarded(
                large,
                List.of(
                        fromEventLoop("PendingSend and select", () -> Services.byLibrary(on.file())),
                        fromEventLoop("transferTo and select", () -> Services.byHand(on.file()))),
                even);
        Making framed =
                on -> framed(on.open(), 16 * KIB, Nagle.OFF, arena.effort().of(10_000), Goal.machineCpuAtMost(0.9));
        Making heap = on -> Scenario.discarded(
                large,
                OtherRoads.relayed(on.file(), () -> ByteBuffer.allocate(8 * KIB)),
                Goal.timeAtLeast(1.8),
                Goal.cpuAtMost(0.45));
        Making direct = on -> Scenario.discarded(
                large, OtherRoads.relayed(on.file(), () -> ByteBuffer.allocateDirect(64 * KIB)), Goal.cpuAtMost(0.75));
        int delayed = arena.effort().of(20);
        int largeResponses = arena.effort().of(500);
        List<Measurement> all = List.of(
                // Many small ones first: the loop of a large send has few turns, and would be timed interpreted.
                on(arena, "4 KiB of an open FileChannel", SMALL_FILE_BYTES, open),
                on(arena, "4 KiB, gathered by TCP", SMALL_FILE_BYTES, gathered),
                on(arena, "file to SocketChannel", large, channel),
                on(arena, "file to a wrapper channel", large, wrapper),
                on(
                        arena,
                        "file to the stream of a Socket",
                        large,
                        on -> Scenario.discarded(large, WholeFile.toStream(on.file()), stream)),
                on(arena, "file from an event loop", large, loop),
                on(arena, "200 bytes + 16 KiB, kept alive", MIB, framed),
                on(
                        arena,
                        "200 bytes + 16 KiB, without TCP_NODELAY",
                        MIB,
                        on -> framed(on.open(), 16 * KIB, Nagle.ON, delayed, Goal.timeAtLeast(50))),
                on(
                        arena,
                        "200 bytes + 1 MiB, kept alive",
                        MIB,
                        on -> framed(on.open(), MIB, Nagle.OFF, largeResponses, even)),
                on(arena, "Netty: 200 bytes + 1 MiB, kept alive", MIB, on -> netty(on.file(), MIB, largeResponses)),
                on(arena, "Netty: 200 bytes + file", large, on -> netty(on.file(), large, 1)),
                on(arena, "socket to an open file", large, on -> OtherRoads.intoOpen(on.file(), on.memory())),
                on(arena, "socket to a replaced file", large, on -> OtherRoads.intoReplaced(on.file(), on.memory())),
                on(arena, "socket to socket, against 8 KiB on the heap", large, heap),
                on(arena, "socket to socket, against 64 KiB direct", large, direct),
                on(arena, "file to file", large, on -> OtherRoads.copied(on.file(), on.memory(), copy)));
        return new Plan("compare", about(arena, "The library beside what one would write without it."), all);
    }

    /** After a few short rounds a goal would be met or missed by chance. */
    static String about(Arena arena, String text) {
        return arena.effort().isQuick()
                ? text + " With --quick no verdict: too few rounds, and too short ones, for figures to trust."
                : text;
    }

    /** The library and the first of the others. */
    static Measurement on(Arena arena, String name, long fileBytes, Making making) {
        return arena.contest(name, fileBytes, arena.effort().turns(), ground -> {
            Scenario scenario = making.of(ground);
            int sends = scenario.sends();
            String text = sends == 1 ? "%s: %,d bytes in 1 transfer" : "%s: %,d bytes in %,d transfers";
            return new Scenario(
                            scenario.job(),
                            sends,
                            scenario.bytes(),
                            scenario.sides().subList(0, 2),
                            arena.effort().isQuick() ? List.of() : scenario.goals())
                    .at(
                            arena.peer(),
                            String.format(Locale.ROOT, text, name, scenario.bytes(), sends),
                            sends == 1 ? OF_ONE : OF_MANY,
                            List.of(),
                            timed -> timed);
        });
    }

    /** TCP's wait for an acknowledgement, or for more to send, before it sends less than a segment. */
    enum Nagle {
        /** As Java's sockets are: what is small is gathered, or waits. */
        ON,
        /** With TCP_NODELAY, as servers set it: each send goes out by itself. */
        OFF;

        void applyTo(SocketChannel channel) throws IOException {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, this == OFF);
        }
    }

    /** One of many. */
    @FunctionalInterface
    interface OneSend {
        void send(long index, SocketChannel channel) throws IOException;
    }

    /** Many small sends on one connection: what the library adds to a call shows here. */
    static Side repeated(String name, Nagle nagle, int sends, OneSend send) {
        return Side.overChannel(name, channel -> {
            nagle.applyTo(channel);
            for (long i = 0; i < sends; i++) {
                send.send(i, channel);
            }
        });
    }

    static Scenario ofOpenFile(FileChannel file, Nagle nagle, int sends, Goal... goals) {
        int distinct = SMALL_FILE_BYTES / SMALL_BYTES;
        return new Scenario(
                Job.DISCARD,
                sends,
                (long) sends * SMALL_BYTES,
                List.of(
                        repeated(
                                LIBRARY,
                                nagle,
                                sends,
                                (index, channel) -> ZeroCopyTransfer.send(
                                        file, index % distinct * SMALL_BYTES, SMALL_BYTES, channel)),
                        repeated(
                                "by hand",
                                nagle,
                                sends,
                                (index, channel) -> TransferToLoop.send(
                                        file, index % distinct * SMALL_BYTES, SMALL_BYTES, channel))),
                goals);
    }

    /** Selects when the socket is full. */
    private static Side fromEventLoop(String name, Services.Beginning beginning) {
        return Side.overChannel(name, channel -> {
            channel.configureBlocking(false);
            try (Services.Sending sending = beginning.begin();
                    Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_WRITE);
                while (!sending.isComplete()) {
                    if (sending.advance(channel) == 0) {
                        selector.select();
                        selector.selectedKeys().clear();
                    }
                }
            }
        });
    }

    /** A header and a range of an open file, over and over on a connection that is kept: the peer asks for each. */
    private static Scenario framed(FileChannel file, int bodyBytes, Nagle nagle, int responses, Goal... goals) {
        ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
        return new Scenario(
                Job.request(HEADER_BYTES + bodyBytes, responses),
                responses,
                (long) (HEADER_BYTES + bodyBytes) * responses,
                List.of(
                        answering("Payload", nagle, responses, channel -> {
                            ByteBuffer head = header.clear();
                            Payload response = Payload.builder()
                                    .bytes(head)
                                    .file(file, 0, bodyBytes)
                                    .build();
                            ZeroCopyTransfer.send(response, channel);
                        }),
                        answering("write, then transferTo", nagle, responses, channel -> {
                            header.clear();
                            while (header.hasRemaining()) {
                                channel.write(header);
                            }
                            TransferToLoop.send(file, 0, bodyBytes, channel);
                        })),
                goals);
    }

    private static Side answering(String name, Nagle nagle, int responses, Side.ChannelWork answer) {
        return Side.overChannel(name, channel -> {
            nagle.applyTo(channel);
            Services.answer(channel, responses, answer);
        });
    }

    /** A header and a file by Netty's NIO transport, as a server there answers; each response opens the file. */
    static Scenario netty(Path file, int bodyBytes, int responses) {
        byte[] header = new byte[HEADER_BYTES];
        return new Scenario(
                Job.request(HEADER_BYTES + bodyBytes, responses),
                responses,
                (long) (HEADER_BYTES + bodyBytes) * responses,
                List.of(
                        Netty.answering("PayloadRegion", responses, channel -> {
                            Payload response = Payload.builder()
                                    .bytes(ByteBuffer.wrap(header))
                                    .file(file, 0, bodyBytes)
                                    .build();
                            return channel.writeAndFlush(new PayloadRegion(response, PayloadRegion.OPTIONS));
                        }),
                        Netty.answering("DefaultFileRegion", responses, channel -> {
                            // What fails this write fails the next one too.
                            var unused = channel.write(Unpooled.wrappedBuffer(header));
                            return channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, bodyBytes));
                        })),
                Goal.timeAtLeast(0.95));
    }
}
