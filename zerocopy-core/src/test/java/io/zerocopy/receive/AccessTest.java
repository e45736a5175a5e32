package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Durability;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who could not read a file cannot read what replaces it, or a copy of it, nor any of it on its way. */
@ExtendWith(LeftOvers.class)
@EnabledOnOs(OS.LINUX)
class AccessTest {
    private static final Content CONTENT = Content.of(67);
    private static final int SIZE = 10_007;
    /** No name of a user or a group need belong to it. */
    private static final int FOREIGN = 42_424;

    @TempDir
    Path folder = Path.of("");

    private static int octal(String bits) {
        return Integer.parseInt(bits, 8);
    }

    private static Path file(Path directory, String bits, int owner, int group) throws IOException {
        Path file = CONTENT.writeTo(directory.resolve("file-" + bits + "-" + owner + "-" + group), 5);
        Files.setAttribute(file, "unix:uid", owner);
        Files.setAttribute(file, "unix:gid", group);
        Files.setAttribute(file, "unix:mode", octal(bits));
        return file;
    }

    /** Mode, owner and group, such as {@code 640 0:0}. */
    private static String status(Path file) throws IOException {
        return Integer.toOctalString(number(file, "mode") & 07777) + " " + number(file, "uid") + ":"
                + number(file, "gid");
    }

    private static int number(Path file, String attribute) throws IOException {
        return (Integer) Objects.requireNonNull(Files.getAttribute(file, "unix:" + attribute));
    }

    /** Nobody but its owner reads the file on its way, unless all others may read the whole one. */
    private static void receive(Path target, TransferOptions options) throws IOException {
        ContentSource source = ContentSource.of(CONTENT, SIZE).endingWith(() -> {
            requireUnfinished(target);
            return -1;
        });
        ZeroCopyTransfer.receive(source, target, options);
        CONTENT.requireFile(target, SIZE);
    }

