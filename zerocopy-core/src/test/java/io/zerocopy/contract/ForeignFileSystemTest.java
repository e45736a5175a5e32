package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of file systems other than the default one are sent, whole and in ranges, and so are their channels. */
@ExtendWith(LeftOvers.class)
class ForeignFileSystemTest {
    private static final Content CONTENT = Content.of(8);
    private static final int SIZE = 500_009;

    @TempDir
    Path folder = Path.of("");

    /** File systems that have a file in their root. */
    enum Kind {
        ZIP {
            @Override
            FileSystem open(Path folder) throws IOException {
                URI uri = URI.create("jar:" + folder.resolve("archive.zip").toUri());
                try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
                    fill(zip);
                }
                return FileSystems.newFileSystem(uri, Map.of());
            }
        },
        JIMFS {
            @Override
            FileSystem open(Path folder) throws IOException {
                FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
                fill(memory);
                return memory;
            }
        };

        abstract FileSystem open(Path folder) throws IOException;

        private static void fill(FileSystem system) throws IOException {
            Files.write(system.getPath("/file"), CONTENT.bytes(0, SIZE));
            Files.write(system.getPath("/empty"), new byte[0]);
            Files.createDirectory(system.getPath("/folder"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeAndInRanges(Kind kind) throws IOException {
        try (FileSystem system = kind.open(folder);
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            Path file = system.getPath("/file");
            TransferResult whole = ZeroCopyTransfer.send(file, peer.channel());
            assertThat(whole.bytes()).isEqualTo(SIZE);
            assertThat(whole.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);

            CheckingTarget target = new CheckingTarget(CONTENT, 100_001);
            ZeroCopyTransfer.send(file, 100_001, 200_000, target);
            ZeroCopyTransfer.send(file, 300_001, SIZE - 300_001, target);
            target.check().requireExactly(SIZE - 100_001);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beyondTheEnd(Kind kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            CheckingTarget target = new CheckingTarget(CONTENT, SIZE - 5);
            SourceTruncatedException cut = catchThrowableOfType(
                    SourceTruncatedException.class,
                    () -> ZeroCopyTransfer.send(system.getPath("/file"), SIZE - 5, 100, target));
            assertThat(cut.bytesTransferred()).isEqualTo(5);
            target.check().requireExactly(5);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(system.getPath("/file"), SIZE + 100, 1, target))
                    .isInstanceOf(SourceTruncatedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyMissingAndFolder(Kind kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            TransferResult result = ZeroCopyTransfer.send(system.getPath("/empty"), target);
            assertThat(result.bytes()).isZero();
            assertThat(result.isZeroCopy()).isTrue();
            assertThatThrownBy(() -> ZeroCopyTransfer.send(system.getPath("/missing"), target))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(system.getPath("/folder"), target))
                    .isInstanceOf(FileSystemException.class);
            target.check().requireExactly(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroCopyCannotBeRequired(Kind kind) throws IOException {
        TransferOptions strict = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        try (FileSystem system = kind.open(folder);
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(system.getPath("/file"), peer.channel(), strict))
                    .isInstanceOf(ZeroCopyUnavailableException.class);
            assertThat(ZeroCopyTransfer.send(system.getPath("/empty"), peer.channel(), strict)
                            .bytes())
                    .isZero();
            peer.finish().requireExactly(0);
        }
    }

    /** zipfs writes an entry by a channel that takes what it likes. */
    @ParameterizedTest
    @EnumSource
    void asTargets(Kind kind) throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        try (FileSystem system = kind.open(folder)) {
            Path copy = system.getPath("/copy");
            try (WritableByteChannel target =
                    Files.newByteChannel(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(ZeroCopyTransfer.send(source, target).bytes()).isEqualTo(SIZE);
            }
            assertThat(Files.readAllBytes(copy)).isEqualTo(CONTENT.bytes(0, SIZE));
        }
    }

    @Test
    void aFileChannelOfJimfsAsSourceAndTarget() throws IOException {
        try (FileSystem system = Kind.JIMFS.open(folder);
                FileChannel source = FileChannel.open(system.getPath("/file"), StandardOpenOption.READ);
                FileChannel target = FileChannel.open(
                        system.getPath("/copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            TransferResult result = ZeroCopyTransfer.send(source, 10, SIZE - 10, target);
            assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE - 10);
            assertThat(target.position()).isEqualTo(SIZE - 10);
            assertThat(source.position()).isZero();
            assertThat(Files.readAllBytes(system.getPath("/copy"))).isEqualTo(CONTENT.bytes(10, SIZE - 10));
        }
    }
}
