package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Durability;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of other file systems appear only when they are whole, too. */
@ExtendWith(LeftOvers.class)
class ForeignTargetTest {
    private static final Content CONTENT = Content.of(67);
    private static final int SIZE = 500_009;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void madeAndReplaced(OtherFileSystem kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            Path directory = Files.createDirectory(system.getPath("/directory"));
            Path file = directory.resolve("file");
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), file);
            CONTENT.requireFile(file, 100);
            ZeroCopyTransfer.receive(
                    ContentSource.of(CONTENT, SIZE).endingWith(() -> {
                        CONTENT.requireFile(file, 100);
                        return -1;
                    }),
                    file);
            CONTENT.requireFile(file, SIZE);
            requireNothingBut(directory, file);
        }
    }

    @Test
    void permissionsStayInAnArchiveThatHasThem() throws IOException {
        Map<String, String> posix = Map.of("create", "true", "enablePosixFileAttributes", "true");
        URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
        try (FileSystem system = FileSystems.newFileSystem(archive, posix)) {
            Path file = Files.writeString(system.getPath("/file"), "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), file);
            CONTENT.requireFile(file, SIZE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rwx------");
            requireNothingBut(system.getPath("/"), file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureLeavesTheOldOne(OtherFileSystem kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            Path directory = Files.createDirectory(system.getPath("/directory"));
            Path file = directory.resolve("file");
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), file, SIZE + 1))
                    .isInstanceOf(TransferException.class);
            requireNothingBut(directory);
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), file);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), file, SIZE + 1))
                    .isInstanceOf(TransferException.class);
            CONTENT.requireFile(file, 100);
            requireNothingBut(directory, file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeIsRefusedBeforeAByteIsRead(OtherFileSystem kind) throws IOException {
        TransferOptions durable = TransferOptions.DEFAULTS.withDurability(Durability.FSYNC);
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        try (FileSystem system = kind.open(folder)) {
            Path directory = Files.createDirectory(system.getPath("/directory"));
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, directory.resolve("file"), durable))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, directory))
                    .isInstanceOf(FileSystemException.class);
            Path lost = system.getPath("/missing", "file");
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, lost))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(lost.toString());
            assertThat(source.calls()).isZero();
            requireNothingBut(directory);
        }
    }

    private static void requireNothingBut(Path directory, Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(expected);
        }
    }
}
