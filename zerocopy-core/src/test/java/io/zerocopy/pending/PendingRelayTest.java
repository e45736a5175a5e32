package io.zerocopy.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Conversation;
import io.zerocopy.PendingRelay;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.RateLimit;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A relay that is driven from outside moves what its ends give and take now, and loses nothing in between. */
@ExtendWith(LeftOvers.class)
class PendingRelayTest {
    private static final Content CONTENT = Content.of(142);
    private static final int SIZE = 6_000_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    Path folder = Path.of("");

    /** Takes so many bytes, then none, or throws; checks them. */
    private static final class Sink implements WritableByteChannel {
        private final ContentCheck check = CONTENT.checkFrom(0);
        private long room;
        private IOException fault = new IOException("none");
        private boolean throwing;

        private Sink(long room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int taken = (int) Math.min(room, source.remaining());
            ByteBuffer piece = source.slice().limit(taken);
            check.accept(piece);
            source.position(source.position() + taken);
            room -= taken;
            if (throwing) {
                throw fault;
            }
            return taken;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aConnectionIsRelayedByASelectorLoop() throws Exception {
        try (ConnectedPair in = ConnectedPair.tcp();
                ConnectedPair out = ConnectedPair.tcp();
                Selector selector = Selector.open();
                PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            SocketChannel source = in.receiver();
            SocketChannel target = out.sender();
            source.configureBlocking(false);
            target.configureBlocking(false);
            Thread writer = new Thread(() -> {
                try (in) {
                    ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(0, SIZE));
                    while (bytes.hasRemaining()) {
                        in.sender().write(bytes);
                    }
                    in.sender().shutdownOutput();
                    in.sender().read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    // The check below tells.
                }
            });
            ContentCheck check = CONTENT.checkFrom(0);
            Thread reader = new Thread(() -> {
                ByteBuffer buffer = ByteBuffer.allocate(100_000);
                try {
                    while (out.receiver().read(buffer.clear()) >= 0) {
                        check.accept(buffer.flip());
                    }
                } catch (IOException e) {
                    // As above.
                }
            });
            SelectionKey reads = source.register(selector, SelectionKey.OP_READ);
            SelectionKey writes = target.register(selector, 0);
            assertThat(relay.awaits()).isEqualTo(Awaits.READABLE);
            assertThat(relay.remaining()).isEqualTo(-1);
            writer.start();
            reader.start();
            long sum = 0;
            while (!relay.isComplete()) {
                selector.select(relay.nextCallMillis());
                selector.selectedKeys().clear();
                long moved = relay.advance(source, target);
                assertThat(moved).isLessThanOrEqualTo(1536 * 1024);
                sum += moved;
                assertThat(relay.transferred()).isEqualTo(sum);
                reads.interestOps(relay.awaits() == Awaits.READABLE ? SelectionKey.OP_READ : 0);
                writes.interestOps(relay.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
            }
            assertThat(sum).isEqualTo(SIZE);
            assertThat(target.isOpen()).isTrue();
            target.shutdownOutput();
            reader.join();
            check.requireExactly(SIZE);
            source.close();
            writer.join();
            assertThat(relay.advance(target, target)).isZero();
        }
    }

    /** Which that is, only the first advance knows. */
    @Test
    void theReceiptOfNothingNamesTheRoadOfItsChannels() throws Exception {
        try (ConnectedPair in = ConnectedPair.tcp();
                ConnectedPair out = ConnectedPair.tcp();
                PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            SocketChannel source = in.receiver();
            SocketChannel target = out.sender();
            source.configureBlocking(false);
            target.configureBlocking(false);
            in.sender().shutdownOutput();
            Await.until("the end of the stream", () -> relay.advance(source, target) == 0 && relay.isComplete());
            assertThat(relay.result().mechanism())
                    .isEqualTo(ZeroCopyTransfer.probe(source, target).mechanism());
        }
    }

    @Test
    void whatTheTargetDoesNotTakeIsBuffered() throws Exception {
        Sink sink = new Sink(0);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(1_000)) {
            ContentSource source = ContentSource.of(CONTENT, 2_000).inPieces(600);
            assertThat(relay.advance(source, sink)).isZero();
            assertThat(relay.awaits()).isEqualTo(Awaits.WRITABLE);
            assertThat(relay.buffered()).isEqualTo(600);
            assertThat(relay.transferred()).isZero();
            assertThat(relay.remaining()).isEqualTo(1_000);
            sink.room = 100;
            assertThat(relay.advance(source, sink)).isEqualTo(100);
            assertThat(relay.buffered()).isEqualTo(500);
            sink.room = 1_000_000;
            assertThat(relay.advance(source, sink)).isEqualTo(900);
            assertThat(relay.isComplete()).isTrue();
            assertThat(relay.buffered()).isZero();
            assertThat(relay.awaits()).isEqualTo(Awaits.NOTHING);
            assertThat(source.given()).as("not a byte more").isEqualTo(1_000);
            sink.check.requireExactly(1_000);
        }
    }

