package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in hand in a pipe, step by step: which descriptors it has, what it holds, and what it says when it cannot.
 */
@ExtendWith(LeftOvers.class)
class PipedHandIT {
    private static final Content CONTENT = Content.of(174);
    private static final int SIZE = 200_000;
    private static final int BUFFER = 256 * 1024;
    private static final long ANY = Long.MAX_VALUE;

    @TempDir
    Path folder = Path.of("");

    private ConnectedPair in;
    private ConnectedPair out;
    private final CarriedPipe pipe = new CarriedPipe();

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
        pipe.free();
        assertThat(PipePool.SHARED.lentPipes()).isZero();
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
        in.close();
        out.close();
    }

    private void give(int from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(from, count));
        while (bytes.hasRemaining()) {
            in.sender().write(bytes);
        }
        awaitReadable();
    }

    private void awaitReadable() throws IOException {
        try (Selector selector = Selector.open()) {
            in.receiver().register(selector, SelectionKey.OP_READ);
            assertThat(selector.select(5_000)).isEqualTo(1);
        }
    }

    private void requireGot(int count) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(count);
        while (got.hasRemaining()) {
            assertThat(out.receiver().read(got)).isPositive();
        }
        assertThat(got.array()).isEqualTo(CONTENT.bytes(0, count));
    }

    @Test
    void withoutAPipeNothingMoves() throws IOException {
        give(0, 10);
        assertThat(pipe.isEmpty()).isTrue();
        assertThat(pipe.isFull()).isFalse();
        assertThat(pipe.fill(in.receiver(), ANY)).isZero();
        assertThat(pipe.hasRead()).isFalse();
        assertThat(pipe.writeTo(out.sender(), ANY)).isZero();
        assertThat(pipe.hasWritten()).isFalse();
        pipe.read(ByteBuffer.allocateDirect(1));
        pipe.rest();
    }

    @Test
    void itHasAPipeWhileItHoldsSomething() throws IOException {
        assertThat(pipe.open()).isTrue();
        assertThat(pipe.open()).isTrue();
        assertThat(PipePool.SHARED.lentPipes()).isEqualTo(1);
        give(0, 10_000);
        assertThat(pipe.fill(in.receiver(), 4_000)).isEqualTo(4_000);
        assertThat(pipe.heldBytes()).isEqualTo(4_000);
        assertThat(pipe.isEmpty()).isFalse();
        assertThat(pipe.isFull()).isFalse();
        pipe.rest();
        assertThat(PipePool.SHARED.lentPipes()).isEqualTo(1);
        assertThat(pipe.writeTo(out.sender(), 1_500)).isEqualTo(1_500);
        assertThat(pipe.heldBytes()).isEqualTo(2_500);
        ByteBuffer some = ByteBuffer.allocateDirect(500);
        pipe.read(some);
        assertThat(some.flip()).isEqualTo(ByteBuffer.wrap(CONTENT.bytes(1_500, 500)));
        assertThat(pipe.heldBytes()).isEqualTo(2_000);
        pipe.free();
        assertThat(pipe.isEmpty()).isTrue();
        assertThat(PipePool.SHARED.lentPipes()).isZero();
        requireGot(1_500);
    }

    /** The second descriptors keep the connections open: they are gone when the turn is over. */
    @Test
    void itHasDescriptorsForOneTurn() throws IOException {
        pipe.open();
        give(0, 1_000);
        pipe.fill(in.receiver(), ANY);
        pipe.writeTo(out.sender(), 10);
        assertThat(pipe.hasRead()).isTrue();
        assertThat(pipe.hasWritten()).isTrue();
        pipe.letGo();
        assertThat(pipe.hasRead()).isFalse();
        assertThat(pipe.hasWritten()).isFalse();
        out.sender().close();
        requireGot(10);
        assertThat(out.receiver().read(ByteBuffer.allocate(1))).as("the end").isEqualTo(-1);
        in.receiver().close();
        pipe.letGo();
    }

    @Test
    void aChannelThatIsClosedMeanwhile() throws IOException {
        pipe.open();
        give(0, 1_000);
        assertThat(pipe.fill(in.receiver(), 100)).isEqualTo(100);
        pipe.writeTo(out.sender(), ANY);
        in.receiver().close();
        assertThatThrownBy(() -> pipe.fill(in.receiver(), 100)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void nothingNowAndTheEnd() throws IOException {
        pipe.open();
        assertThat(pipe.fill(in.receiver(), ANY)).isZero();
        in.sender().shutdownOutput();
        awaitReadable();
        assertThat(pipe.fill(in.receiver(), ANY)).isEqualTo(-1);
        assertThat(pipe.isEmpty()).isTrue();
    }

    /** A call that waits does so for a moment: then whoever calls looks at everything. */
    @Test
    void aBlockingSocketThatIsSilent() throws IOException {
        pipe.open();
        in.receiver().configureBlocking(true);
        assertThat(pipe.fill(in.receiver(), ANY)).isZero();
        pipe.letGo();
        in.close();
        in = ConnectedPair.unix();
        long began = System.nanoTime();
        assertThat(pipe.fill(in.receiver(), ANY)).isZero();
        assertThat(System.nanoTime() - began).as("it was waited for").isGreaterThan(50_000_000);
    }

    @Test
    void aTargetThatIsFull() throws IOException {
        out.close();
        out = ConnectedPair.over(ConnectedPair.Family.TCP, 8 * 1024);
        pipe.open();
        give(0, SIZE);
        long moved = 0;
        long last = 1;
        while (last > 0) {
            pipe.fill(in.receiver(), ANY);
            do {
                last = pipe.writeTo(out.sender(), ANY);
                moved += last;
            } while (last > 0 && !pipe.isEmpty());
        }
        assertThat(moved).isBetween(1L, SIZE - 1L);
        long began = System.nanoTime();
        assertThat(pipe.writeTo(out.sender(), ANY)).isZero();
        assertThat(System.nanoTime() - began).as("it was waited for").isGreaterThan(50_000_000);
    }

    @Test
    void whatTheConnectionSaysIsNoRefusal() throws IOException {
        pipe.open();
        give(0, 100);
        assertThat(pipe.fill(in.receiver(), ANY)).isEqualTo(100);
        in.sender().setOption(StandardSocketOptions.SO_LINGER, 0);
        in.sender().close();
        awaitReadable();
        assertThatThrownBy(() -> pipe.fill(in.receiver(), ANY))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    /** What cannot be spliced to is refused, and what is in the pipe stays there. */
    @Test
    void targetsThatItCannotReach() throws IOException {
        pipe.open();
        give(0, 100);
        pipe.fill(in.receiver(), ANY);
        CheckingTarget foreign = new CheckingTarget(CONTENT, 0);
        assertThatThrownBy(() -> pipe.writeTo(foreign, ANY))
                .isInstanceOf(SpliceRefusedException.class)
                .hasMessageContaining("descriptor");
        Path path = folder.resolve("file");
        try (FileChannel appending = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND)) {
            assertThatThrownBy(() -> pipe.writeTo(appending, ANY))
                    .isInstanceOf(SpliceRefusedException.class)
                    .hasMessageContaining("splice to the target");
        }
        assertThat(pipe.heldBytes()).isEqualTo(100);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(pipe.writeTo(file, ANY)).isEqualTo(100);
        }
        CONTENT.requireFile(path, 100);
    }

    /** What was read and what is in the pipe count together, and go out in that order, each by its own form. */
    @Test
    void aHandHasTwoForms() throws IOException {
        out.close();
        out = ConnectedPair.over(ConnectedPair.Family.TCP, 8 * 1024);
        out.sender().configureBlocking(false);
        Source source = Source.received(in.receiver(), SIZE);
        Hand hand = Hand.bold(BUFFER);
        give(0, SIZE);
        int taken = hand.splice(source, ANY, ZeroCopyPolicy.PREFER);
        assertThat(taken).isGreaterThanOrEqualTo(64 * 1024);
        assertThat(hand.isEmpty()).isFalse();
        assertThat(hand.nextPipedBytes()).isEqualTo(taken);
        assertThat(hand.remainingBytes()).isEqualTo(taken);
        long moved = 0;
        for (long last = 1; last > 0; moved += last) {
            last = hand.writeTo(out.sender(), ANY);
        }
        assertThat(moved).isBetween(1L, taken - 1L);
        assertThat(hand.nextPipedBytes())
                .as("it has been asked before in this turn")
                .isEqualTo(taken - moved);
        hand.letGo();
        assertThat(hand.writeTo(out.sender(), ANY)).isZero();
        assertThat(hand.nextPipedBytes())
                .as("the next write is the channel's own")
                .isZero();
        assertThat(hand.remainingBytes()).isEqualTo(taken - moved);
        hand.pause(SourceKind.SOCKET);
        assertThat(hand.remainingBytes()).isEqualTo(taken - moved);
        CheckingTarget rest = new CheckingTarget(CONTENT, moved);
        assertThat(hand.writeTo(rest, ANY)).isEqualTo(4 * 1024);
        assertThat(hand.nextPipedBytes()).isEqualTo(taken - moved - 4 * 1024);
        while (!hand.isEmpty()) {
            hand.takeOutOfPipe(10_000);
            assertThat(hand.writeTo(rest, ANY)).isLessThanOrEqualTo(10_000);
        }
        rest.check().requireExactly(taken - moved);
        assertThat(PipePool.SHARED.lentPipes())
                .as("given back when it was empty")
                .isZero();
        hand.freeIfEmpty();
        hand.free();
        requireGot((int) moved);
    }

    /** What holds nothing is given back while it waits. */
    @Test
    void whoWaitsHasNoPipe() throws IOException {
        Source source = Source.received(in.receiver(), SIZE);
        Hand hand = Hand.bold(BUFFER);
        give(0, 100_000);
        int taken = hand.splice(source, ANY, ZeroCopyPolicy.PREFER);
        source.advance(taken);
        for (long left = taken; left > 0; ) {
            left -= hand.writeTo(out.sender(), ANY);
        }
        assertThat(PipePool.SHARED.lentPipes()).isEqualTo(1);
        hand.freeIfEmpty();
        assertThat(PipePool.SHARED.lentPipes()).isZero();
        hand.splice(source, ANY, ZeroCopyPolicy.PREFER);
        hand.pause(SourceKind.SOCKET);
        hand.free();
    }
}
