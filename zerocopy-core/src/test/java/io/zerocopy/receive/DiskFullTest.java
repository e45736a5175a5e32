package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Durability;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.SmallDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is told with the name of the file and to the byte, costs no old file, and is as empty as before. */
@ExtendWith(LeftOvers.class)
class DiskFullTest {
    private static final Content CONTENT = Content.of(69);
    private static final int OLD_SIZE = 300_007;
    private static final int TOO_MUCH = 2_000_003;

    @TempDir
    Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void aMebibyte() throws Exception {
        SmallDisk.assumeAvailable(folder);
        Path large = CONTENT.writeTo(Files.createTempFile("large", ".bin"), TOO_MUCH);
        try {
            SmallDisk.at(folder, Filling.class).arguments(folder, large).run().requireSuccess();
        } finally {
            Files.delete(large);
        }
    }

    /** Fails unless it is as it should be. */
    static final class Filling {
        private final Path disk;
        private final Path file;

        private Filling(Path disk) {
            this.disk = disk;
            this.file = disk.resolve("file");
        }

        private interface Call {
            TransferResult make(TransferOptions options) throws IOException;
        }

        /** The disk, and a file that is too large for it. */
        public static void main(String[] arguments) throws IOException {
            Filling filling = new Filling(Path.of(arguments[0]));
            Path large = Path.of(arguments[1]);
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, OLD_SIZE), filling.file);
            TransferOptions plain = TransferOptions.DEFAULTS;
            for (TransferOptions options : new TransferOptions[] {plain, plain.withDurability(Durability.FSYNC)}) {
                filling.requireFailure(options, each -> ZeroCopyTransfer.copy(large, filling.file, each));
                ContentSource source = ContentSource.of(CONTENT, TOO_MUCH);
                TransferException failure =
                        filling.requireFailure(options, each -> ZeroCopyTransfer.receive(source, filling.file, each));
                assertThat(source.isOpen()).isTrue();
                assertThat(source.given()).isEqualTo(failure.bytesRead());
            }
            filling.inPlace();
            // There is as much room as before.
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, OLD_SIZE * 2), filling.file);
            CONTENT.requireFile(filling.file, OLD_SIZE * 2);
        }

        private TransferException requireFailure(TransferOptions options, Call call) throws IOException {
            TransferException failure = catchThrowableOfType(TransferException.class, () -> call.make(options));
            assertThat(failure)
                    .isExactlyInstanceOf(TransferException.class)
                    .hasMessageContaining("'" + file + "'")
                    .hasMessageContaining("No space left on device");
            assertThat(failure.bytesTransferred()).isPositive().isLessThanOrEqualTo(failure.bytesRead());
            CONTENT.requireFile(file, OLD_SIZE);
            try (Stream<Path> files = Files.list(disk)) {
                assertThat(files).containsExactly(file);
            }
            return failure;
        }

        /** What the file has after the failure is what is counted. */
        private void inPlace() throws IOException {
            Path open = disk.resolve("open");
            try (FileChannel target = FileChannel.open(open, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                TransferException failure = catchThrowableOfType(
                        TransferException.class,
                        () -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, TOO_MUCH), target, 0, TOO_MUCH));
                assertThat(failure).hasMessageContaining("No space left on device");
                assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
                CONTENT.requireFile(open, failure.bytesTransferred());
            }
            Files.delete(open);
        }
    }
}
