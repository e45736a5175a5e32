package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.zerocopy.ZeroCopyTransfer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Into a file, from one socket to another, from file to file: each by the library and by what one writes else. */
final class OtherRoads {
    private OtherRoads() {}

    /** From a peer that sends as fast as it can, over what an open file has already: no file system is in the way. */
    static Scenario intoOpen(Path file, ScratchFolder scratch) throws IOException {
        long bytes = Files.size(file);
        Path target = scratch.file("open");
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        List<Side> sides = List.of(
                Side.overChannel(LIBRARY, source -> {
                    try (FileChannel open = FileChannel.open(target, options)) {
                        ZeroCopyTransfer.receive(source, open, 0, bytes);
                    }
                }),
                Side.overChannel("transferFrom", source -> transferFrom(source, target, options, bytes)));
        return new Scenario(Job.send(file), 1, bytes, sides, Goal.timeAtLeast(1.8), Goal.cpuAtMost(0.6));
    }

    /** Instead of a file: the library's appears when it is whole, transferFrom's grows from nothing. */
    static Scenario intoReplaced(Path file, ScratchFolder scratch) throws IOException {
        long bytes = Files.size(file);
        Path target = scratch.file("replaced");
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        List<Side> sides = List.of(
                Side.overChannel(LIBRARY, source -> ZeroCopyTransfer.receive(source, target, bytes)),
                Side.overChannel("truncate, transferFrom", source -> transferFrom(source, target, options, bytes)));
        return new Scenario(Job.send(file), 1, bytes, sides);
    }

    private static void transferFrom(SocketChannel source, Path path, Set<StandardOpenOption> options, long count)
            throws IOException {
        try (FileChannel target = FileChannel.open(path, options)) {
            for (long received = 0; received < count; ) {
                long moved = target.transferFrom(source, received, count - received);
                if (moved == 0) {
                    throw new EOFException("the stream ended after " + received + " bytes");
                }
                received += moved;
            }
        }
    }

    /** The peer is both ends; the connection to the end that sends is made in the time that counts, for both sides. */
    static List<Side> relayed(Path file, Supplier<ByteBuffer> buffers) throws IOException {
        long bytes = Files.size(file);
        return List.of(
                relaying(LIBRARY, file, (source, target) -> ZeroCopyTransfer.relay(source, target, bytes)),
                relaying("read, then write", file, (source, target) -> {
                    ByteBuffer buffer = buffers.get();
                    for (long missing = bytes; missing > 0; ) {
                        int read = source.read(buffer.clear().limit((int) Math.min(buffer.capacity(), missing)));
                        if (read < 0) {
                            throw new EOFException("the stream ended " + missing + " bytes too early");
                        }
                        missing -= read;
                        buffer.flip();
                        while (buffer.hasRemaining()) {
                            target.write(buffer);
                        }
                    }
                }));
    }

    private static Side relaying(String name, Path file, Relay relay) {
        return Side.overChannel(name, target -> {
            InetSocketAddress peer = (InetSocketAddress) target.getRemoteAddress();
            try (Socket source = Peer.connect(peer, Job.send(file), Side.Wire.CHANNEL)) {
                relay.run(Objects.requireNonNull(source.getChannel()), target);
            }
        });
    }

    @FunctionalInterface
    private interface Relay {
        void run(SocketChannel source, SocketChannel target) throws IOException;
    }

    /** Instead of a file that is there: nothing goes to the peer. */
    static Scenario copied(Path file, ScratchFolder scratch, Goal... goals) throws IOException {
        Path source = scratch.file("source");
        Path target = scratch.file("copy");
        // Both ends in there: writing to a disk goes on after a round has ended.
        Files.copy(file, source);
        List<Side> sides = List.of(
                Side.overChannel(LIBRARY, channel -> ZeroCopyTransfer.copy(source, target)),
                Side.overChannel(
                        "Files.copy", channel -> Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING)));
        return new Scenario(Job.IDLE, 1, Files.size(file), sides, goals);
    }
}
