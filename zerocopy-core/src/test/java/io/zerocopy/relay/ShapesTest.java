package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.receive.Progress;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths, odd channels, files, and one channel as both ends; and what is refused before a byte is read. */
@ExtendWith(LeftOvers.class)
class ShapesTest {
    private static final Content CONTENT = Content.of(91);
    private static final int SIZE = 300_007;

    @TempDir
    Path folder = Path.of("");

    /** Around the sizes of the buffers, in pieces of all sizes, to a target that takes what it likes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 65_537, 262_144, 262_145, 1_000_003})
    void anyLength(int size) throws IOException {
        CheckingTarget checking = new CheckingTarget(CONTENT, 0);
        for (int piece : new int[] {701, 8192, 70_000, Integer.MAX_VALUE}) {
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            TransferResult result = ZeroCopyTransfer.relay(
                    ContentSource.of(CONTENT, size).inPieces(piece), Targets.piecewise(target, 100_000, piece));
            assertThat(result.bytes()).isEqualTo(size);
            target.check().requireExactly(size);
        }
        ContentSource source = ContentSource.of(CONTENT, Long.MAX_VALUE);
        assertThat(ZeroCopyTransfer.relay(source, checking, size).bytes()).isEqualTo(size);
        checking.check().requireExactly(size);
        assertThat(source.given()).isEqualTo(size);
    }

    /** Both answer 0 at times, and there is nothing to wait on. */
    @Test
    void withZerosOnBothSides() throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        ZeroCopyTransfer.relay(
                ContentSource.of(CONTENT, SIZE).inPieces(9_000).withZeros(),
                Targets.piecewiseWithZeros(target, 9_000, 1));
        target.check().requireExactly(SIZE);
    }

    @Test
    void aStreamThatEndsTooEarly() {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        Progress progress = new Progress();
        SourceTruncatedException failure = catchThrowableOfType(
                SourceTruncatedException.class,
                () -> ZeroCopyTransfer.relay(
                        source, target, SIZE + 1, TransferOptions.DEFAULTS.withListener(progress)));
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(failure.bytesRead()).isEqualTo(SIZE).isEqualTo(failure.bytesTransferred());
        assertThat(progress.total()).isEqualTo(SIZE + 1);
        progress.requireEnd(failure);
        target.check().requireExactly(SIZE);
        assertThat(source.isOpen()).isTrue();
        assertThat(target.isOpen()).isTrue();
    }

    @Test
    void asMuchAsIsAllowedAndNotAByteMore() throws IOException {
        CheckingTarget all = new CheckingTarget(CONTENT, 0);
        ZeroCopyTransfer.relay(ContentSource.of(CONTENT, SIZE), all, TransferOptions.DEFAULTS.withMaxBytes(SIZE));
        all.check().requireExactly(SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        TransferException failure = catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.relay(source, target, TransferOptions.DEFAULTS.withMaxBytes(SIZE - 1)));
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(failure.bytesRead()).isEqualTo(source.given()).isEqualTo(SIZE);
        assertThat(failure.bytesTransferred()).isLessThan(SIZE);
        target.check().requireExactly(failure.bytesTransferred());
        assertThat(target.isOpen()).isTrue();
    }

    /** All that a client sends comes back to it while it still sends. */
    @ParameterizedTest
    @CsvSource({"TCP, true", "TCP, false", "UNIX, true", "UNIX, false"})
    void oneChannelAsBothEnds(Family family, boolean blocking) throws Exception {
        int size = 10 * SIZE;
        try (ConnectedPair pair = ConnectedPair.over(family, 0)) {
            SocketChannel echo = pair.receiver();
            SocketChannel client = pair.sender();
            echo.configureBlocking(blocking);
            Background<TransferResult> relaying = Background.start(() -> ZeroCopyTransfer.relay(echo, echo));
            Background<ContentCheck> reading = Background.start(() -> readAll(client));
            client.write(ByteBuffer.wrap(CONTENT.bytes(0, size)));
            client.shutdownOutput();
            assertThat(relaying.get().bytes()).isEqualTo(size);
            // The end comes when the caller says so.
            assertThat(reading.isDone()).isFalse();
            echo.shutdownOutput();
            reading.get().requireExactly(size);
        }
    }

    private static ContentCheck readAll(SocketChannel channel) throws IOException {
        ContentCheck check = CONTENT.checkFrom(0);
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer.clear()) >= 0) {
            check.accept(buffer.flip());
        }
        return check;
    }

    @Test
    void filesFromAndAtTheirOwnPositions() throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path target = folder.resolve("target");
        try (FileChannel in = FileChannel.open(source);
                FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ZeroCopyTransfer.relay(in, out, 1000);
            assertThat(in.position()).isEqualTo(1000);
            assertThat(out.position()).isEqualTo(1000);
            ZeroCopyTransfer.relay(in, out);
            assertThat(in.position()).isEqualTo(SIZE);
            assertThat(out.position()).isEqualTo(SIZE);
            CONTENT.requireFile(target, SIZE);
        }
        try (FileChannel in = FileChannel.open(CONTENT.writeTo(source, SIZE + 5L));
                FileChannel out = FileChannel.open(target, StandardOpenOption.APPEND)) {
            ZeroCopyTransfer.relay(in.position(SIZE), out);
        }
        CONTENT.requireFile(target, SIZE + 5L);
    }

    @ParameterizedTest
    @EnumSource
    void zeroCopyIsPreferredAvoidedOrRefused(ZeroCopyPolicy policy) throws IOException {
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Progress progress = new Progress();
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy).withListener(progress);
        if (policy == ZeroCopyPolicy.REQUIRE) {
            ZeroCopyUnavailableException failure = catchThrowableOfType(
                    ZeroCopyUnavailableException.class, () -> ZeroCopyTransfer.relay(source, target, options));
            progress.requireEnd(failure);
            assertThat(source.calls()).isZero();
            target.check().requireExactly(0);
        } else {
            progress.requireEnd(ZeroCopyTransfer.relay(source, target, options));
            assertThat(progress.fallbacks()).isEqualTo(policy == ZeroCopyPolicy.PREFER ? 1 : 0);
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void whatIsNoUseIsRefusedBeforeAByteIsRead() throws IOException {
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        ContentSource closedSource = ContentSource.of(CONTENT, SIZE);
        closedSource.close();
        CheckingTarget closedTarget = new CheckingTarget(CONTENT, 0);
        closedTarget.close();
        requireRefused(closedSource, target, ClosedChannelException.class);
        requireRefused(source, closedTarget, ClosedChannelException.class);
        requireRefused(Null.of(ReadableByteChannel.class), target, NullPointerException.class);
        requireRefused(source, Null.of(WritableByteChannel.class), NullPointerException.class);
        try (SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            requireRefused(unconnected, target, NotYetConnectedException.class);
            requireRefused(source, unconnected, NotYetConnectedException.class);
            requireRefused(datagrams, target, IllegalArgumentException.class);
            requireRefused(source, datagrams, IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ZeroCopyTransfer.relay(source, target, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.relay(source, target, Null.of(TransferOptions.class)))
                .isInstanceOf(NullPointerException.class);
        assertThat(source.calls()).isZero();
        target.check().requireExactly(0);
    }

    private static void requireRefused(
            ReadableByteChannel source, WritableByteChannel target, Class<? extends Exception> exception) {
        assertThatThrownBy(() -> ZeroCopyTransfer.relay(source, target))
                .isInstanceOf(exception)
                .asString()
                .startsWith(exception.getName() + ": ");
        assertThatThrownBy(() -> ZeroCopyTransfer.relay(source, target, 1))
                .isInstanceOf(exception)
                .asString()
                .startsWith(exception.getName() + ": ");
    }
}