    @Test
    void whatEitherSideThrowsIsTheCallersToJudge() throws Exception {
        Sink sink = new Sink(Long.MAX_VALUE);
        IOException broken = new IOException("source");
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            ContentSource source = ContentSource.of(CONTENT, 1_000).endingWith(() -> {
                throw broken;
            });
            assertThat(catchThrowable(() -> relay.advance(source, sink))).isSameAs(broken);
            assertThat(relay.transferred()).isEqualTo(1_000);
            assertThat(relay.awaits()).as("the source has thrown").isEqualTo(Awaits.READABLE);
            sink.throwing = true;
            sink.room = 300;
            ContentSource next = ContentSource.of(CONTENT, SIZE).from(1_000).inPieces(1_000);
            assertThat(catchThrowable(() -> relay.advance(next, sink))).isSameAs(sink.fault);
            assertThat(relay.transferred()).isEqualTo(1_300);
            assertThat(relay.buffered()).isEqualTo(700);
            assertThat(relay.awaits()).as("the target has thrown").isEqualTo(Awaits.WRITABLE);
            // On another source: what is in hand comes first.
            sink.throwing = false;
            sink.room = Long.MAX_VALUE;
            ContentSource last = ContentSource.of(CONTENT, 1_000).from(2_000);
            relay.advance(last, sink);
            assertThat(relay.isComplete()).isTrue();
            sink.check.requireExactly(3_000);
        }
    }

