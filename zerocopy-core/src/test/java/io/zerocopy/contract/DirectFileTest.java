package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.DirectFile;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.PipePeer;
import io.zerocopy.testkit.TurnTarget;
import io.zerocopy.testkit.VirtualThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file that was opened DIRECT only gives whole blocks into aligned buffers: every byte of any range of it is sent all
 * the same, on every way.
 */
@ExtendWith(LeftOvers.class)
class DirectFileTest {
    private static final Content CONTENT = Content.of(108);
    private static final int SLOW_BUFFERS = 32 * 1024;

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void isAvailable() throws IOException {
        DirectFile.assumeAvailable(folder);
    }

    private static TransferOptions avoid() {
        return TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
    }

    /** Where a range goes; each checks it. */
    enum Way {
        BLOCKING_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position).readsAll()) {
                    ZeroCopyTransfer.send(file, position, count, peer.channel());
                    peer.finish().requireExactly(count);
                }
            }
        },
        UNIX_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer =
                        Peer.expecting(CONTENT, position).over(Family.UNIX).readsAll()) {
                    ZeroCopyTransfer.send(file, position, count, peer.channel());
                    peer.finish().requireExactly(count);
                }
            }
        },
        SLOW_BLOCKING_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position)
                        .socketBuffers(SLOW_BUFFERS)
                        .readsSlowly(SLOW_BUFFERS)) {
                    ZeroCopyTransfer.send(file, position, count, peer.channel());
                    peer.finish().requireExactly(count);
                }
            }
        },
        SLOW_NON_BLOCKING_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position)
                        .socketBuffers(SLOW_BUFFERS)
                        .readsSlowly(SLOW_BUFFERS)) {
                    peer.channel().configureBlocking(false);
                    ZeroCopyTransfer.send(file, position, count, peer.channel());
                    peer.finish().requireExactly(count);
                }
            }
        },
        SLOW_COPIED {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position)
                        .socketBuffers(SLOW_BUFFERS)
                        .readsSlowly(SLOW_BUFFERS)) {
                    peer.channel().configureBlocking(false);
                    ZeroCopyTransfer.send(file, position, count, peer.channel(), avoid());
                    peer.finish().requireExactly(count);
                }
            }
        },
        PENDING {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position)
                                .socketBuffers(SLOW_BUFFERS)
                                .readsSlowly(SLOW_BUFFERS);
                        Selector selector = Selector.open();
                        PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, position, count))) {
                    peer.channel().configureBlocking(false);
                    peer.channel().register(selector, SelectionKey.OP_WRITE);
                    while (!send.isComplete()) {
                        selector.select();
                        selector.selectedKeys().clear();
                        send.advance(peer.channel());
                    }
                    peer.finish().requireExactly(count);
                }
            }
        },
        /** Refused often, and asked at the very same position again. */
        PENDING_TO_A_STALLED_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position)
                                .socketBuffers(SLOW_BUFFERS)
                                .stalls();
                        Selector selector = Selector.open();
                        PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, position, count))) {
                    peer.channel().configureBlocking(false);
                    for (int refused = 0; refused < 5; ) {
                        refused += send.advance(peer.channel()) == 0 ? 1 : 0;
                    }
                    peer.release();
                    peer.channel().register(selector, SelectionKey.OP_WRITE);
                    while (!send.isComplete()) {
                        selector.select();
                        selector.selectedKeys().clear();
                        send.advance(peer.channel());
                    }
                    peer.finish().requireExactly(count);
                }
            }
        },
        PENDING_BY_PIECES {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                TurnTarget target = new TurnTarget(CONTENT, position);
                try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, position, count))) {
                    while (!send.isComplete()) {
                        send.advance(target.turn(5_001));
                    }
                }
                target.check().requireExactly(count);
            }
        },
        COPIED {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                CheckingTarget target = new CheckingTarget(CONTENT, position);
                ZeroCopyTransfer.send(file, position, count, target, avoid());
                target.check().requireExactly(count);
            }
        },
        COPIED_THROUGH_A_SMALL_BUFFER {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                CheckingTarget target = new CheckingTarget(CONTENT, position);
                ZeroCopyTransfer.send(file, position, count, target, avoid().withBufferSize(1_000));
                target.check().requireExactly(count);
            }
        },
        WRAPPER {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                CheckingTarget target = new CheckingTarget(CONTENT, position);
                ZeroCopyTransfer.send(file, position, count, new DelegatingTarget(target));
                target.check().requireExactly(count);
            }
        },
        STREAM {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                ZeroCopyTransfer.send(Payload.ofFile(file, position, count), target);
                require(target.toByteArray(), position, count);
            }
        },
        BEHIND_A_HEAD {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                Payload payload = headed(file, position, count);
                ZeroCopyTransfer.send(payload, target);
                require(target.toByteArray(), position, count);
                CheckingTarget again = new CheckingTarget(CONTENT, position);
                ZeroCopyTransfer.send(payload, again);
                again.check().requireExactly(count);
            }
        },
        BEHIND_A_HEAD_TO_A_SOCKET {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position).readsAll()) {
                    ZeroCopyTransfer.send(headed(file, position, count), peer.channel());
                    peer.finish().requireExactly(count);
                }
            }
        },
        PIPE {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (PipePeer peer = PipePeer.readsAll(CONTENT, position)) {
                    ZeroCopyTransfer.send(file, position, count, peer.sink());
                    peer.finish().requireExactly(count);
                }
            }
        },
        FILE {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                Path copy = folder.resolve("copy");
                try (FileChannel target = FileChannel.open(
                        copy,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
                    ZeroCopyTransfer.send(file, position, count, target);
                }
                require(Files.readAllBytes(copy), position, count);
            }
        },
        DELEGATED {
            @Override
            void send(FileChannel file, long position, int count) throws Exception {
                try (Peer peer = Peer.expecting(CONTENT, position).readsAll()) {
                    ZeroCopyTransfer.send(file, position, count, new Forwarding(peer.channel()));
                    peer.finish().requireExactly(count);
                }
            }
        };

        abstract void send(FileChannel file, long position, int count) throws Exception;

        private static Payload headed(FileChannel file, long position, int count) throws IOException {
            int head = Math.min(4, count - 1);
            return Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(position, head)))
                    .file(file, position + head, count - head)
                    .build();
        }

        private static void require(byte[] sent, long position, int count) {
            ContentCheck check = CONTENT.checkFrom(position);
            check.accept(ByteBuffer.wrap(sent));
            check.requireExactly(count);
        }
    }

    /** Hands on what the library can do for the channel behind it. */
    private static final class Forwarding extends DelegatingTarget implements ZeroCopyTarget {
        private final WritableByteChannel behind;

        Forwarding(WritableByteChannel behind) {
            super(behind);
            this.behind = behind;
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            return ZeroCopyTarget.forward(source, position, count, behind);
        }
    }

    record Range(int fileSize, int position, int count) {}

    private static List<Range> ranges() {
        return List.of(
                new Range(3_000_000, 0, 3_000_000),
                new Range(3_000_000, 2_999_000, 1_000),
                new Range(3_000_000, 100_001, 1_234_567),
                new Range(3_000_000, 4_096, 4_096),
                new Range(3_000_000, 4_095, 2),
                new Range(66_000, 0, 66_000),
                new Range(66_000, 1, 65_999),
                new Range(66_000, 65_536, 464),
                new Range(66_000, 65_999, 1),
                new Range(81_919, 4_096, 77_000),
                new Range(1_000, 0, 1_000),
                new Range(1_000, 511, 489));
    }

    static Stream<Arguments> ways() {
        List<Arguments> all = new ArrayList<>();
        for (Way way : Way.values()) {
            ranges().forEach(range -> all.add(Arguments.of(way, range)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRange(Way way, Range range) throws Exception {
        // What breaks in a thread on 17 stays broken there: each test has one of its own.
        Background.start(() -> {
                    sendOn(way, range);
                    requireHeapWritesWork();
                    return true;
                })
                .get();
    }

    private static void sendOn(Way way, Range range) throws Exception {
        Path file = folder.resolve("file" + range.fileSize());
        if (!Files.exists(file)) {
            CONTENT.writeTo(file, range.fileSize());
        }
        try (FileChannel direct = DirectFile.open(file)) {
            direct.position(DirectFile.blockBytes(folder));
            way.send(direct, range.position(), range.count());
            assertThat(direct.position()).isEqualTo(DirectFile.blockBytes(folder));
        }
    }

    /** Before JDK 22 or so a heap buffer in a DIRECT channel breaks the next larger one of that thread, anywhere. */
    private static void requireHeapWritesWork() throws IOException {
        Path other = folder.resolve("other");
        try (FileChannel plain = FileChannel.open(other, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int bytes = 1_000; bytes <= 256_000; bytes *= 4) {
                plain.write(ByteBuffer.wrap(CONTENT.bytes(0, bytes)), 0);
            }
        }
        CONTENT.requireFile(other, 256_000);
        Files.delete(other);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRangeByAVirtualThread(Way way, Range range) throws Exception {
        VirtualThreads.assumeAvailable();
        Background.startVirtual(() -> {
                    sendOn(way, range);
                    requireHeapWritesWork();
                    return true;
                })
                .get();
    }

    /** What goes into a DIRECT file. */
    enum Into {
        SEND {
            @Override
            void move(CountingSource source, FileChannel target, int count) throws IOException {
                ZeroCopyTransfer.send(
                        Payload.builder()
                                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, count)))
                                .build(),
                        target);
            }
        },
        SEND_FILE {
            @Override
            void move(CountingSource source, FileChannel target, int count) throws IOException {
                Path file = CONTENT.writeTo(folder.resolve("into"), count);
                ZeroCopyTransfer.send(file, target);
            }
        },
        RECEIVE {
            @Override
            void move(CountingSource source, FileChannel target, int count) throws IOException {
                ZeroCopyTransfer.receive(source, target, target.position(), count);
            }
        },
        RELAY_COUNT {
            @Override
            void move(CountingSource source, FileChannel target, int count) throws IOException {
                ZeroCopyTransfer.relay(source, target, count);
            }
        };

        abstract void move(CountingSource source, FileChannel target, int count) throws IOException;
    }

    /** Endless; counts what was taken. */
    static final class CountingSource implements ReadableByteChannel {
        private long given;

        @Override
        public int read(ByteBuffer target) {
            int bytes = target.remaining();
            CONTENT.put(given, target);
            given += bytes;
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    static Stream<Arguments> into() {
        List<Arguments> all = new ArrayList<>();
        for (Into into : Into.values()) {
            all.add(Arguments.of(into, 0, 1_000));
            all.add(Arguments.of(into, 0, 66_000));
            all.add(Arguments.of(into, 1, 8_192));
            all.add(Arguments.of(into, 1_000, 65_536));
            all.add(Arguments.of(into, 0, 65_536));
            all.add(Arguments.of(into, 8_192, 8_192));
        }
        return all.stream();
    }

    /** Either all of it lands there, or an exception says why before a byte has been taken or written. */
    @ParameterizedTest
    @MethodSource("into")
    void aTarget(Into into, int position, int count) throws Exception {
        Background.start(() -> {
                    moveInto(into, position, count);
                    requireHeapWritesWork();
                    return true;
                })
                .get();
    }

    private static void moveInto(Into into, int position, int count) throws IOException {
        int before = 100_000;
        Content old = Content.of(1080);
        Path file = old.writeTo(folder.resolve("target"), before);
        CountingSource source = new CountingSource();
        IOException failure = null;
        try (FileChannel target = DirectFile.open(file, StandardOpenOption.WRITE)) {
            target.position(position);
            try {
                into.move(source, target, count);
            } catch (IOException e) {
                failure = e;
            }
        }
        byte[] expected = old.bytes(0, before);
        if (failure == null) {
            System.arraycopy(CONTENT.bytes(0, count), 0, expected, position, count);
        } else {
            assertThat(source.given).as("taken, although %s", failure).isZero();
            assertThat(failure.getMessage()).containsAnyOf("DIRECT", "block", "align");
            if (failure instanceof TransferException known) {
                assertThat(known.bytesTransferred()).isZero();
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }
}
