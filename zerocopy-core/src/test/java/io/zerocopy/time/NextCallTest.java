package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingRelay;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A selector loop that waits for as long as nextCallMillis says finds out that a peer is silent, though no channel is
 * ever ready.
 */
@ExtendWith(LeftOvers.class)
class NextCallTest {
    private static final Content CONTENT = Content.of(143);
    private static final int SIZE = 20_000_000;
    private static final Duration STALL = Duration.ofMillis(300);
    private static final TransferOptions STALLS = TransferOptions.DEFAULTS.withStallTimeout(STALL);
    private static final TransferOptions TIMES_OUT = TransferOptions.DEFAULTS.withTimeout(STALL);
    /** Waits of a loop until one silent peer is given up: it does not spin. */
    private static final int MOST_TURNS = 60;

    @TempDir
    Path folder = Path.of("");

    private interface Advance {
        long call() throws IOException;
    }

    /** Two connections, of which the library has an end each; their peers are silent. */
    private static final class Ends implements AutoCloseable {
        private final ConnectedPair in = ConnectedPair.tcp();
        private final ConnectedPair out = ConnectedPair.tcp();
        private final Selector selector = Selector.open();
        private final SelectionKey reads;
        private final SelectionKey writes;

        private Ends() throws IOException {
            source().configureBlocking(false);
            target().configureBlocking(false);
            reads = source().register(selector, 0);
            writes = target().register(selector, 0);
        }

        private SocketChannel source() {
            return in.receiver();
        }

        private SocketChannel target() {
            return out.sender();
        }

        /** As in the Javadoc; returns after how many turns it failed. */
        private int drive(PendingTransfer transfer, Advance advance) throws IOException {
            int turns = 0;
            try {
                while (!transfer.isComplete()) {
                    reads.interestOps(transfer.awaits() == Awaits.READABLE ? SelectionKey.OP_READ : 0);
                    writes.interestOps(transfer.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
                    selector.select(transfer.nextCallMillis());
                    selector.selectedKeys().clear();
                    advance.call();
                    turns++;
                }
            } catch (TransferException e) {
                assertThat(turns).as("turns of the loop").isLessThan(MOST_TURNS);
                throw e;
            }
            return turns;
        }

        @Override
        public void close() throws IOException {
            selector.close();
            in.close();
            out.close();
        }
    }

    private Payload payload() throws IOException {
        return Payload.ofFile(CONTENT.writeTo(folder.resolve("file"), SIZE));
    }

    private static void requireStall(Ends ends, PendingTransfer transfer, Advance advance, Side side) {
        long begun = System.nanoTime();
        requireGivenUp(ends, transfer, advance, side);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(STALL.toNanos());
    }

    private static void requireGivenUp(Ends ends, PendingTransfer transfer, Advance advance, Side side) {
        assertThatThrownBy(() -> ends.drive(transfer, advance))
                .isInstanceOfSatisfying(TransferTimeoutException.class, e -> {
                    assertThat(e.isStall()).isTrue();
                    assertThat(e.side()).isEqualTo(side);
                });
        assertThat(transfer.awaits()).isEqualTo(Awaits.NOTHING);
    }

    private static void requireTimeout(Ends ends, PendingTransfer transfer, Advance advance) {
        assertThatThrownBy(() -> ends.drive(transfer, advance))
                .isInstanceOfSatisfying(
                        TransferTimeoutException.class,
                        e -> assertThat(e.isStall()).isFalse());
    }

    @Test
    void aSend() throws Exception {
        Payload payload = payload();
        try (Ends ends = new Ends();
                PendingSend send = ZeroCopyTransfer.begin(payload, STALLS)) {
            requireStall(ends, send, () -> send.advance(ends.target()), Side.TARGET);
            assertThat(send.transferred()).isPositive();
        }
        try (Ends ends = new Ends();
                PendingSend send = ZeroCopyTransfer.begin(payload, TIMES_OUT)) {
            requireTimeout(ends, send, () -> send.advance(ends.target()));
        }
    }

    /** Its target was full before it began: no channel is ever ready. */
    @Test
    void aSendBehindAnother() throws Exception {
        Payload payload = payload();
        try (Ends ends = new Ends();
                PendingSend send = ZeroCopyTransfer.begin(payload, STALLS)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16);
            while (ends.target().write(bytes.clear()) > 0) {
                // Until the socket takes no more.
            }
            requireStall(ends, send, () -> send.advance(ends.target()), Side.TARGET);
        }
    }

