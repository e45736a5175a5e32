package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.TurnTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A target that takes little at a time does not make a send read its file again and again; and what waits for its next
 * turn keeps next to nothing.
 */
@ExtendWith(LeftOvers.class)
class ReadOnceTest {
    private static final Content CONTENT = Content.of(116);
    private static final int HEAD = 200;
    /** Classes that are loaded meanwhile are read, too. */
    private static final long NOISE_BYTES = 64 * 1024;

    @TempDir
    Path folder = Path.of("");

    /** How much there is room for, turn by turn. */
    enum Room {
        ONE_BYTE {
            @Override
            LongSupplier turns() {
                return () -> 1;
            }
        },
        A_HUNDRED {
            @Override
            LongSupplier turns() {
                return () -> 100;
            }
        },
        FIVE_THOUSAND {
            @Override
            LongSupplier turns() {
                return () -> 5_000;
            }
        },
        SIXTY_FOUR_KIB {
            @Override
            LongSupplier turns() {
                return () -> 64 * 1024;
            }
        },
        MUCH_AND_LITTLE {
            @Override
            LongSupplier turns() {
                AtomicLong turn = new AtomicLong();
                return () -> turn.getAndIncrement() % 2 == 0 ? 200_000 : 10;
            }
        },
        RANDOM {
            @Override
            LongSupplier turns() {
                Random random = new Random(116);
                return () -> (long) Math.exp(random.nextDouble() * Math.log(300_000));
            }
        },
        /** Now and then there is none, as after a wake-up for nothing. */
        RANDOM_WITH_NONE {
            @Override
            LongSupplier turns() {
                Random random = new Random(117);
                return () -> random.nextInt(3) == 0 ? 0 : random.nextInt(90_000);
            }
        };

        abstract LongSupplier turns();
    }

    static Stream<Arguments> turns() {
        List<Arguments> all = new ArrayList<>();
        for (int head : new int[] {0, HEAD}) {
            for (Room room : Room.values()) {
                all.add(Arguments.of(room, 24 * 1024, head));
                if (room != Room.ONE_BYTE) {
                    all.add(Arguments.of(room, 1_000_000, head));
                }
                if (room != Room.ONE_BYTE && room != Room.A_HUNDRED) {
                    all.add(Arguments.of(room, 5_000_000, head));
                }
            }
        }
        return all.stream();
    }

    private Path fileBehind(int head, int size) throws IOException {
        Path file = folder.resolve("file");
        ByteBuffer content = ByteBuffer.wrap(CONTENT.bytes(head, size));
        Files.write(file, content.array());
        return file;
    }

    private static Payload.Builder headed(int head) {
        return Payload.builder().bytes(ByteBuffer.wrap(CONTENT.bytes(0, head)));
    }

    /** Through arrays; the channel itself counts. */
    @ParameterizedTest
    @MethodSource("turns")
    void aForeignFile(Room room, int size, int head) throws IOException {
        AtomicLong read = new AtomicLong();
        try (FileChannel file = FileChannel.open(fileBehind(head, size));
                FileChannel counting = new ForeignFileChannel(file, (target, position) -> {
                    int bytes = file.read(target, position);
                    read.addAndGet(Math.max(0, bytes));
                    return bytes;
                })) {
            send(headed(head).file(counting, 0, size).build(), room, TransferOptions.DEFAULTS);
        }
        assertThat(read.get()).isBetween((long) size, size + size / 10L);
    }

    /** Through direct buffers; the kernel counts. */
    @ParameterizedTest
    @MethodSource("turns")
    void aFileOfTheJdk(Room room, int size, int head) throws IOException {
        Payload payload = headed(head).file(fileBehind(head, size)).build();
        requireReadOnce(size, () -> send(payload, room, TransferOptions.DEFAULTS));
    }

    @ParameterizedTest
    @EnumSource
    void aFileInTwoRanges(Room room) throws IOException {
        int size = room == Room.ONE_BYTE ? 24 * 1024 : 700_001;
        Path file = fileBehind(0, size);
        Payload payload = Payload.builder()
                .file(file, 0, size / 3)
                .bytes(ByteBuffer.wrap(CONTENT.bytes(size / 3, 10)))
                .file(file, size / 3 + 10, size - size / 3 - 10)
                .build();
        requireReadOnce(size, () -> send(payload, room, TransferOptions.DEFAULTS));
    }

    private static boolean isWarm;

    private interface Sends {
        void run() throws IOException;
    }

