package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.CompareTable.on;
import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.CompareTable.Nagle;
import io.zerocopy.examples.bench.CompareTable.OneSend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * The sends that a busy server makes most, each beside the system calls that one would write by hand where nothing goes
 * wrong. TCP gathers them, as it does unless told otherwise, and all of a kind send the same bytes: by hand a send
 * costs least then, and what the library adds shows most.
 */
public final class HotPath {
    private static final int HEADER_BYTES = 200;
    private static final byte[] HEADER = new byte[HEADER_BYTES];
    private static final int BYTES_4 = 4 * KIB;
    private static final int BYTES_16 = 16 * KIB;
    private static final int FILE_BYTES = 4 * Arena.MIB;

    private HotPath() {}

    public static Plan plan(Arena arena) {
        int sends = arena.effort().of(4_000);
        Goal heap = Goal.heapAtMost(600);
        return new Plan(
                "hot path",
                CompareTable.about(arena, "What small sends cost beside the same system calls by hand."),
                List.of(
                        on(
                                arena,
                                "open FileChannel, 4 KiB",
                                FILE_BYTES,
                                ground -> CompareTable.ofOpenFile(
                                        ground.open(), Nagle.ON, sends, Goal.lowCpuAtMost(1.12), Goal.heapAtMost(200))),
                        on(
                                arena,
                                "path, 4 KiB",
                                BYTES_4,
                                ground -> sent(
                                        sends,
                                        BYTES_4,
                                        (index, channel) -> ZeroCopyTransfer.send(ground.file(), channel),
                                        (index, channel) -> TransferToLoop.send(ground.file(), channel),
                                        Goal.lowCpuAtMost(1.12),
                                        heap)),
                        on(arena, "ready payload, 4 KiB", FILE_BYTES, ground -> {
                            Payload ready = ranged(ground.open(), BYTES_4);
                            return framed(sends, BYTES_4, ready, ground.open(), Goal.lowCpuAtMost(1.4), heap);
                        }),
                        on(arena, "ready payload, 16 KiB", FILE_BYTES, ground -> {
                            Payload ready = ranged(ground.open(), BYTES_16);
                            return framed(sends, BYTES_16, ready, ground.open(), Goal.lowCpuAtMost(1.2), heap);
                        }),
                        on(
                                arena,
                                "payload built and sent, 4 KiB",
                                FILE_BYTES,
                                ground -> sent(
                                        sends,
                                        HEADER_BYTES + BYTES_4,
                                        (index, channel) ->
                                                ZeroCopyTransfer.send(ranged(ground.open(), BYTES_4), channel),
                                        byHand(ground.open(), BYTES_4),
                                        Goal.lowCpuAtMost(1.8))),
                        on(arena, "ready payload of a path, 4 KiB", BYTES_4, ground -> {
                            Payload ready = Payload.builder()
                                    .bytes(ByteBuffer.wrap(HEADER))
                                    .file(ground.file(), 0, BYTES_4)
                                    .build();
                            ByteBuffer buffer = ByteBuffer.allocateDirect(HEADER_BYTES + BYTES_4);
                            OneSend byHand = (index, channel) -> {
                                try (FileChannel file = FileChannel.open(ground.file())) {
                                    sendThrough(buffer, file, channel);
                                }
                            };
                            OneSend library = (index, channel) -> ZeroCopyTransfer.send(ready, channel);
                            return sent(sends, HEADER_BYTES + BYTES_4, library, byHand);
                        })));
    }

    private static Scenario framed(int sends, int bodyBytes, Payload ready, FileChannel file, Goal... goals) {
        OneSend library = (index, channel) -> ZeroCopyTransfer.send(ready, channel);
        return sent(sends, HEADER_BYTES + bodyBytes, library, byHand(file, bodyBytes), goals);
    }

    private static Scenario sent(int sends, int sendBytes, OneSend library, OneSend byHand, Goal... goals) {
        List<Side> sides = List.of(
                CompareTable.repeated(LIBRARY, Nagle.ON, sends, library),
                CompareTable.repeated("by hand", Nagle.ON, sends, byHand));
        return new Scenario(Job.DISCARD, sends, (long) sends * sendBytes, sides, goals);
    }

    private static Payload ranged(FileChannel file, int bytes) {
        return Payload.builder()
                .bytes(ByteBuffer.wrap(HEADER))
                .file(file, 0, bytes)
                .build();
    }

    /** put, pread, write: a header and the beginning of a file, through one direct buffer. */
    private static OneSend byHand(FileChannel file, int bodyBytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEADER_BYTES + bodyBytes);
        return (index, channel) -> sendThrough(buffer, file, channel);
    }

    private static void sendThrough(ByteBuffer buffer, FileChannel file, SocketChannel channel) throws IOException {
        buffer.clear().put(HEADER);
        while (buffer.hasRemaining()) {
            file.read(buffer, buffer.position() - HEADER_BYTES);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