    @Test
    void aReceive() throws Exception {
        for (int given : new int[] {0, 1_000}) {
            try (Ends ends = new Ends();
                    PendingReceive receive = ZeroCopyTransfer.beginReceive(folder.resolve("target"), STALLS)) {
                ends.in.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, given)));
                requireStall(ends, receive, () -> receive.advance(ends.source()), Side.SOURCE);
                assertThat(receive.transferred()).isEqualTo(given);
                assertThat(folder).isEmptyDirectory();
            }
        }
        try (Ends ends = new Ends();
                PendingReceive receive = ZeroCopyTransfer.beginReceive(folder.resolve("target"), TIMES_OUT)) {
            requireTimeout(ends, receive, () -> receive.advance(ends.source()));
        }
    }

    @Test
    void aRelayOfASilentSource() throws Exception {
        try (Ends ends = new Ends();
                PendingRelay relay = ZeroCopyTransfer.beginRelay(STALLS)) {
            ends.in.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, 1_000)));
            requireStall(ends, relay, () -> relay.advance(ends.source(), ends.target()), Side.SOURCE);
            assertThat(relay.transferred()).isEqualTo(1_000);
        }
        try (Ends ends = new Ends();
                PendingRelay relay = ZeroCopyTransfer.beginRelay(TIMES_OUT)) {
            requireTimeout(ends, relay, () -> relay.advance(ends.source(), ends.target()));
        }
    }

    @Test
    void aRelayToASilentTarget() throws Exception {
        try (Ends ends = new Ends();
                PendingRelay relay = ZeroCopyTransfer.beginRelay(STALLS)) {
            Thread writer = new Thread(() -> {
                ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
                try {
                    while (true) {
                        ends.in.sender().write(bytes.clear());
                    }
                } catch (IOException e) {
                    // The other end is closed.
                }
            });
            writer.start();
            requireStall(ends, relay, () -> relay.advance(ends.source(), ends.target()), Side.TARGET);
            assertThat(relay.buffered()).isPositive();
            ends.source().close();
            ends.selector.selectNow();
            writer.join();
        }
    }

    /** One direction may be idle while the other moves; when both are, both are found. */
    @Test
    void theDirectionsOfAConversation() throws Exception {
        TransferOptions options = STALLS.withConversation(Conversation.create());
        try (Ends ends = new Ends();
                Ends others = new Ends();
                PendingRelay idle = ZeroCopyTransfer.beginRelay(options);
                PendingRelay busy = ZeroCopyTransfer.beginRelay(options)) {
            idle.advance(ends.source(), ends.target());
            long until = System.nanoTime() + STALL.multipliedBy(2).toNanos();
            while (System.nanoTime() < until) {
                others.in.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, 100)));
                others.reads.interestOps(SelectionKey.OP_READ);
                others.selector.select(busy.nextCallMillis());
                busy.advance(others.source(), others.target());
                assertThat(idle.advance(ends.source(), ends.target())).isZero();
            }
            requireGivenUp(ends, idle, () -> idle.advance(ends.source(), ends.target()), Side.SOURCE);
        }
    }

    @Test
    void whatHasNoLimitNeedsNoCall() throws Exception {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            assertThat(relay.nextCallMillis()).isEqualTo(Integer.MAX_VALUE);
        }
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(TIMES_OUT)) {
            assertThat(relay.nextCallMillis()).isBetween(1L, STALL.toMillis() + 1);
        }
        try (PendingRelay complete = ZeroCopyTransfer.beginRelay(0, TIMES_OUT)) {
            assertThat(complete.nextCallMillis()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void theActionIsSetOnceAndBeforeTheFirstAdvance() throws Exception {
        try (Ends ends = new Ends();
                PendingRelay relay = ZeroCopyTransfer.beginRelay();
                PendingRelay begun = ZeroCopyTransfer.beginRelay()) {
            relay.onReady(() -> {});
            assertThatThrownBy(() -> relay.onReady(() -> {})).isInstanceOf(IllegalStateException.class);
            begun.advance(ends.source(), ends.target());
            assertThatThrownBy(() -> begun.onReady(() -> {})).isInstanceOf(IllegalStateException.class);
        }
    }
}
