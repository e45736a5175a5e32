package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REQUIRE fails before a byte moves where there is no kernel road, and is content where nothing has to be copied. */
@ExtendWith(LeftOvers.class)
class PolicyTest {
    private static final Content CONTENT = Content.of(14);
    private static final int SIZE = 800_001;
    private static final TransferOptions REQUIRE = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void requireOnEveryLane(Lane lane) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            if (lane.best().isZeroCopy()) {
                TransferResult result = ZeroCopyTransfer.send(file, open.target(), REQUIRE);
                assertThat(result.isZeroCopy()).isTrue();
                open.finish().requireExactly(SIZE);
            } else {
                ZeroCopyUnavailableException refused = catchThrowableOfType(
                        ZeroCopyUnavailableException.class, () -> ZeroCopyTransfer.send(file, open.target(), REQUIRE));
                assertThat(refused.bytesTransferred()).isZero();
                assertThat(refused.getMessage()).contains(file.toString());
                open.finish().requireExactly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requireToAFile(boolean appending) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        Path copy = Files.writeString(folder.resolve("copy"), "");
        boolean there = !appending && ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE);
        try (FileChannel target =
                FileChannel.open(copy, appending ? StandardOpenOption.APPEND : StandardOpenOption.WRITE)) {
            TransferException refused = catchThrowableOfType(
                    ZeroCopyUnavailableException.class, () -> ZeroCopyTransfer.send(file, target, REQUIRE));
            assertThat(refused == null).isEqualTo(there);
            assertThat(Files.size(copy)).isEqualTo(there ? SIZE : 0);
        }
    }

    @Test
    void requireOnAForeignSource() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 0);
                FileChannel foreign = new ForeignFileChannel(FileChannel.open(file))) {
            open.release();
            assertThat(catchThrowableOfType(
                            ZeroCopyUnavailableException.class,
                            () -> ZeroCopyTransfer.send(foreign, 0, SIZE, open.target(), REQUIRE)))
                    .isNotNull();
            open.finish().requireExactly(0);
        }
    }

    @Test
    void requireIsContentWithNothingToCopy() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        RecordingTarget target = new RecordingTarget();
        assertThat(ZeroCopyTransfer.send(empty, target, REQUIRE).isZeroCopy()).isTrue();
        assertThat(ZeroCopyTransfer.send(file, 10, 0, target, REQUIRE).bytes()).isZero();
        assertThat(target.bytes()).isEmpty();
    }

    /** There is nothing that could be copied: what is wrong is the range. */
    @Test
    void requireBeyondTheEnd() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        assertThat(catchThrowableOfType(
                        SourceTruncatedException.class,
                        () -> ZeroCopyTransfer.send(file, SIZE, 1, new RecordingTarget(), REQUIRE)))
                .isNotNull();
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 5)) {
            open.release();
            Skip.unless(Lane.TCP_BLOCKING.best().isZeroCopy(), "no sendfile on this system");
            SourceTruncatedException cut = catchThrowableOfType(
                    SourceTruncatedException.class, () -> ZeroCopyTransfer.send(file, 5, SIZE, open.target(), REQUIRE));
            assertThat(cut.bytesTransferred()).isEqualTo(SIZE - 5);
            open.finish().requireExactly(SIZE - 5);
        }
    }

    /** Its size is 0, which no kernel road takes: reading it is a copy. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void requireOnProcfs() throws IOException {
        Path procfs = Path.of("/proc/self/status");
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 0)) {
            open.release();
            assertThat(catchThrowableOfType(
                            ZeroCopyUnavailableException.class,
                            () -> ZeroCopyTransfer.send(procfs, open.target(), REQUIRE)))
                    .isNotNull();
            open.finish().requireExactly(0);
        }
    }
}
