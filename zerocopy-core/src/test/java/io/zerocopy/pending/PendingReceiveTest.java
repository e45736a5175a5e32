package io.zerocopy.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Conversation;
import io.zerocopy.Durability;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.RateLimit;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A receive that is driven from outside takes what its source has now; its file is there whole, or not at all. */
@ExtendWith(LeftOvers.class)
class PendingReceiveTest {
    private static final Content CONTENT = Content.of(141);
    private static final int SIZE = 3_000_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    Path folder = Path.of("");

    private Path target() {
        return folder.resolve("target");
    }

    private void requireOnly(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }

    private static void write(SocketChannel to, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(position, count));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Drives it as a selector loop does. */
    private static long drive(PendingReceive receive, SocketChannel source) throws IOException {
        long taken = 0;
        try (Selector selector = Selector.open()) {
            source.register(selector, SelectionKey.OP_READ);
            while (!receive.isComplete()) {
                assertThat(receive.awaits()).isEqualTo(Awaits.READABLE);
                selector.select(receive.nextCallMillis());
                selector.selectedKeys().clear();
                taken += receive.advance(source);
            }
        }
        return taken;
    }

    @Test
    void aFileIsInPlaceWhenItIsWhole() throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp();
                PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), SIZE)) {
            SocketChannel source = pair.receiver();
            source.configureBlocking(false);
            assertThat(receive.advance(source)).isZero();
            assertThat(receive.awaits()).isEqualTo(Awaits.READABLE);
            assertThat(receive.nextCallMillis()).isEqualTo(Integer.MAX_VALUE);
            write(pair.sender(), 0, 100);
            assertThat(driveOnce(receive, source)).isEqualTo(100);
            assertThat(receive.transferred()).isEqualTo(100);
            assertThat(receive.remaining()).isEqualTo(SIZE - 100);
            assertThat(target()).doesNotExist();
            assertThatThrownBy(receive::result).isInstanceOf(IllegalStateException.class);
            Thread writer = new Thread(() -> {
                try {
                    write(pair.sender(), 100, SIZE);
                } catch (IOException e) {
                    // The other end is closed when all is received.
                }
            });
            writer.start();
            assertThat(drive(receive, source)).isEqualTo(SIZE - 100);
            CONTENT.requireFile(target(), SIZE);
            requireOnly("target");
            assertThat(receive.awaits()).isEqualTo(Awaits.NOTHING);
            assertThat(receive.result().bytes()).isEqualTo(SIZE);
            assertThat(receive.advance(source)).isZero();
            // Not a byte more: what comes behind is still there.
            ByteBuffer next = ByteBuffer.allocate(1);
            source.configureBlocking(true);
            assertThat(source.read(next)).isEqualTo(1);
            assertThat(next.get(0)).isEqualTo(CONTENT.at(SIZE));
            source.shutdownInput();
            source.close();
            writer.join();
        }
    }

    private static long driveOnce(PendingReceive receive, SocketChannel source) throws IOException {
        try (Selector selector = Selector.open()) {
            source.register(selector, SelectionKey.OP_READ);
            selector.select();
            return receive.advance(source);
        }
    }

    @Test
    void untilTheEndOfTheStream() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(
                target(), DEFAULTS.withDurability(Durability.FSYNC).withChunkSize(100_000))) {
            ContentSource source = ContentSource.of(CONTENT, SIZE).withZeros();
            long sum = 0;
            while (!receive.isComplete()) {
                assertThat(receive.remaining()).isEqualTo(-1);
                assertThat(target()).doesNotExist();
                long taken = receive.advance(source);
                assertThat(taken).isLessThanOrEqualTo(100_000);
                sum += taken;
                assertThat(source.given()).isEqualTo(sum);
            }
            assertThat(sum).isEqualTo(SIZE);
            CONTENT.requireFile(target(), SIZE);
            assertThat(source.isOpen()).isTrue();
        }
    }

    @Test
    void closedBeforeTheEndNothingAppears() throws Exception {
        Files.writeString(target(), "old");
        PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), SIZE);
        ContentSource source = ContentSource.of(CONTENT, 1_000).endingWith(() -> 0);
        assertThat(receive.advance(source)).isEqualTo(1_000);
        receive.close();
        receive.close();
        assertThat(Files.readString(target())).isEqualTo("old");
        requireOnly("target");
        assertThat(source.isOpen()).isTrue();
        assertThat(receive.awaits()).isEqualTo(Awaits.NOTHING);
        assertThatThrownBy(() -> receive.advance(source)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aStreamThatEndsTooEarlyLeavesNothing() throws Exception {
        PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), SIZE);
        ContentSource source = ContentSource.of(CONTENT, 1_000);
        Throwable thrown = catchThrowable(() -> {
            while (true) {
                receive.advance(source);
            }
        });
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        SourceTruncatedException.class,
                        e -> assertThat(e.bytesTransferred()).isEqualTo(1_000));
        // At once: who forgets to close what has failed leaves nothing behind.
        requireOnly();
        assertThat(receive.awaits()).isEqualTo(Awaits.NOTHING);
        assertThat(catchThrowable(() -> receive.advance(source))).isSameAs(thrown);
        receive.close();
    }

    @Test
    void goesOnOnAnotherConnection() throws Exception {
        IOException broken = new IOException("connection reset");
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), SIZE)) {
            ContentSource first = ContentSource.of(CONTENT, 1_000_000).endingWith(() -> {
                throw broken;
            });
            assertThat(catchThrowable(() -> {
                        while (true) {
                            receive.advance(first);
                        }
                    }))
                    .isSameAs(broken);
            assertThat(receive.transferred()).isEqualTo(1_000_000);
            assertThat(receive.awaits()).isEqualTo(Awaits.READABLE);
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                pair.receiver().configureBlocking(false);
                write(pair.sender(), 1_000_000, 1_000);
                assertThat(driveOnce(receive, pair.receiver())).isEqualTo(1_000);
            }
            ContentSource last = ContentSource.of(CONTENT, SIZE).from(1_001_000);
            while (!receive.isComplete()) {
                receive.advance(last);
            }
            CONTENT.requireFile(target(), SIZE);
        }
    }

    /** What a read took before it threw is gone: to go on would leave it out. */
    @Test
    void bytesThatAreGoneAreTheEnd() throws Exception {
        IOException broken = new IOException("in the middle of a read");
        try (LosingSource source = new LosingSource(broken);
                PendingReceive receive = ZeroCopyTransfer.beginReceive(target())) {
            assertThatThrownBy(() -> receive.advance(source)).isInstanceOfSatisfying(TransferException.class, e -> {
                assertThat(e).hasCause(broken);
                assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
                assertThat(e.bytesTransferred()).isZero();
                assertThat(e.bytesRead()).isEqualTo(1);
            });
            requireOnly();
        }
        RuntimeException worse = new IllegalStateException("in the middle of a read");
        try (LosingSource source = new LosingSource(worse);
                PendingReceive receive = ZeroCopyTransfer.beginReceive(target())) {
            assertThat(catchThrowable(() -> receive.advance(source))).isSameAs(worse);
            assertThatThrownBy(() -> receive.advance(source))
                    .isInstanceOf(TransferException.class)
                    .hasRootCause(worse);
        }
    }

    @Test
    void channelsThatCannotBeDriven() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target());
                ConnectedPair pair = ConnectedPair.tcp();
                DatagramChannel datagrams = DatagramChannel.open()) {
            assertThatThrownBy(() -> receive.advance(pair.receiver())).isInstanceOf(IllegalBlockingModeException.class);
            datagrams.configureBlocking(false);
            assertThatThrownBy(() -> receive.advance(datagrams)).isInstanceOf(IllegalArgumentException.class);
            ContentSource closed = ContentSource.of(CONTENT, 1);
            closed.close();
            assertThatThrownBy(() -> receive.advance(closed)).isInstanceOf(ClosedChannelException.class);
            // None of it is final.
            assertThat(receive.advance(ContentSource.of(CONTENT, 10))).isEqualTo(10);
            assertThat(receive.isComplete()).isTrue();
        }
    }

    @Test
    void moreThanAllowed() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), DEFAULTS.withMaxBytes(1_000))) {
            ContentSource source = ContentSource.of(CONTENT, 1_001).inPieces(300);
            assertThatThrownBy(() -> receive.advance(source)).isInstanceOfSatisfying(TransferException.class, e -> {
                assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
                assertThat(e.bytesRead()).isEqualTo(1_001);
            });
            requireOnly();
        }
    }

    @Test
    void whatCannotBeMadeIsKnownAtOnce() {
        assertThatThrownBy(() -> ZeroCopyTransfer.beginReceive(folder.resolve("none/target"), 1))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.beginReceive(folder, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.beginReceive(target(), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsInPlaceAtOnce() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), 0)) {
            assertThat(receive.isComplete()).isTrue();
            assertThat(target()).isEmptyFile();
        }
    }

    @Test
    void aFailureToPutItInPlaceIsTold() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), 10)) {
            // By now something is there that a file cannot replace.
            Files.createDirectories(target().resolve("inside"));
            assertThatThrownBy(() -> receive.advance(ContentSource.of(CONTENT, 10)))
                    .isInstanceOfSatisfying(
                            TransferException.class,
                            e -> assertThat(e.side()).isEqualTo(TransferException.Side.TARGET));
            assertThat(receive.isComplete()).isFalse();
            requireOnly("target");
        }
    }

    @Test
    void intoAPlaceInAnOpenFile() throws Exception {
        Files.write(target(), new byte[100]);
        try (FileChannel file = FileChannel.open(target(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.position(7);
            try (PendingReceive receive = ZeroCopyTransfer.beginReceive(file, 50, 1_000)) {
                assertThatThrownBy(() -> receive.advance(file)).isInstanceOf(IllegalArgumentException.class);
                ContentSource source = ContentSource.of(CONTENT, 2_000);
                assertThat(receive.advance(source)).isEqualTo(1_000);
                assertThat(receive.isComplete()).isTrue();
                assertThat(source.given()).isEqualTo(1_000);
            }
            assertThat(file.position()).isEqualTo(7);
            assertThat(file.isOpen()).isTrue();
            ByteBuffer read = ByteBuffer.allocate(1_000);
            file.read(read, 50);
            assertThat(read.array()).isEqualTo(CONTENT.bytes(0, 1_000));
            assertThat(file.size()).isEqualTo(1_050);
        }
    }

    @Test
    void theRateLimitHoldsIt() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(10_000);
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), SIZE, DEFAULTS.withRateLimit(rate))) {
            ContentSource source = ContentSource.of(CONTENT, SIZE);
            long taken = 0;
            while (receive.awaits() != Awaits.TIME) {
                taken += receive.advance(source);
            }
            assertThat(taken).isEqualTo(source.given());
            assertThat(receive.transferred()).isLessThanOrEqualTo(taken);
            assertThat(receive.retryAfter()).isPositive();
            assertThat(receive.nextCallMillis()).isBetween(1L, 2_000L);
            rate.setBytesPerSecond(Long.MAX_VALUE);
            while (!receive.isComplete()) {
                receive.advance(source);
            }
            CONTENT.requireFile(target(), SIZE);
        }
    }

    @Test
    void anInterruptBetweenCallsIsNotTheEnd() throws Exception {
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), 10)) {
            ContentSource source = ContentSource.of(CONTENT, 10);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> receive.advance(source))
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(source.calls()).isZero();
            assertThat(receive.advance(source)).isEqualTo(10);
            assertThat(receive.isComplete()).isTrue();
        }
    }

    @Test
    void aCancelIsTheEnd() throws Exception {
        Conversation conversation = Conversation.create();
        TransferOptions options = DEFAULTS.withConversation(conversation);
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), 10, options)) {
            conversation.cancel();
            ContentSource source = ContentSource.of(CONTENT, 10);
            assertThatThrownBy(() -> receive.advance(source))
                    .isInstanceOfSatisfying(
                            TransferException.class, e -> assertThat(e.side()).isEqualTo(TransferException.Side.NONE));
            assertThat(source.calls()).isZero();
            requireOnly();
        }
        assertThatThrownBy(() -> ZeroCopyTransfer.beginReceive(target(), 10, options))
                .isInstanceOf(TransferException.class);
    }

    @Test
    void requireIsRefusedBeforeAByteIsRead() throws Exception {
        TransferOptions strict = DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(target(), 10, strict)) {
            ContentSource source = ContentSource.of(CONTENT, 10);
            assertThatThrownBy(() -> receive.advance(source)).isInstanceOf(ZeroCopyUnavailableException.class);
            assertThat(source.given()).isZero();
            requireOnly();
        }
    }

    /** From inside the call it takes effect when that returns. */
    @Test
    void closedFromInside() throws Exception {
        PendingReceive[] self = new PendingReceive[1];
        ContentSource source = ContentSource.of(CONTENT, 10).endingWith(() -> {
            self[0].close();
            return 0;
        });
        self[0] = ZeroCopyTransfer.beginReceive(target());
        assertThat(self[0].advance(source)).isEqualTo(10);
        assertThatThrownBy(() -> self[0].advance(source)).isInstanceOf(ClosedChannelException.class);
        requireOnly();
    }

    /** Before it is complete, though the last bytes are there already. */
    @Test
    void closedFromInsideWithAllBytesThere() throws Exception {
        PendingReceive[] self = new PendingReceive[1];
        TransferListener closing = new TransferListener() {
            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                try {
                    self[0].close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        self[0] = ZeroCopyTransfer.beginReceive(target(), 10, DEFAULTS.withListener(closing));
        assertThat(self[0].advance(ContentSource.of(CONTENT, 10))).isEqualTo(10);
        assertThat(self[0].isComplete()).isFalse();
        assertThat(self[0].awaits()).isEqualTo(Awaits.NOTHING);
        requireOnly();
    }
}
