package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused, before a byte is read where that can be known, and how much is taken of what has no length. */
@ExtendWith(LeftOvers.class)
class LimitsTest {
    private static final Content CONTENT = Content.of(73);
    private static final int SIZE = 300_007;
    private static final int BUFFER_BYTES = 256 * 1024;

    @TempDir
    Path folder = Path.of("");

    private final ContentSource source = ContentSource.of(CONTENT, SIZE);

    @AfterEach
    void theSourceIsTheCallers() {
        assertThat(source.isOpen()).isTrue();
    }

    private Path target() {
        return folder.resolve("target");
    }

    private static TransferOptions atMost(long bytes) {
        return TransferOptions.DEFAULTS.withMaxBytes(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void asMuchAsIsAllowed(Form form) throws IOException {
        form.receive(source, target(), SIZE, atMost(SIZE));
        CONTENT.requireFile(target(), SIZE);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL_TO_END", "STREAM_TO_END"})
    void oneByteMore(Form form) {
        Progress progress = new Progress();
        TransferException failure = catchThrowableOfType(
                TransferException.class,
                () -> form.receive(source, target(), SIZE, atMost(SIZE - 1).withListener(progress)));
        assertThat(failure)
                .isExactlyInstanceOf(TransferException.class)
                .hasMessageContaining(String.format(Locale.ROOT, "the limit is %,d bytes", SIZE - 1));
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(failure.bytesRead()).isEqualTo(SIZE).isEqualTo(source.given());
        assertThat(failure.bytesTransferred()).isLessThan(SIZE);
        assertThat(target()).doesNotExist();
        progress.requireEnd(failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL_TO_END", "STREAM_TO_END"})
    void hardlyMoreIsReadThanAllowed(Form form) {
        ContentSource endless = ContentSource.of(CONTENT, Long.MAX_VALUE);
        assertThatThrownBy(() -> form.receive(endless, target(), SIZE, atMost(1_000_000)))
                .isInstanceOf(TransferException.class);
        assertThat(endless.given()).isBetween(1_000_001L, 1_000_000L + BUFFER_BYTES);
        assertThatThrownBy(() -> form.receive(source, target(), SIZE, atMost(0)))
                .isInstanceOf(TransferException.class);
    }

    /** The read that shows that there is too much is written nowhere, not even the part of it that is allowed. */
    @Test
    void aRelayHasWrittenWhatTheReadsBeforeGave() {
        ContentSource pieces = ContentSource.of(CONTENT, SIZE).inPieces(1_000);
        CheckingTarget taking = new CheckingTarget(CONTENT, 0);
        TransferException failure = catchThrowableOfType(
                TransferException.class, () -> ZeroCopyTransfer.relay(pieces, taking, atMost(2_500)));
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(failure.bytesTransferred()).isEqualTo(2_000);
        assertThat(failure.bytesRead()).isEqualTo(3_000).isEqualTo(pieces.given());
        taking.check().requireExactly(2_000);
    }

    @Test
    void nothingMayBeAllOfIt() throws IOException {
        ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 0), target(), atMost(0));
        assertThat(target()).isEmptyFile();
    }

    /** A count says by itself how much it is. */
    @ParameterizedTest
    @EnumSource(names = {"CHANNEL_COUNTED", "STREAM_COUNTED", "INTO_FILE_CHANNEL"})
    void aCountIsNotLimited(Form form) throws IOException {
        form.receive(source, target(), SIZE, atMost(1));
        CONTENT.requireFile(target(), SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void zeroCopyCannotBeRequired(Form form) {
        Progress progress = new Progress();
        TransferOptions strict = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        ZeroCopyUnavailableException failure = catchThrowableOfType(
                ZeroCopyUnavailableException.class,
                () -> form.receive(source, target(), SIZE, strict.withListener(progress)));
        assertThat(failure).hasMessageContaining(form == Form.INTO_FILE_CHANNEL ? "FileChannel" : "'" + target());
        assertThat(failure.bytesRead()).isZero();
        assertThat(source.calls()).isZero();
        progress.requireEnd(failure);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhoPrefersZeroCopyHearsOfTheFallback(Form form) throws IOException {
        Progress preferring = new Progress();
        form.receive(source, target(), 100, TransferOptions.DEFAULTS.withListener(preferring));
        assertThat(preferring.fallbacks()).isEqualTo(1);
        Progress avoiding = new Progress();
        form.receive(
                ContentSource.of(CONTENT, 100),
                target(),
                100,
                TransferOptions.DEFAULTS.withListener(avoiding).withZeroCopy(ZeroCopyPolicy.AVOID));
        assertThat(avoiding.fallbacks()).isZero();
        assertThat(avoiding.bytes()).isEqualTo(100);
    }

    @Test
    void channelsThatCannotBeReadFrom() throws IOException {
        ContentSource closed = ContentSource.of(CONTENT, SIZE);
        closed.close();
        requireRefused(closed, ClosedChannelException.class);
        try (SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            requireRefused(unconnected, NotYetConnectedException.class);
            requireRefused(datagrams, IllegalArgumentException.class);
        }
        requireRefused(Null.of(ReadableByteChannel.class), NullPointerException.class);
        assertThat(target()).doesNotExist();
    }

    private void requireRefused(ReadableByteChannel from, Class<? extends Exception> exception) throws IOException {
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(from, target())).satisfies(refused(exception));
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(from, target(), 1)).satisfies(refused(exception));
        try (FileChannel file =
                FileChannel.open(folder.resolve("open"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(from, file, 0, 1)).satisfies(refused(exception));
            assertThat(file.size()).isZero();
        }
    }

    /** By the name that it has in a log: the JDK's own takes no message, so one is put around it. */
    private static ThrowingConsumer<Throwable> refused(Class<? extends Exception> exception) {
        return failure -> assertThat(failure).isInstanceOf(exception).asString().startsWith(exception.getName() + ": ");
    }

    @Test
    void argumentsComeFirst() {
        Path missing = folder.resolve("missing").resolve("target");
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, missing, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(InputStream.nullInputStream(), missing, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(Null.of(InputStream.class), missing))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(Null.of(InputStream.class), missing, 1))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, Null.of(Path.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, Null.of(FileChannel.class), 0, 1))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, missing, Null.of(TransferOptions.class)))
                .isInstanceOf(NullPointerException.class);
        assertThat(source.calls()).isZero();
    }
}