    @Test
    void aStreamThatEndsTooEarly() throws Exception {
        Sink sink = new Sink(Long.MAX_VALUE);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(1_001)) {
            ContentSource source = ContentSource.of(CONTENT, 1_000);
            Throwable thrown = catchThrowable(() -> relay.advance(source, sink));
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            SourceTruncatedException.class,
                            e -> assertThat(e.bytesTransferred()).isEqualTo(1_000));
            assertThat(catchThrowable(() -> relay.advance(source, sink))).isSameAs(thrown);
            sink.check.requireExactly(1_000);
        }
    }

    @Test
    void bytesThatAreGoneAreTheEnd() throws Exception {
        IOException broken = new IOException("in the middle of a read");
        try (LosingSource source = new LosingSource(broken);
                PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            Sink sink = new Sink(Long.MAX_VALUE);
            assertThatThrownBy(() -> relay.advance(source, sink)).isInstanceOfSatisfying(TransferException.class, e -> {
                assertThat(e).hasCause(broken);
                assertThat(e.bytesRead()).isEqualTo(1);
            });
            assertThat(relay.buffered()).isEqualTo(1);
            sink.check.requireExactly(0);
        }
    }

    @Test
    void moreThanAllowed() throws Exception {
        Sink sink = new Sink(Long.MAX_VALUE);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(DEFAULTS.withMaxBytes(1_000))) {
            ContentSource source = ContentSource.of(CONTENT, 1_001).inPieces(500);
            assertThatThrownBy(() -> relay.advance(source, sink)).isInstanceOfSatisfying(TransferException.class, e -> {
                assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
                assertThat(e.bytesRead()).isEqualTo(1_001);
            });
            sink.check.requireExactly(1_000);
        }
    }

    @Test
    void channelsThatCannotBeDriven() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), 10);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(10);
                ConnectedPair pair = ConnectedPair.tcp();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            ContentSource source = ContentSource.of(CONTENT, 10);
            Sink sink = new Sink(10);
            datagrams.configureBlocking(false);
            unconnected.configureBlocking(false);
            assertThatThrownBy(() -> relay.advance(pair.receiver(), sink))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> relay.advance(source, pair.sender()))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> relay.advance(datagrams, sink)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> relay.advance(source, datagrams)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> relay.advance(channel, channel)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> relay.advance(source, unconnected))
                    .isInstanceOf(java.nio.channels.NotYetConnectedException.class);
            // None of it is final, nor has it taken anything.
            assertThat(source.given()).isZero();
            assertThat(relay.advance(channel, sink)).isEqualTo(10);
            sink.check.requireExactly(10);
            assertThat(channel.position()).isEqualTo(10);
        }
    }

    @Test
    void fromAFileToAForeignTargetAndIntoAFile() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        Path copy = folder.resolve("copy");
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay();
                FileChannel source = FileChannel.open(file);
                FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (!relay.isComplete()) {
                relay.advance(source, target);
            }
            assertThat(target.position()).isEqualTo(SIZE);
        }
        CONTENT.requireFile(copy, SIZE);
    }

    @Test
    void theRateLimitHoldsIt() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(10_000);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(DEFAULTS.withRateLimit(rate))) {
            ContentSource source = ContentSource.of(CONTENT, SIZE);
            while (relay.awaits() != Awaits.TIME) {
                relay.advance(source, target);
            }
            assertThat(relay.retryAfter()).isPositive();
            assertThat(relay.nextCallMillis()).isBetween(1L, 2_000L);
            assertThat(relay.buffered()).isEqualTo(source.given() - relay.transferred());
            rate.setBytesPerSecond(Long.MAX_VALUE);
            while (!relay.isComplete()) {
                relay.advance(source, target);
            }
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void anInterruptBetweenCallsIsNotTheEnd() throws Exception {
        Sink sink = new Sink(10);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(10)) {
            ContentSource source = ContentSource.of(CONTENT, 10);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> relay.advance(source, sink))
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(source.calls()).isZero();
            assertThat(relay.advance(source, sink)).isEqualTo(10);
        }
    }

    @Test
    void aCancelIsTheEndOfBothDirections() throws Exception {
        Conversation proxied = Conversation.create();
        TransferOptions options = DEFAULTS.withConversation(proxied);
        try (PendingRelay one = ZeroCopyTransfer.beginRelay(options);
                PendingRelay other = ZeroCopyTransfer.beginRelay(options)) {
            ContentSource source = ContentSource.of(CONTENT, 10).endingWith(() -> 0);
            assertThat(one.advance(source, new Sink(5))).isEqualTo(5);
            proxied.cancel();
            for (PendingRelay each : new PendingRelay[] {one, other}) {
                assertThatThrownBy(() -> each.advance(source, new Sink(5)))
                        .isInstanceOfSatisfying(
                                TransferException.class,
                                e -> assertThat(e.side()).isEqualTo(TransferException.Side.NONE));
            }
            assertThat(one.buffered()).as("taken, and delivered to nobody").isEqualTo(5);
        }
    }

    @Test
    void closedFromInside() throws Exception {
        PendingRelay[] self = new PendingRelay[1];
        ContentSource source = ContentSource.of(CONTENT, 10).endingWith(() -> {
            self[0].close();
            return 0;
        });
        self[0] = ZeroCopyTransfer.beginRelay();
        assertThat(self[0].advance(source, new Sink(10))).isEqualTo(10);
        assertThatThrownBy(() -> self[0].advance(source, new Sink(10))).isInstanceOf(ClosedChannelException.class);
    }
}
