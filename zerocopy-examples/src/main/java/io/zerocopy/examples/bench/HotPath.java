package io.zerocopy.examples.bench;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.SmallSends.OneSend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The sends that a busy server makes most, each beside the system calls that one would write by hand where nothing goes
 * wrong. TCP gathers them, as it does unless told otherwise, and all of a kind send the same bytes: by hand a send
 * costs least then, and what the library adds shows most.
 */
public final class HotPath {
    private static final int HEADER_BYTES = 200;

    private HotPath() {}

    /**
     * All of them.
     *
     * @param path of a file of 4 KiB
     * @param file a larger one, open
     * @param sends a round
     */
    public static List<Scenario> on(Path path, FileChannel file, int sends) throws IOException {
        int kib4 = 4 * SmallSends.KIB;
        int kib16 = 16 * SmallSends.KIB;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        Payload ready4 = ranged(header, file, kib4);
        Payload ready16 = ranged(header, file, kib16);
        Payload ofPath = Payload.builder().bytes(header).file(path, 0, kib4).build();
        return List.of(
                SmallSends.ofOpenFile("open FileChannel, 4 KiB", file, Nagle.ON, sends, goals(1.12, 200)),
                new SmallSends(
                        "path, 4 KiB",
                        kib4,
                        Nagle.ON,
                        sends,
                        (index, channel) -> byHand(path, channel),
                        (index, channel) -> ZeroCopyTransfer.send(path, channel),
                        goals(1.12, 600)),
                framed("ready payload, 4 KiB", kib4, sends, byHand(file, kib4), sending(ready4), goals(1.4, 600)),
                framed("ready payload, 16 KiB", kib16, sends, byHand(file, kib16), sending(ready16), goals(1.2, 600)),
                framed(
                        "payload built and sent, 4 KiB",
                        kib4,
                        sends,
                        byHand(file, kib4),
                        (index, channel) -> ZeroCopyTransfer.send(ranged(header, file, kib4), channel),
                        List.of(Goal.lowCpuAtMost(1.8))),
                framed("ready payload of a path, 4 KiB", kib4, sends, byHand(path, kib4), sending(ofPath), List.of()));
    }

    private static SmallSends framed(
            String name, int bodyBytes, int sends, OneSend byHand, OneSend library, List<Goal> goals) {
        return new SmallSends(name, HEADER_BYTES + bodyBytes, Nagle.ON, sends, byHand, library, goals);
    }

    private static List<Goal> goals(double cpu, double allocatedBytes) {
        return List.of(Goal.lowCpuAtMost(cpu), Goal.allocatedAtMost(allocatedBytes));
    }

    private static Payload ranged(ByteBuffer header, FileChannel file, int bytes) {
        return Payload.builder().bytes(header).file(file, 0, bytes).build();
    }

    private static OneSend sending(Payload payload) {
        return (index, channel) -> ZeroCopyTransfer.send(payload, channel);
    }

    /** open, size, transferTo, close. */
    static void byHand(Path path, SocketChannel channel) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            TransferToLoop.send(file, channel);
        }
    }

    /** put, pread, write. */
    private static OneSend byHand(FileChannel file, int bodyBytes) {
        Framed framed = new Framed(bodyBytes);
        return (index, channel) -> framed.send(file, channel);
    }

    /** open, put, pread, write, close. */
    private static OneSend byHand(Path path, int bodyBytes) {
        Framed framed = new Framed(bodyBytes);
        return (index, channel) -> {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                framed.send(file, channel);
            }
        };
    }

    /**
     * A header and the beginning of a file, through one direct buffer.
     *
     * @param header of the response
     * @param buffer with room for both
     */
    private record Framed(ByteBuffer header, ByteBuffer buffer) {
        Framed(int bodyBytes) {
            this(ByteBuffer.allocate(HEADER_BYTES), ByteBuffer.allocateDirect(HEADER_BYTES + bodyBytes));
        }

        void send(FileChannel file, SocketChannel channel) throws IOException {
            buffer.clear().put(header.clear());
            while (buffer.hasRemaining()) {
                file.read(buffer, buffer.position() - HEADER_BYTES);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
