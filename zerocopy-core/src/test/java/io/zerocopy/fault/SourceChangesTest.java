package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file changes its length in the middle of a transfer: what is missing is an error, what is added is not sent. */
@ExtendWith(LeftOvers.class)
class SourceChangesTest {
    /** Between two pages: the kernel clears the rest of a page that is cut, also where a socket has it already. */
    private static final long CUT = 1024 * 1024;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @MethodSource("io.zerocopy.fault.Route#withForms")
    void cut(Route route, SentFile.Form form) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending = Sending.start(route, file, form, link).awaitStuck(link);
            file.cutTo(CUT);
            link.readUntil(CUT);
            TransferException failure = sending.failure();
            assertThat(failure).isInstanceOf(SourceTruncatedException.class);
            assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(failure.bytesTransferred()).isEqualTo(CUT);
            assertThat(link.isTargetOpen()).isTrue();
            file.requireUntouched();
            link.closeTarget();
            assertThat(link.readToEnd()).isEqualTo(CUT);
        }
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.fault.Route#withForms")
    void grown(Route route, SentFile.Form form) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending = Sending.start(route, file, form, link).awaitStuck(link);
            file.grow();
            link.readUntil(SentFile.SIZE);
            TransferResult result = sending.result();
            assertThat(result.bytes()).isEqualTo(SentFile.SIZE);
            assertThat(result.bytesBy(route.mechanism())).isEqualTo(SentFile.SIZE);
            link.closeTarget();
            assertThat(link.readToEnd()).isEqualTo(SentFile.SIZE);
        }
    }

    @Test
    void cutOnTheWayToAFile() throws IOException {
        Path copy = folder.resolve("copy");
        try (SentFile file = SentFile.in(folder);
                FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            TransferListener cutting = new TransferListener() {
                @Override
                public void onProgress(long transferredBytes, long totalBytes) {
                    try {
                        file.cutTo(CUT);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
            TransferOptions options =
                    TransferOptions.DEFAULTS.withChunkSize(300_000).withListener(cutting);
            assertThat(catchThrowable(() -> ZeroCopyTransfer.send(file.path(), target, options)))
                    .isInstanceOfSatisfying(
                            SourceTruncatedException.class,
                            failure -> assertThat(failure.bytesTransferred()).isEqualTo(CUT));
            assertThat(copy).hasBinaryContent(SentFile.CONTENT.bytes(0, (int) CUT));
        }
    }
}
