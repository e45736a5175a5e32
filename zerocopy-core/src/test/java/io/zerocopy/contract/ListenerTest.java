package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.RecordingListener.Complete;
import io.zerocopy.contract.RecordingListener.Failure;
import io.zerocopy.contract.RecordingListener.Fallback;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener hears of progress, fallback and the one end, in order, and can do no harm. */
@ExtendWith(LeftOvers.class)
class ListenerTest {
    private static final Content CONTENT = Content.of(12);
    private static final int SIZE = 1_500_007;

    @TempDir
    Path folder = Path.of("");

    private static TransferOptions listening(RecordingListener listener) {
        return TransferOptions.DEFAULTS.withChunkSize(100_000).withListener(listener);
    }

    @ParameterizedTest
    @EnumSource
    void aSendFromBeginningToEnd(Lane lane) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingListener listener = new RecordingListener(false);
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            TransferResult result = ZeroCopyTransfer.send(file, open.target(), listening(listener));
            listener.requireProgress(SIZE, SIZE);
            assertThat(listener.events().get(listener.events().size() - 1)).isEqualTo(new Complete(result));
            assertThat(listener.all(Complete.class)).hasSize(1);
            assertThat(listener.all(Failure.class)).isEmpty();
            assertThat(listener.all(Fallback.class))
                    .hasSize(lane.best() == TransferMechanism.DIRECT_BUFFER_COPY ? 1 : 0);
        }
    }

    @Test
    void aFallbackIsToldWhenTheCopyHasMovedItsFirstByte() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        RecordingListener listener = new RecordingListener(false)
                .atFallback(() -> assertThat(target.check().count()).isPositive());
        ZeroCopyTransfer.send(file, target, listening(listener));
        Fallback fallback = listener.all(Fallback.class).get(0);
        assertThat(fallback.from()).isEqualTo(TransferMechanism.SENDFILE);
        assertThat(fallback.to()).isEqualTo(TransferMechanism.DIRECT_BUFFER_COPY);
        assertThat(fallback.reason()).isNotBlank();
        assertThat(listener.all(Fallback.class)).hasSize(1);
    }

    @Test
    void noByteNoFallback() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingListener listener = new RecordingListener(false);
        ZeroCopyTransfer.send(empty, new RecordingTarget(), listening(listener));
        ZeroCopyTransfer.send(file, 10, 0, new RecordingTarget(), listening(listener));
        assertThat(listener.events()).hasSize(2).allMatch(Complete.class::isInstance);
    }

    @Test
    void aCopyThatWasAskedForIsNoFallback() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingListener listener = new RecordingListener(false);
        ZeroCopyTransfer.send(file, new RecordingTarget(), listening(listener).withZeroCopy(ZeroCopyPolicy.AVOID));
        assertThat(listener.all(Fallback.class)).isEmpty();
        listener.requireProgress(SIZE, SIZE);
    }

    @Test
    void fallbacksToAFile() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingListener listener = new RecordingListener(false);
        try (FileChannel appending =
                FileChannel.open(folder.resolve("copy"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ZeroCopyTransfer.send(file, appending, listening(listener));
        }
        Fallback fallback = listener.all(Fallback.class).get(0);
        assertThat(fallback.from()).isEqualTo(TransferMechanism.COPY_FILE_RANGE);
        assertThat(fallback.to()).isEqualTo(TransferMechanism.DIRECT_BUFFER_COPY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTotalOfProcfsIsUnknown() throws IOException {
        RecordingListener listener = new RecordingListener(false);
        RecordingTarget target = new RecordingTarget();
        ZeroCopyTransfer.send(Path.of("/proc/self/status"), target, listening(listener));
        listener.requireProgress(-1, target.bytes().length);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "777777"})
    void aFailureIsTheOneThatIsThrown(long acceptedBytes) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        for (Exception broken : List.of(new IOException("broken"), new IllegalStateException("broken"))) {
            RecordingListener listener = new RecordingListener(false);
            CheckingTarget checking = new CheckingTarget(CONTENT, 0);
            WritableByteChannel target = broken instanceof IOException e
                    ? Targets.failingAfter(checking, acceptedBytes, e)
                    : Targets.failingAfter(checking, acceptedBytes, (RuntimeException) broken);
            Throwable thrown = catchThrowable(() -> ZeroCopyTransfer.send(file, target, listening(listener)));
            listener.requireFailure(thrown);
            listener.requireProgress(SIZE, acceptedBytes);
        }
    }

    @Test
    void everyFailureOfACallWithGoodArgumentsIsTold() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingTarget closed = new RecordingTarget();
        closed.close();
        FileChannel closedSource = FileChannel.open(file);
        closedSource.close();
        RecordingListener missing = new RecordingListener(false);
        missing.requireFailure(catchThrowable(
                () -> ZeroCopyTransfer.send(folder.resolve("missing"), new RecordingTarget(), listening(missing))));
        RecordingListener target = new RecordingListener(false);
        target.requireFailure(catchThrowable(() -> ZeroCopyTransfer.send(file, closed, listening(target))));
        RecordingListener cut = new RecordingListener(false);
        cut.requireFailure(
                catchThrowable(() -> ZeroCopyTransfer.send(file, 0, SIZE + 1, new RecordingTarget(), listening(cut))));
        RecordingListener source = new RecordingListener(false);
        source.requireFailure(catchThrowable(
                () -> ZeroCopyTransfer.send(closedSource, 0, 1, new RecordingTarget(), listening(source))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatThrowsDoesNoHarm(boolean failing) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingListener listener = new RecordingListener(true);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        if (failing) {
            IOException broken = new IOException("broken");
            Throwable thrown = catchThrowable(() ->
                    ZeroCopyTransfer.send(file, Targets.failingAfter(target, 300_000, broken), listening(listener)));
            assertThat(thrown).hasCause(broken);
            listener.requireFailure(thrown);
        } else {
            assertThatCode(() -> ZeroCopyTransfer.send(file, target, listening(listener)))
                    .doesNotThrowAnyException();
            target.check().requireExactly(SIZE);
            listener.requireProgress(SIZE, SIZE);
        }
    }
}
