package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;

import com.google.common.collect.ImmutableMap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Arena.Ground;
import io.zerocopy.examples.bench.Contest.Contender;
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
import java.util.Map;
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
                new CompareTable(arena).measurements());
    }

    private List<Measurement> measurements() {
        int small = arena.effort().of(20_000);
        int responses = arena.effort().of(10_000);
        int delayed = arena.effort().of(20);
        int largeResponses = arena.effort().of(500);
        return List.of(
                // Many small ones first: the loop of a large send has few turns, and would be timed interpreted.
                row(small + " x 4 KiB of an open FileChannel", SMALL_FILE_BYTES, on -> small(on, small)),
                row("file to SocketChannel", large, on -> sent(WholeFile.toChannel(on.file()))),
                row("file to a wrapper channel", large, on -> sent(WholeFile.toWrapper(on.file()))),
                row("file to the stream of a Socket", large, on -> sent(WholeFile.toStream(on.file()))),
                row("file from an event loop", large, on -> sent(fromEventLoop(on.file()))),
                row(responses + " x 200 bytes + 16 KiB", MIB, on -> framed(on, 16 * KIB, responses, channel -> {})),
                row(
                        delayed + " x 200 bytes + 16 KiB without TCP_NODELAY",
                        MIB,
                        on -> framed(on, 16 * KIB, delayed, CompareTable::delay)),
                row(largeResponses + " x 200 bytes + 1 MiB", MIB, on -> framed(on, MIB, largeResponses, channel -> {})),
                row(
                        "Netty, " + largeResponses + " x 200 bytes + 1 MiB",
                        MIB,
                        on -> netty(on.file(), MIB, largeResponses)),
                row("socket to an open file", large, this::received),
                row(
                        "socket to socket, against 8 KiB on the heap",
                        large,
                        on -> sent(
                                OtherRoads.relayed(Job.send(on.file(), 1), large, () -> ByteBuffer.allocate(8 * KIB)))),
                row(
                        "socket to socket, against 64 KiB direct",
                        large,
                        on -> sent(OtherRoads.relayed(
                                Job.send(on.file(), 1), large, () -> ByteBuffer.allocateDirect(64 * KIB)))),
                row("file to file", large, on -> OtherRoads.copied(on.file(), on.memory(2L * large))));
    }

    /** The library and the first of the others. */
    private Measurement row(String name, long fileBytes, IOFunction<Ground, List<Contender>> contenders) {
        return arena.contest(
                name,
                fileBytes,
                arena.effort().turns(),
                Figure.OF_FILES,
                ground -> contenders.apply(ground).subList(0, 2));
    }

    /** One transfer of all to a peer that throws away what comes. */
    private List<Contender> sent(List<Side> sides) {
        return new Round(arena.peer(), Job.DISCARD, 1, large).of(sides);
    }

    private List<Contender> received(Ground on) throws IOException {
        Path target = on.memory(large).file("received");
        return new Round(arena.peer(), Job.send(on.file(), 1), 1, large).of(OtherRoads.intoOpen(target, large));
    }

    /** Many small sends on one connection: what the library adds to a call shows here. */
    private List<Contender> small(Ground on, int sends) throws IOException {
        FileChannel file = on.open();
        return new Round(arena.peer(), Job.DISCARD, sends, (long) sends * SMALL_BYTES)
                .of(List.of(
                        small(
                                LIBRARY,
                                sends,
                                (position, channel) -> ZeroCopyTransfer.send(file, position, SMALL_BYTES, channel)),
                        small(
                                "by hand",
                                sends,
                                (position, channel) -> TransferToLoop.send(file, position, SMALL_BYTES, channel))));
    }

    private static Side small(String name, int sends, IOBiConsumer<Integer, SocketChannel> send) {
        return Side.overChannel(name, channel -> {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            for (int i = 0; i < sends; i++) {
                send.accept(i * SMALL_BYTES % SMALL_FILE_BYTES, channel);
            }
        });
    }

    private static List<Side> fromEventLoop(Path file) throws IOException {
        return List.of(
                fromEventLoop("PendingSend and select", Sending.byLibrary(file)),
                fromEventLoop("transferTo and select", Sending.byHand(file)));
    }

    /** Selects when the socket is full. */
    private static Side fromEventLoop(String name, IOSupplier<Sending> begin) {
        return Side.overChannel(name, channel -> {
            channel.configureBlocking(false);
            try (Sending sending = begin.get();
                    Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_WRITE);
                while (!sending.advance(channel)) {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
        });
    }

    /** TCP waits for an acknowledgement, or for more to send, before it sends less than a segment. */
    private static void delay(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, false);
    }

    /** A header and a range of an open file, over and over on a connection that is kept: the peer asks for each. */
    private List<Contender> framed(Ground on, int bodyBytes, int responses, IOConsumer<SocketChannel> before)
            throws IOException {
        FileChannel file = on.open();
        ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
        return answered(
                bodyBytes,
                responses,
                ImmutableMap.of(
                        "Payload",
                        Services.caller(channel -> {
                            before.accept(channel);
                            Payload response = Payload.builder()
                                    .bytes(header.clear())
                                    .file(file, 0, bodyBytes)
                                    .build();
                            ZeroCopyTransfer.send(response, channel);
                        }),
                        "write, then transferTo",
                        Services.caller(channel -> {
                            before.accept(channel);
                            header.clear();
                            while (header.hasRemaining()) {
                                channel.write(header);
                            }
                            TransferToLoop.send(file, 0, bodyBytes, channel);
                        })));
    }

    /** A header and a file by Netty's NIO transport, as a server there answers; each response opens the file. */
    private List<Contender> netty(Path file, int bodyBytes, int responses) {
        byte[] header = new byte[HEADER_BYTES];
        IOFunction<Channel, ChannelFuture> payload = channel -> {
            Payload response = Payload.builder()
                    .bytes(ByteBuffer.wrap(header))
                    .file(file, 0, bodyBytes)
                    .build();
            return channel.writeAndFlush(new PayloadRegion(response, PayloadRegion.OPTIONS));
        };
        IOFunction<Channel, ChannelFuture> region = channel -> {
            // What fails this write fails the next one too.
            var unused = channel.write(Unpooled.wrappedBuffer(header));
            return channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, bodyBytes));
        };
        return answered(
                bodyBytes,
                responses,
                ImmutableMap.of(
                        "PayloadRegion", (channels, times) -> Netty.serve(channels, times, payload),
                        "DefaultFileRegion", (channels, times) -> Netty.serve(channels, times, region)));
    }

    private List<Contender> answered(int bodyBytes, int responses, Map<String, Crowd.Service> services) {
        return new Crowd(arena.peer(), 1, HEADER_BYTES + bodyBytes, responses, Meter.THREAD).servedBy(services);
    }
}
