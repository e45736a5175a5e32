package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** From one socket to another: the loops that proxies have, with a buffer as it is often chosen. */
final class RelayLoops {
    private static final int KIB = 1024;

    private RelayLoops() {}

    static Scenario overHeap(Path file) throws IOException {
        return scenario(
                "socket to socket, against 8 KiB on the heap",
                file,
                () -> ByteBuffer.allocate(8 * KIB),
                List.of(Goal.timeAtLeast(1.8), Goal.cpuAtMost(0.45)));
    }

    static Scenario overDirectBuffer(Path file) throws IOException {
        return scenario(
                "socket to socket, against 64 KiB direct",
                file,
                () -> ByteBuffer.allocateDirect(64 * KIB),
                List.of(Goal.cpuAtMost(0.75)));
    }

    private static Scenario scenario(String name, Path file, Supplier<ByteBuffer> buffer, List<Goal> goals)
            throws IOException {
        long bytes = Files.size(file);
        Side loop = relaying("read, then write", file, (source, target) -> relay(source, target, bytes, buffer.get()));
        Side library =
                relaying("ZeroCopyTransfer", file, (source, target) -> ZeroCopyTransfer.relay(source, target, bytes));
        return new BulkSend(name, bytes, loop, library, goals);
    }

    /** The peer is both ends; the connection to the end that sends is made in the time that counts, for both sides. */
    private static Side relaying(String name, Path file, Relay relay) {
        return Side.overChannel(name, target -> {
            InetSocketAddress peer = (InetSocketAddress) target.getRemoteAddress();
            try (Socket source = Peer.connect(peer, Job.send(file), Side.Wire.CHANNEL)) {
                relay.run(Objects.requireNonNull(source.getChannel()), target);
            }
        });
    }

    private static void relay(SocketChannel source, SocketChannel target, long count, ByteBuffer buffer)
            throws IOException {
        long missing = count;
        while (missing > 0) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), missing));
            int read = source.read(buffer);
            if (read < 0) {
                throw new EOFException("the stream ended " + missing + " bytes too early");
            }
            missing -= read;
            buffer.flip();
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
        }
    }

    @FunctionalInterface
    private interface Relay {
        void run(SocketChannel source, SocketChannel target) throws IOException;
    }
}
