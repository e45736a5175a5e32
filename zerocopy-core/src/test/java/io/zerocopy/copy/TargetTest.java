package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Durability;
import io.zerocopy.RateLimit;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.receive.Progress;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Commands;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.OtherFileSystem;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The target of a copy is the old file or the whole new one, and options mean what they mean elsewhere. */
@ExtendWith(LeftOvers.class)
class TargetTest {
    private static final Content CONTENT = Content.of(83);
    private static final Content OLD = Content.of(84);
    private static final int OLD_SIZE = 5_003;
    private static final int SIZE = 1_000_003;
    /** Whole blocks, as the kernel tier wants them. */
    private static final long STEP_BYTES = 24 * 4_096;

    @TempDir
    Path folder = Path.of("");

    private Path source = Path.of("");
    private Path target = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        target = OLD.writeTo(folder.resolve("target"), OLD_SIZE);
    }

    private interface Deed {
        void happen() throws Exception;
    }

    /** In small steps, after the first of which something happens. */
    private static TransferOptions then(Deed deed) {
        return TransferOptions.DEFAULTS.withChunkSize(STEP_BYTES).withListener(new TransferListener() {
            private boolean done;

            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (!done) {
                    done = true;
                    try {
                        deed.happen();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
            }
        });
    }

    private void requireOldTarget() throws IOException {
        OLD.requireFile(target, OLD_SIZE);
        requireFiles(source, target);
    }

    private void requireFiles(Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(expected);
        }
    }

    private void truncate(long size) throws IOException {
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
    }

    @Test
    void itIsReplacedInOneStep() throws IOException {
        boolean[] seen = {false};
        ZeroCopyTransfer.copy(source, target, then(() -> {
            OLD.requireFile(target, OLD_SIZE);
            seen[0] = true;
        }));
        assertThat(seen[0]).isTrue();
        CONTENT.requireFile(target, SIZE);
        requireFiles(source, target);
    }

    @Test
    void permissionsAreThoseOfTheTarget() throws IOException {
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw--w----"));
        ZeroCopyTransfer.copy(source, target);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw--w----");
        Path any = Files.createFile(folder.resolve("any"));
        ZeroCopyTransfer.copy(source, folder.resolve("new"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("new"))).isEqualTo(Files.getPosixFilePermissions(any));
    }

    @Test
    void aSourceThatIsCutMeanwhile() throws IOException {
        TransferException cut = catchThrowableOfType(
                TransferException.class, () -> ZeroCopyTransfer.copy(source, target, then(() -> truncate(SIZE / 2))));
        assertThat(cut).isExactlyInstanceOf(SourceTruncatedException.class);
        assertThat(cut.bytesTransferred()).isEqualTo(SIZE / 2).isEqualTo(cut.bytesRead());
        requireOldTarget();
    }

    /** As much as there was when the call began. */
    @Test
    void aSourceThatGrowsMeanwhile() throws IOException {
        TransferResult result = ZeroCopyTransfer.copy(
                source, target, then(() -> Files.write(source, CONTENT.bytes(SIZE, 100), StandardOpenOption.APPEND)));
        assertThat(result.bytes()).isEqualTo(SIZE);
        CONTENT.requireFile(target, SIZE);
        CONTENT.requireFile(source, SIZE + 100);
    }

    @Test
    void aSourceThatIsDeletedMeanwhile() throws IOException {
        ZeroCopyTransfer.copy(source, target, then(() -> Files.delete(source)));
        assertThat(source).doesNotExist();
        CONTENT.requireFile(target, SIZE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterrupt(boolean before) throws Exception {
        TransferException failure = Background.start(() -> {
                    if (before) {
                        Thread.currentThread().interrupt();
                    }
                    TransferException caught = catchThrowableOfType(
                            TransferException.class,
                            () -> ZeroCopyTransfer.copy(
                                    source,
                                    target,
                                    then(() -> Thread.currentThread().interrupt())));
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    return caught;
                })
                .get();
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
        assertThat(failure.bytesTransferred()).isEqualTo(before ? 0 : STEP_BYTES);
        requireOldTarget();
    }

    @Test
    void aTimeoutAndARate() throws IOException {
        RateLimit rate = RateLimit.ofBytesPerSecond(1_000_000);
        TransferOptions limited = TransferOptions.DEFAULTS.withRateLimit(rate);
        TransferTimeoutException late = catchThrowableOfType(
                TransferTimeoutException.class,
                () -> ZeroCopyTransfer.copy(source, target, limited.withTimeout(Duration.ofMillis(100))));
        assertThat(late.isStall()).isFalse();
        assertThat(late.bytesTransferred()).isLessThan(SIZE);
        requireOldTarget();
        rate.setBytesPerSecond(4_000_000);
        long begin = System.nanoTime();
        ZeroCopyTransfer.copy(source, target, limited);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(150));
        CONTENT.requireFile(target, SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void theListenerHearsOfAllOfIt(Durability durability) throws IOException {
        Progress progress = new Progress();
        TransferResult result = ZeroCopyTransfer.copy(
                source,
                target,
                TransferOptions.DEFAULTS
                        .withListener(progress)
                        .withDurability(durability)
                        .withChunkSize(STEP_BYTES));
        progress.requireEnd(result);
        assertThat(progress.total()).isEqualTo(SIZE);
        assertThat(progress.fallbacks()).isEqualTo(result.isZeroCopy() ? 0 : 1);
    }

    @Test
    void zeroCopyIsRequiredAndThereOrRefused() throws IOException {
        TransferOptions strict = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        if (ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE)) {
            assertThat(ZeroCopyTransfer.copy(source, target, strict).isZeroCopy())
                    .isTrue();
            CONTENT.requireFile(target, SIZE);
        } else {
            assertThatThrownBy(() -> ZeroCopyTransfer.copy(source, target, strict))
                    .isInstanceOf(ZeroCopyUnavailableException.class)
                    .hasMessageContaining("'" + target + "'");
            requireOldTarget();
        }
    }

    @Test
    void aSourceThatIsNoFileIsRefusedAndNothingMade() throws IOException {
        Path missing = folder.resolve("missing");
        FileTime untouched = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(folder, untouched);
        requireRefused(missing, target, missing, NoSuchFileException.class);
        requireRefused(folder, target, folder, FileSystemException.class);
        requireRefused(missing, folder.resolve("new"), missing, NoSuchFileException.class);
        // Not for a moment either.
        assertThat(Files.getLastModifiedTime(folder)).isEqualTo(untouched);
        requireOldTarget();
    }

    /** The open of a FIFO would wait for a writer that never comes. */
    @Test
    void aFifoIsRefusedOnEitherSide() throws Exception {
        Path fifo = folder.resolve("fifo");
        Skip.unless(Commands.succeed("mkfifo", fifo.toString()), "mkfifo is not to be had");
        requireRefused(fifo, target, fifo, FileSystemException.class);
        requireRefused(source, fifo, fifo, FileSystemException.class);
        OLD.requireFile(target, OLD_SIZE);
        requireFiles(source, target, fifo);
    }

    @Test
    void aTargetThatCannotBeIsRefused() throws IOException {
        requireRefused(source, folder, folder, FileSystemException.class);
        Path lost = folder.resolve("missing").resolve("target");
        requireRefused(source, lost, lost, NoSuchFileException.class);
        Path long256 = folder.resolve("x".repeat(256));
        requireRefused(source, long256, long256, FileSystemException.class);
        requireOldTarget();
    }

    private static void requireRefused(Path from, Path to, Path named, Class<? extends IOException> exception) {
        Background<TransferResult> copying = Background.start(() -> ZeroCopyTransfer.copy(from, to));
        assertThatThrownBy(copying::get).isInstanceOf(exception).hasMessageStartingWith(named.toString());
    }

    @Test
    void argumentsComeFirst() throws IOException {
        assertThatThrownBy(() -> ZeroCopyTransfer.copy(Null.of(Path.class), target))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.copy(source, Null.of(Path.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.copy(source, target, Null.of(TransferOptions.class)))
                .isInstanceOf(NullPointerException.class);
        try (FileSystem system = OtherFileSystem.JIMFS.open(folder)) {
            TransferOptions durable = TransferOptions.DEFAULTS.withDurability(Durability.FSYNC);
            for (Path from : List.of(source, folder.resolve("missing"))) {
                assertThatThrownBy(() -> ZeroCopyTransfer.copy(from, system.getPath("/target"), durable))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        requireOldTarget();
    }
}