    private static void requireUnfinished(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(directory == null ? target : directory)) {
            Path unfinished = files.filter(file -> file.toString().endsWith(".zerocopy"))
                    .findFirst()
                    .orElseThrow();
            int mode = number(unfinished, "mode");
            int old = number(target, "mode");
            int forAll = (old >> 3) & old & 7;
            assertThat(mode & 077 & ~((forAll << 3) | forAll)).as("%o", mode).isZero();
        }
    }

    private static void assumeAdministrator(Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("foreign"));
        boolean mayGiveAway = true;
        try {
            Files.setAttribute(file, "unix:gid", FOREIGN);
        } catch (IOException e) {
            mayGiveAway = false;
        }
        Files.delete(file);
        Skip.unless(mayGiveAway, "the user of this test may not give files to others");
    }

    @ParameterizedTest
    @CsvSource({
        "640, 0, 42424, 640 0:42424",
        "2664, 0, 42424, 2664 0:42424",
        "4755, 0, 0, 4755 0:0",
        "6755, 0, 42424, 6755 0:42424",
        "1600, 0, 0, 1600 0:0",
        "4755, 42424, 42424, 755 0:42424",
        "600, 42424, 42424, 600 0:42424",
        "400, 0, 0, 400 0:0",
        "000, 0, 0, 0 0:0"
    })
    void theAdministratorReplacesAFile(String bits, int owner, int group, String expected) throws IOException {
        assumeAdministrator(folder);
        Path file = file(folder, bits, owner, group);
        receive(file, TransferOptions.DEFAULTS);
        assertThat(status(file)).isEqualTo(expected);
        receive(file, TransferOptions.DEFAULTS.withDurability(Durability.FSYNC));
        assertThat(status(file)).isEqualTo(expected);
    }

    /** In such a directory a new file has the directory's group, whoever makes it. */
    @Test
    void aDirectoryThatGivesItsGroup() throws IOException {
        assumeAdministrator(folder);
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Files.setAttribute(directory, "unix:gid", FOREIGN);
        Files.setAttribute(directory, "unix:mode", octal("2777"));
        Path file = file(directory, "640", 0, 0);
        receive(file, TransferOptions.DEFAULTS);
        assertThat(status(file)).isEqualTo("640 0:0");
        Path secret = file(folder, "640", 0, 0);
        assertThat(copied(secret, directory.resolve("copy"))).isEqualTo("600 0:" + FOREIGN);
        Path shared = file(folder, "640", 0, FOREIGN);
        assertThat(copied(shared, directory.resolve("shared"))).isEqualTo("640 0:" + FOREIGN);
    }

    private static String copied(Path source, Path target) throws IOException {
        ZeroCopyTransfer.copy(source, target);
        assertThat(target).hasSameBinaryContentAs(source);
        return status(target);
    }

    @ParameterizedTest
    @CsvSource({
        "600, 0, 600 0:0, 600 0:42424",
        "640, 0, 640 0:0, 600 0:42424",
        "640, 42424, 600 0:0, 660 0:42424",
        "644, 42424, 644 0:0, 664 0:42424",
        "604, 42424, 600 0:0, 604 0:42424",
        "604, 0, 604 0:0, 600 0:42424",
        "6755, 0, 644 0:0, 664 0:42424",
        "400, 0, 600 0:0, 600 0:42424"
    })
    void aCopy(String bits, int group, String toANewFile, String toAFileOf664) throws IOException {
        assumeAdministrator(folder);
        Path source = file(folder, bits, 0, group);
        Path any = Files.createFile(folder.resolve("any"));
        Skip.unless(status(any).equals("644 0:0"), "any new file here is " + status(any));
        assertThat(copied(source, folder.resolve("new"))).isEqualTo(toANewFile);
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertThat(copied(source, file(directory, "664", 0, FOREIGN))).isEqualTo(toAFileOf664);
    }

    @Test
    void withoutTheRightsOfAnAdministrator() throws Exception {
        Unprivileged.assumeAvailable();
        assumeAdministrator(folder);
        for (int group : new int[] {FOREIGN, FOREIGN + 1}) {
            Path directory = Files.createDirectory(folder.resolve("in-" + group));
            for (String bits : new String[] {"640", "604", "664", "2664", "2755", "4755"}) {
                file(directory, bits, 0, FOREIGN);
            }
            file(directory, "666", FOREIGN, FOREIGN);
            Unprivileged.inGroup(group, Receiving.class)
                    .arguments(directory, group == FOREIGN)
                    .run()
                    .requireSuccess();
        }
    }

    /** Replaces files of a group that it is in, or is not. */
    static final class Receiving {
        private Receiving() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            boolean member = Boolean.parseBoolean(arguments[1]);
            require(directory, "640", 0, member ? "640 0:42424" : "600 0:0");
            require(directory, "604", 0, member ? "604 0:42424" : "600 0:0");
            require(directory, "664", 0, member ? "664 0:42424" : "644 0:0");
            require(directory, "2664", 0, member ? "2664 0:42424" : "644 0:0");
            require(directory, "2755", 0, member ? "2755 0:42424" : "755 0:0");
            require(directory, "4755", 0, member ? "4755 0:42424" : "4755 0:0");
            // Of somebody else, who let everybody write.
            require(directory, "666", FOREIGN, member ? "666 0:42424" : "666 0:0");
        }

        private static void require(Path directory, String bits, int owner, String expected) throws IOException {
            Path file = directory.resolve("file-" + bits + "-" + owner + "-" + FOREIGN);
            receive(file, TransferOptions.DEFAULTS);
            assertThat(status(file)).as(bits).isEqualTo(expected);
        }
    }

    /** The umask takes its part of what any new file gets, and nothing of what a file had that is replaced. */
    @ParameterizedTest
    @CsvSource({"077, 600, 600", "002, 664, 660", "022, 644, 640", "027, 640, 640"})
    void theUmask(String umask, String anyNewFile, String copyOfAFileOf640) throws Exception {
        assumeAdministrator(folder);
        file(folder, "644", 0, 0);
        file(folder, "640", 0, 0);
        file(folder, "660", 0, 0);
        Unprivileged.assumeAvailable();
        Unprivileged.inGroup(FOREIGN, Copying.class)
                .under("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh")
                .arguments(folder, anyNewFile, copyOfAFileOf640)
                .run()
                .requireSuccess();
    }

    /** Copies a file that all may read, one that its group may read, and onto a file that its group may write. */
    static final class Copying {
        private Copying() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path readable = folder.resolve("file-644-0-0");
            assertThat(copied(readable, folder.resolve("new"))).isEqualTo(arguments[1] + " 0:0");
            assertThat(copied(folder.resolve("file-640-0-0"), folder.resolve("private")))
                    .isEqualTo(arguments[2] + " 0:0");
            assertThat(copied(readable, folder.resolve("file-660-0-0"))).isEqualTo("660 0:0");
        }
    }
}