    private static void requireReadOnce(long bytes, Sends sends) throws IOException {
        if (!isWarm) {
            // Classes are read from files, too.
            isWarm = true;
            sends.run();
            readBytes();
        }
        long before = readBytes();
        sends.run();
        long read = readBytes() - before;
        assertThat(read).isBetween(bytes, bytes + bytes / 10 + NOISE_BYTES);
    }

    /** Bytes that this process has read by system calls, from files and all else. */
    private static long readBytes() throws IOException {
        Path counters = Path.of("/proc/self/io");
        Skip.unless(Files.isReadable(counters), "no " + counters + " on this system");
        for (String line : Files.readAllLines(counters)) {
            if (line.startsWith("rchar: ")) {
                return Long.parseLong(line.substring("rchar: ".length()));
            }
        }
        throw new IOException("no rchar in " + counters);
    }

    private static void send(Payload payload, Room room, TransferOptions options) throws IOException {
        TurnTarget target = new TurnTarget(CONTENT, 0);
        LongSupplier turns = room.turns();
        try (PendingSend send = ZeroCopyTransfer.begin(payload, options)) {
            while (!send.isComplete()) {
                send.advance(target.turn(turns.getAsLong()));
            }
        }
        target.check().requireExactly(payload.length());
    }

    /** As a server does: turn by turn, each of its own size. */
    @Test
    void fiveHundredAtOnce() throws IOException {
        int size = 100_000;
        int sends = 500;
        Payload payload = headed(HEAD).file(fileBehind(HEAD, size)).build();
        requireReadOnce((long) sends * size, () -> {
            List<PendingSend> pending = new ArrayList<>();
            List<TurnTarget> targets = new ArrayList<>();
            Random random = new Random(118);
            for (int i = 0; i < sends; i++) {
                pending.add(ZeroCopyTransfer.begin(payload));
                targets.add(new TurnTarget(CONTENT, 0));
            }
            for (int left = sends; left > 0; ) {
                for (int i = 0; i < sends; i++) {
                    PendingSend send = pending.get(i);
                    if (!send.isComplete()) {
                        send.advance(targets.get(i).turn(1 + random.nextInt(20_000)));
                        if (send.isComplete()) {
                            send.close();
                            targets.get(i).check().requireExactly(payload.length());
                            left--;
                        }
                    }
                }
            }
        });
    }

    /** A socket that is copied to, with a peer that reads a little now and then. */
    @Test
    void aSlowPeer() throws IOException {
        int size = 3_000_000;
        Payload payload = headed(HEAD).file(fileBehind(HEAD, size)).build();
        TransferOptions copied = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
        // The peer reads by system calls as well, and all of it.
        requireReadOnce(2L * size, () -> {
            try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(32 * 1024).readsSlowly(10_000);
                    Selector selector = Selector.open();
                    PendingSend send = ZeroCopyTransfer.begin(payload, copied)) {
                peer.channel().configureBlocking(false);
                peer.channel().register(selector, SelectionKey.OP_WRITE);
                while (!send.isComplete()) {
                    selector.select();
                    selector.selectedKeys().clear();
                    send.advance(peer.channel());
                }
                peer.finish().requireExactly(payload.length());
            }
        });
    }

    /** Whatever the target took before: clients that come and go must not cost a buffer each. */
    @ParameterizedTest
    @EnumSource(
            value = Room.class,
            names = {"A_HUNDRED", "FIVE_THOUSAND", "SIXTY_FOUR_KIB"})
    void idleSendsHoldNextToNothing(Room room) throws IOException {
        int sends = 500;
        int allowedEach = 8 * 1024;
        int size = 1_000_000;
        Path path = fileBehind(HEAD, size);
        try (FileChannel file = FileChannel.open(path);
                FileChannel foreign = new ForeignFileChannel(file)) {
            for (FileChannel from : List.of(file, foreign)) {
                Payload payload = headed(HEAD).file(from, 0, size).build();
                List<PendingSend> idle = new ArrayList<>();
                long heap = usedHeap();
                for (int i = 0; i < sends; i++) {
                    PendingSend send = ZeroCopyTransfer.begin(payload);
                    TurnTarget target = new TurnTarget(CONTENT, 0);
                    LongSupplier turns = room.turns();
                    for (int turn = 0; turn < 5; turn++) {
                        send.advance(target.turn(turns.getAsLong()));
                    }
                    send.advance(target.turn(0));
                    idle.add(send);
                }
                // Beside it, the pool of 16 buffers of at most 1 MiB, and what other tests have left there.
                assertThat(Gauges.directBytes()).isLessThan((long) sends * allowedEach + 20L * 1024 * 1024);
                assertThat((usedHeap() - heap) / sends).isLessThan(allowedEach);
                for (PendingSend send : idle) {
                    send.close();
                }
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
