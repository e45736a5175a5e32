package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.PipePool.KernelPipe;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event loop's turns with the kernel's pipes: what goes by them, what does not, and what is held in between. */
@ExtendWith(LeftOvers.class)
class SplicedTurnsIT {
    private static final Content CONTENT = Content.of(171);
    /** More than a pipe holds, and less than the sockets of a pair. */
    private static final int SIZE = 300_000;

    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    Path folder = Path.of("");

    private ConnectedPair in;
    private ConnectedPair out;
    private final ContentCheck check = CONTENT.checkFrom(0);

    @BeforeAll
    static void requireTier() {
        Tier.assumeHere();
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    @BeforeEach
    void connect() throws IOException {
        in = ConnectedPair.tcp();
        out = ConnectedPair.tcp();
        in.receiver().configureBlocking(false);
        out.sender().configureBlocking(false);
    }

    @AfterEach
    void disconnect() throws IOException {
        in.close();
        out.close();
    }

    private void give(int from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(from, count));
        while (bytes.hasRemaining()) {
            in.sender().write(bytes);
        }
    }

    private static void await(SocketChannel channel, int operation) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, operation);
            assertThat(selector.select(5_000)).isEqualTo(1);
        }
    }

    /** Advances until so many bytes have gone out, or it is over. */
    private void relay(PendingRelay relay, long until) throws IOException {
        for (int turn = 0; relay.transferred() < until && !relay.isComplete(); turn++) {
            assertThat(turn).as("turns").isLessThan(1_000);
            if (relay.awaits() == Awaits.READABLE) {
                // A look too early would say that little is coming.
                await(in.receiver(), SelectionKey.OP_READ);
            }
            relay.advance(in.receiver(), out.sender());
        }
    }

    /** Reads what has gone out, and checks it. */
    private void take(long until) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (check.count() < until) {
            assertThat(out.receiver().read(buffer.clear())).isPositive();
            check.accept(buffer.flip());
        }
        check.requireExactly(until);
    }

    /** Of what nobody knows the length it takes a small read to say that much is coming. */
    @Test
    void muchGoesByThePipeAfterASmallRead() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            give(0, SIZE);
            in.sender().shutdownOutput();
            relay(relay, Long.MAX_VALUE);
            take(SIZE);
            TransferResult result = relay.result();
            assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(8 * 1024);
            assertThat(result.bytesBy(TransferMechanism.SPLICE)).isEqualTo(SIZE - 8 * 1024);
            assertThat(PipePool.SHARED.lentPipes()).isZero();
        }
    }

    @Test
    void muchThatIsAnnouncedGoesByThePipeAtOnce() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(64 * 1024)) {
            give(0, SIZE);
            relay(relay, Long.MAX_VALUE);
            take(64 * 1024);
            assertThat(relay.result().bytesBy(TransferMechanism.SPLICE)).isEqualTo(64 * 1024);
            assertThat(relay.result().isZeroCopy()).isTrue();
        }
    }

    /** Nor is the rest of what is long worth one. */
    @Test
    void littleThatIsAnnouncedIsNotWorthAPipe() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(64 * 1024 - 1)) {
            give(0, 5_000);
            relay(relay, 5_000);
            assertThat(PipePool.SHARED.lentPipes()).isZero();
            give(5_000, 64 * 1024 - 5_001);
            relay(relay, Long.MAX_VALUE);
            take(64 * 1024 - 1);
            assertThat(relay.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isGreaterThanOrEqualTo(5_000);
        }
    }

    @Test
    void theLastCrumbsAreCopied() throws IOException {
        int announced = 64 * 1024 + 4 * 1024 - 1;
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(announced, DEFAULTS.withChunkSize(64 * 1024))) {
            give(0, SIZE);
            relay(relay, Long.MAX_VALUE);
            take(announced);
            assertThat(relay.result().bytesBy(TransferMechanism.SPLICE)).isEqualTo(64 * 1024);
            assertThat(relay.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(4 * 1024 - 1);
        }
    }

    @Test
    void smallMessagesAreCopied() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            for (int at = 0; at < 20_000; at += 1_000) {
                give(at, 1_000);
                relay(relay, at + 1_000);
                take(at + 1_000);
            }
            in.sender().shutdownOutput();
            relay(relay, Long.MAX_VALUE);
            assertThat(relay.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(20_000);
        }
    }

    /** Two small pieces in a row say that no more is coming; one may be the rest of a segment. */
    @Test
    void backToTheBufferWhenLittleIsComing() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay()) {
            int at = 100_000;
            give(0, at);
            relay(relay, at);
            for (int i = 0; i < 4; i++) {
                give(at, 1_000);
                at += 1_000;
                relay(relay, at);
            }
            in.sender().shutdownOutput();
            relay(relay, Long.MAX_VALUE);
            take(at);
            assertThat(relay.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(8 * 1024 + 2 * 1_000);
        }
    }

    /** The peer does not read: what is in the pipe is counted, and goes out first. */
    @Test
    void whatIsInThePipeIsBuffered() throws IOException {
        out.close();
        out = ConnectedPair.over(ConnectedPair.Family.TCP, 8 * 1024);
        out.sender().configureBlocking(false);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE)) {
            give(0, SIZE);
            while (relay.buffered() == 0) {
                relay.advance(in.receiver(), out.sender());
            }
            assertThat(relay.awaits()).isEqualTo(Awaits.WRITABLE);
            assertThat(PipePool.SHARED.lentPipes()).isEqualTo(1);
            while (!relay.isComplete()) {
                relay.advance(in.receiver(), out.sender());
                if (check.count() < relay.transferred()) {
                    take(relay.transferred());
                }
            }
            take(SIZE);
            assertThat(PipePool.SHARED.lentPipes()).isZero();
        }
    }

    /** Bytes that are in a pipe when the next channel cannot be spliced to: they are taken out. */
    @Test
    void whatIsInThePipeGoesToAnotherTarget() throws IOException {
        out.close();
        out = ConnectedPair.over(ConnectedPair.Family.TCP, 8 * 1024);
        out.sender().configureBlocking(false);
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE)) {
            give(0, SIZE);
            while (relay.buffered() == 0) {
                relay.advance(in.receiver(), out.sender());
            }
            long before = relay.transferred();
            CheckingTarget other = new CheckingTarget(CONTENT, before);
            while (!relay.isComplete()) {
                relay.advance(in.receiver(), other);
            }
            other.check().requireExactly(SIZE - before);
            take(before);
            assertThat(PipePool.SHARED.lentPipes()).isZero();
        }
    }

    /** What is in a pipe that is given up is nobody's, and the pipe is not lent again. */
    @Test
    void closedWithBytesInThePipe() throws IOException {
        out.close();
        out = ConnectedPair.over(ConnectedPair.Family.TCP, 8 * 1024);
        out.sender().configureBlocking(false);
        PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE);
        give(0, SIZE);
        while (relay.buffered() == 0) {
            relay.advance(in.receiver(), out.sender());
        }
        long buffered = relay.buffered();
        relay.close();
        assertThat(relay.buffered()).isEqualTo(buffered);
        assertThat(PipePool.SHARED.lentPipes()).isZero();
        take(relay.transferred());
    }

    @Test
    void anotherSourceGoesOn() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(2L * SIZE);
                ConnectedPair next = ConnectedPair.tcp()) {
            give(0, SIZE);
            relay(relay, SIZE);
            take(SIZE);
            next.receiver().configureBlocking(false);
            ConnectedPair first = in;
            in = next;
            give(SIZE, SIZE);
            relay(relay, Long.MAX_VALUE);
            take(2L * SIZE);
            in = first;
            assertThat(relay.result().bytesBy(TransferMechanism.SPLICE)).isEqualTo(2L * SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PREFER", "REQUIRE"})
    void aFileIsReceived(ZeroCopyPolicy policy) throws IOException {
        Path file = folder.resolve("received");
        try (PendingReceive receive = ZeroCopyTransfer.beginReceive(file, SIZE, DEFAULTS.withZeroCopy(policy))) {
            give(0, SIZE);
            while (!receive.isComplete()) {
                await(in.receiver(), SelectionKey.OP_READ);
                receive.advance(in.receiver());
            }
            assertThat(receive.result().bytesBy(TransferMechanism.SPLICE)).isEqualTo(SIZE);
        }
        CONTENT.requireFile(file, SIZE);
    }

    /** Under PREFER it is copied, under REQUIRE refused, before a byte of it has been taken. */
    @Test
    void allPipesAreLent() throws IOException {
        List<KernelPipe> lent = new ArrayList<>();
        try (PendingRelay preferred = ZeroCopyTransfer.beginRelay(SIZE);
                PendingRelay required =
                        ZeroCopyTransfer.beginRelay(SIZE, DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE))) {
            for (int i = 0; i < PipePool.MOST_PIPES; i++) {
                lent.add(Objects.requireNonNull(PipePool.SHARED.acquire()));
            }
            assertThat(PipePool.SHARED.acquire()).isNull();
            give(0, SIZE);
            assertThatThrownBy(() -> required.advance(in.receiver(), out.sender()))
                    .isInstanceOf(ZeroCopyUnavailableException.class)
                    .hasMessageContaining("pipes");
            relay(preferred, Long.MAX_VALUE);
            take(SIZE);
            assertThat(preferred.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(SIZE);
        } finally {
            lent.forEach(PipePool.SHARED::discard);
        }
    }

    @Test
    void aResetOfTheSourceIsToldAsTheJdkTellsIt() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE)) {
            give(0, 100_000);
            relay(relay, 100_000);
            take(100_000);
            assertThat(relay.awaits()).as("an empty pipe is not a full target").isEqualTo(Awaits.READABLE);
            in.sender().setOption(StandardSocketOptions.SO_LINGER, 0);
            in.sender().close();
            await(in.receiver(), SelectionKey.OP_READ);
            assertThatThrownBy(() -> relay.advance(in.receiver(), out.sender()))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertThat(relay.transferred()).isEqualTo(100_000);
            assertThat(relay.awaits()).isEqualTo(Awaits.READABLE);
        }
    }

    @Test
    void aStreamThatEndsTooEarly() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE)) {
            give(0, SIZE - 1);
            in.sender().shutdownOutput();
            assertThatThrownBy(() -> relay(relay, Long.MAX_VALUE))
                    .isInstanceOfSatisfying(
                            SourceTruncatedException.class,
                            e -> assertThat(e.bytesTransferred()).isEqualTo(SIZE - 1));
            take(SIZE - 1);
        }
    }

    /** One turn moves no more than it may, whichever way the bytes go. */
    @Test
    void aTurnIsBounded() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE, DEFAULTS.withChunkSize(70_000))) {
            give(0, SIZE);
            while (!relay.isComplete()) {
                await(in.receiver(), SelectionKey.OP_READ);
                assertThat(relay.advance(in.receiver(), out.sender())).isLessThanOrEqualTo(70_000);
            }
            take(SIZE);
        }
    }

    @Test
    void moreThanAllowed() throws IOException {
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(DEFAULTS.withMaxBytes(100_000))) {
            give(0, SIZE);
            assertThatThrownBy(() -> relay(relay, Long.MAX_VALUE))
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
                        assertThat(e.bytesRead()).isGreaterThan(100_000);
                    });
            assertThat(PipePool.SHARED.lentPipes()).isZero();
        }
    }

    /** Some of it has moved: it is not refused any more, it fails, and says how far it got. */
    @Test
    void allPipesAreLentInTheMiddle() throws IOException {
        List<KernelPipe> lent = new ArrayList<>();
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(SIZE, DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE))) {
            give(0, 100_000);
            relay(relay, 100_000);
            for (int i = 0; i < PipePool.MOST_PIPES; i++) {
                lent.add(Objects.requireNonNull(PipePool.SHARED.acquire()));
            }
            give(100_000, 100_000);
            await(in.receiver(), SelectionKey.OP_READ);
            assertThatThrownBy(() -> relay.advance(in.receiver(), out.sender()))
                    .isExactlyInstanceOf(TransferException.class)
                    .hasMessageContaining("pipes are in use")
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.bytesTransferred()).isEqualTo(100_000);
                        assertThat(e.side()).isEqualTo(TransferException.Side.NONE);
                    });
            take(100_000);
        } finally {
            lent.forEach(PipePool.SHARED::discard);
        }
    }

    /**
     * A pipe is full of small messages before it holds much: the buffer carries them then, for a while, and for longer
     * each time.
     */
    @Test
    void crumbsGoByTheBuffer() throws IOException {
        in.close();
        // It keeps the messages apart.
        in = ConnectedPair.unix();
        in.receiver().configureBlocking(false);
        int size = 1_400_000;
        try (PendingRelay relay = ZeroCopyTransfer.beginRelay(size)) {
            int at = 0;
            for (int next : new int[] {400_000, size}) {
                for (int i = 0; i < 80; i++, at += 100) {
                    give(at, 100);
                }
                while (at < next) {
                    relay(relay, at);
                    take(at);
                    int piece = Math.min(next - at, 50_000);
                    give(at, piece);
                    at += piece;
                }
                relay(relay, at);
                take(at);
            }
            long copied = relay.result().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY);
            assertThat(copied).isBetween((256 + 512) * 1024L, (256 + 512) * 1024L + 250_000);
            assertThat(relay.result().bytesBy(TransferMechanism.SPLICE)).isEqualTo(size - copied);
        }
    }
}
