package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file is not copied to itself, by whatever name, and loses nothing when that is tried. */
@ExtendWith(LeftOvers.class)
class SameFileTest {
    private static final Content CONTENT = Content.of(82);
    private static final int SIZE = 100_003;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private void requireRefused(Path source, Path target, Path... there) throws IOException {
        assertThatThrownBy(() -> ZeroCopyTransfer.copy(source, target))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(source.toString())
                .hasMessageContaining("same file");
        CONTENT.requireFile(file, SIZE);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(there);
        }
    }

    @Test
    void itself() throws IOException {
        requireRefused(file, file, file);
        requireRefused(file, folder.resolve(".").resolve("file"), file);
        requireRefused(Path.of("").toAbsolutePath().relativize(file), file, file);
    }

    @Test
    void aHardLinkToIt() throws IOException {
        Path link = Files.createLink(folder.resolve("link"), file);
        requireRefused(file, link, file, link);
        requireRefused(link, file, file, link);
    }

    @Test
    void aSymbolicLinkToIt() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("link-to-link"), link);
        requireRefused(file, link, file, link, linkToLink);
        requireRefused(link, file, file, link, linkToLink);
        requireRefused(link, linkToLink, file, link, linkToLink);
    }

    /** The link is copied to neither, but what it names is the source of another file. */
    @Test
    void aSymbolicLinkToAnotherFileIsNone() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Path copy = folder.resolve("copy");
        ZeroCopyTransfer.copy(link, copy);
        assertThat(Files.isSymbolicLink(copy)).isFalse();
        CONTENT.requireFile(copy, SIZE);
        Path linkToCopy = Files.createSymbolicLink(folder.resolve("link-to-copy"), Path.of("copy"));
        ZeroCopyTransfer.copy(link, linkToCopy);
        assertThat(Files.isSymbolicLink(linkToCopy)).isTrue();
        CONTENT.requireFile(copy, SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void ofAnotherFileSystem(OtherFileSystem kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            Path there = system.getPath("/file");
            ZeroCopyTransfer.copy(file, there);
            assertThatThrownBy(() -> ZeroCopyTransfer.copy(there, system.getPath("/.", "file")))
                    .isInstanceOf(FileSystemException.class);
            CONTENT.requireFile(there, SIZE);
        }
    }
}
