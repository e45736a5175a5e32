package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Durability;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Commands;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file ends up where it would be if it were written in place; what cannot be is refused before a byte is read. */
@ExtendWith(LeftOvers.class)
class PlaceTest {
    private static final Content CONTENT = Content.of(64);
    private static final int SIZE = 10_007;

    @TempDir
    Path folder = Path.of("");

    private static void receive(Path target) throws IOException {
        assertThat(ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), target)
                        .bytes())
                .isEqualTo(SIZE);
    }

    private static void requireNothingBut(Path directory, Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(expected);
        }
    }

    @Test
    void aLinkStaysAndWhatItNamesIsReplaced() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("file"), "old");
        Path first = Files.createSymbolicLink(elsewhere.resolve("first"), Path.of("file"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("elsewhere", "first"));
        receive(second);
        CONTENT.requireFile(file, SIZE);
        assertThat(Files.readSymbolicLink(first)).isEqualTo(Path.of("file"));
        assertThat(Files.readSymbolicLink(second)).isEqualTo(Path.of("elsewhere", "first"));
        requireNothingBut(elsewhere, file, first);
        requireNothingBut(folder, elsewhere, second);
    }

    @Test
    void whatADanglingLinkNamesIsMade() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere.resolve("new"));
        receive(link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        CONTENT.requireFile(elsewhere.resolve("new"), SIZE);
        requireNothingBut(elsewhere, elsewhere.resolve("new"));
    }

    @Test
    void aLinkedDirectoryOnTheWay() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
        receive(link.resolve("file"));
        CONTENT.requireFile(directory.resolve("file"), SIZE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--r-----", "rwxr-xr-x", "rw-rw-rw-"})
    void permissionsStay(String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Skip.unless(Files.isWritable(file), "the user of this test may not write to a file of " + permissions);
        ContentSource source = ContentSource.of(CONTENT, SIZE).endingWith(() -> {
            requireUnfinished(permissions);
            return -1;
        });
        ZeroCopyTransfer.receive(source, file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(permissions);
    }

    /** What others may not read of the file they may not read on its way either. */
    private void requireUnfinished(String permissions) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path unfinished = files.filter(file -> file.toString().endsWith(".zerocopy"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.getPosixFilePermissions(unfinished))
                    .isSubsetOf(withOwnersOwn(PosixFilePermissions.fromString(permissions)));
        }
    }

    private static Set<PosixFilePermission> withOwnersOwn(Set<PosixFilePermission> permissions) {
        permissions.add(PosixFilePermission.OWNER_READ);
        permissions.add(PosixFilePermission.OWNER_WRITE);
        return permissions;
    }

    /** Bound over itself, as container managers do; nothing is read that could not be put in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"hosts", "a name\twith \\ and blanks"})
    @EnabledOnOs(OS.LINUX)
    void aMountPointIsRefused(String name) throws Exception {
        Skip.unless(
                Commands.succeed("unshare", "-m", "sh", "-c", "mount --bind /etc/passwd /etc/passwd"),
                "this user may not mount");
        Path file = Files.writeString(folder.resolve(name), "old");
        ChildJvm.of(ReceiveOnAMountPoint.class)
                .under("unshare", "-m", "sh", "-c", "mount --bind \"$0\" \"$0\" && exec \"$@\"", file.toString())
                .arguments(file)
                .run()
                .requireSuccess();
        assertThat(file).hasContent("old");
        requireNothingBut(folder, file);
    }

    /** Fails unless it is refused, by its own name and by a link. */
    static final class ReceiveOnAMountPoint {
        private ReceiveOnAMountPoint() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            requireRefused(file, FileSystemException.class);
            Path link = Files.createSymbolicLink(file.resolveSibling("link"), file);
            ContentSource source = ContentSource.of(CONTENT, SIZE);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, link)).isInstanceOf(FileSystemException.class);
            assertThat(source.calls()).isZero();
            Files.delete(link);
            Path other = file.resolveSibling("other");
            receive(other);
            receive(other);
            Files.delete(other);
        }
    }

    @Test
    void aNewFileHasThoseOfAnyNewFile() throws IOException {
        Path any = Files.createFile(folder.resolve("any"));
        receive(folder.resolve("file"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("file"))).isEqualTo(Files.getPosixFilePermissions(any));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLinkToAnOpenFileThatHasNoNameIsRefused() throws IOException {
        Path deleted = folder.resolve("deleted");
        try (FileChannel open = FileChannel.open(deleted, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Path link = linkTo(deleted);
            Files.deleteIfExists(deleted);
            ContentSource source = ContentSource.of(CONTENT, SIZE);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, link))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(link.toString());
            assertThat(source.calls()).isZero();
            assertThat(open.size()).isZero();
            requireNothingBut(folder);
        }
    }

    /** The name that an open file of this process has in procfs. */
    private static Path linkTo(Path file) throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(file.toAbsolutePath())) {
                    return link;
                }
            }
        }
        throw new AssertionError("not open: " + file);
    }

    /** In a JVM whose locale has no character for the name of a file, which it gets by listing the directory. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aNameThatTheLocaleCannotSay() throws Exception {
        assertThat(Commands.succeed("sh", "-c", "touch \"$0/$(printf '\\303\\274')\"", folder.toString()))
                .isTrue();
        ChildJvm.of(ReceiveOnTheOnlyFile.class)
                .under("env", "LC_ALL=C")
                .arguments(folder)
                .run()
                .requireSuccess();
        try (Stream<Path> files = Files.list(folder)) {
            CONTENT.requireFile(files.findFirst().orElseThrow(), SIZE);
        }
    }

    /** Receives onto the only file of a directory. */
    static final class ReceiveOnTheOnlyFile {
        private ReceiveOnTheOnlyFile() {}

        public static void main(String[] args) throws IOException {
            try (Stream<Path> files = Files.list(Path.of(args[0]))) {
                receive(files.findFirst().orElseThrow());
            }
        }
    }

    @Test
    void aNameWithoutADirectory() throws IOException {
        Path file = Path.of("receive-" + ProcessHandle.current().pid());
        try {
            ZeroCopyTransfer.receive(
                    ContentSource.of(CONTENT, SIZE), file, TransferOptions.DEFAULTS.withDurability(Durability.FSYNC));
            CONTENT.requireFile(file, SIZE);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aDirectoryIsRefused() throws IOException {
        requireRefused(folder, FileSystemException.class);
        requireRefused(Path.of(""), FileSystemException.class);
        requireRefused(folder.getRoot(), FileSystemException.class);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, link))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(folder.toString());
        assertThat(source.calls()).isZero();
        requireNothingBut(folder, link);
    }

    /** Never the device of the machine where the test could replace it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceIsRefused() throws Exception {
        Path device = folder.resolve("null");
        boolean made = Commands.succeed("mknod", device.toString(), "c", "1", "3");
        Path ofTheMachine = Path.of("/dev/null");
        Skip.unless(made || !Files.isWritable(ofTheMachine.getParent()), "no device that is safe to try this on");
        requireRefused(made ? device : ofTheMachine, FileSystemException.class);
        requireNothingBut(folder, made ? new Path[] {device} : new Path[0]);
    }

    @Test
    void aFifoIsRefused() throws Exception {
        Path fifo = folder.resolve("fifo");
        Skip.unless(Commands.succeed("mkfifo", fifo.toString()), "mkfifo is not to be had");
        requireRefused(fifo, FileSystemException.class);
        requireNothingBut(folder, fifo);
    }

    @Test
    void linksThatGoRoundAreRefused() throws IOException {
        Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
        Path two = Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
        requireRefused(one, FileSystemLoopException.class);
        requireNothingBut(folder, one, two);
    }

    @Test
    void aPlaceThatIsNotThereIsRefused() throws IOException {
        requireRefused(folder.resolve("missing").resolve("file"), NoSuchFileException.class);
        Path file = Files.writeString(folder.resolve("file"), "old");
        requireRefused(file.resolve("below a file"), FileSystemException.class);
        requireRefused(folder.resolve("x".repeat(256)), FileSystemException.class);
        assertThat(file).hasContent("old");
        requireNothingBut(folder, file);
    }

    private static void requireRefused(Path target, Class<? extends IOException> exception) {
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, target))
                .isInstanceOf(exception)
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(target.toString());
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, target, 1)).isInstanceOf(exception);
        assertThat(source.calls()).isZero();
        assertThat(source.isOpen()).isTrue();
    }

    /** Up to 255 bytes; the name of the unfinished file beside it is no longer. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00e9", "\ud55c", "\ud83d\ude00"})
    void longNames(String letter) throws IOException {
        int longest = 255 / letter.getBytes(StandardCharsets.UTF_8).length;
        int[] lengths = {longest, longest - 1, longest * 9 / 10, longest * 8 / 10};
        for (int length : lengths) {
            String name = letter.repeat(length);
            Skip.unless(isName(name), "this JVM has no names of such letters: " + letter);
            Path file = folder.resolve(name);
            receive(file);
            receive(file);
            CONTENT.requireFile(file, SIZE);
        }
        requireNothingBut(
                folder,
                Arrays.stream(lengths)
                        .mapToObj(length -> folder.resolve(letter.repeat(length)))
                        .toArray(Path[]::new));
    }

    private boolean isName(String name) {
        try {
            return Files.notExists(folder.resolve(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
