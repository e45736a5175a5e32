package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Durability;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a receive from outside ends it, with the right count, side and cause, and without a trace. */
@ExtendWith(LeftOvers.class)
class FaultsTest {
    private static final Content CONTENT = Content.of(75);
    private static final int FIRST = 20_011;

    @TempDir
    Path folder = Path.of("");

    /** Each kind of source, blocking and not. */
    static Stream<Arguments> kindsAndModes() {
        return Stream.of(Wire.Kind.values())
                .flatMap(kind -> Stream.of(true, false).map(blocking -> Arguments.of(kind, blocking)));
    }

    /** A receive that has got its first bytes and waits for more. */
    private final class Waiting implements AutoCloseable {
        private final Wire wire;
        private final Progress progress = new Progress();
        private final Background<TransferException> receiving;
        private volatile boolean flagLeftSet;

        Waiting(Wire.Kind kind, boolean blocking) throws Exception {
            wire = Wire.open(kind);
            wire.readingChannel().configureBlocking(blocking);
            wire.write(CONTENT, 0, FIRST);
            receiving = Background.start(() -> {
                try {
                    return catchThrowableOfType(
                            TransferException.class,
                            () -> ZeroCopyTransfer.receive(
                                    wire.readingEnd(),
                                    folder.resolve("file"),
                                    TransferOptions.DEFAULTS.withListener(progress)));
                } finally {
                    flagLeftSet = Thread.currentThread().isInterrupted();
                }
            });
            progress.await(FIRST);
        }

        TransferException failure() throws Exception {
            TransferException failure = receiving.get();
            assertThat(failure).isExactlyInstanceOf(TransferException.class);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            progress.requireEnd(failure);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
            return failure;
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndModes")
    void interruptedWhileItWaits(Wire.Kind kind, boolean blocking) throws Exception {
        try (Waiting waiting = new Waiting(kind, blocking)) {
            waiting.receiving.thread().interrupt();
            requireInterrupted(waiting.failure());
            assertThat(waiting.flagLeftSet).isTrue();
            assertThat(waiting.wire.readingChannel().isOpen()).isFalse();
        }
    }

    private static void requireInterrupted(TransferException failure) {
        assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
    }

    @ParameterizedTest
    @MethodSource("kindsAndModes")
    void closedByAnotherThread(Wire.Kind kind, boolean blocking) throws Exception {
        try (Waiting waiting = new Waiting(kind, blocking)) {
            waiting.wire.readingChannel().close();
            TransferException failure = waiting.failure();
            assertThat(failure.getCause()).isInstanceOf(ClosedChannelException.class);
            assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(waiting.flagLeftSet).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetByThePeer(boolean blocking) throws Exception {
        for (Wire.Kind kind : new Wire.Kind[] {Wire.Kind.TCP, Wire.Kind.WRAPPED_TCP}) {
            try (Waiting waiting = new Waiting(kind, blocking)) {
                waiting.wire.resetByWriter();
                TransferException failure = waiting.failure();
                assertThat(failure.getCause()).isInstanceOf(IOException.class).hasMessageContaining("reset");
                assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
                assertThat(waiting.wire.readingChannel().isOpen()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBeforeTheCall(Form form) throws Exception {
        ContentSource source = ContentSource.of(CONTENT, FIRST);
        Path file = folder.resolve("file");
        TransferException failure = Background.start(() -> {
                    Thread.currentThread().interrupt();
                    return catchThrowableOfType(
                            TransferException.class, () -> form.receive(source, file, FIRST, TransferOptions.DEFAULTS));
                })
                .get();
        // The test itself opens the file of the last form, which an interrupt does not hinder.
        requireInterrupted(failure);
        assertThat(failure.bytesRead()).isZero();
        assertThat(source.calls()).isZero();
        assertThat(source.isOpen()).isFalse();
    }

    /** Between the last byte and the moment at which the file would be put in place. */
    @Test
    void interruptedWhileTheFileIsForced() throws Exception {
        ContentSource source = ContentSource.of(CONTENT, FIRST).endingWith(() -> {
            Thread.currentThread().interrupt();
            return -1;
        });
        Path file = Files.writeString(folder.resolve("file"), "old");
        TransferException failure = Background.start(() -> catchThrowableOfType(
                        TransferException.class,
                        () -> ZeroCopyTransfer.receive(
                                source, file, TransferOptions.DEFAULTS.withDurability(Durability.FSYNC))))
                .get();
        requireInterrupted(failure);
        assertThat(failure.bytesTransferred()).isEqualTo(FIRST);
        assertThat(source.isOpen()).isFalse();
        assertThat(file).hasContent("old");
    }

    /** A Linux directory that is not empty cannot be removed, so the unfinished file goes first. */
    @Test
    void theDirectoryOfTheTargetIsRemoved() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path file = directory.resolve("file");
        ContentSource source = ContentSource.of(CONTENT, FIRST).endingWith(() -> {
            try (Stream<Path> files = Files.list(directory)) {
                Files.delete(files.findFirst().orElseThrow());
            }
            Files.delete(directory);
            return -1;
        });
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.receive(source, file));
        assertThat(failure).isExactlyInstanceOf(TransferException.class).hasMessageContaining("'" + file + "'");
        assertThat(failure.getCause()).isInstanceOf(NoSuchFileException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
        assertThat(failure.bytesTransferred()).isEqualTo(FIRST).isEqualTo(failure.bytesRead());
        assertThat(source.isOpen()).isTrue();
        assertThat(directory).doesNotExist();
    }
}
