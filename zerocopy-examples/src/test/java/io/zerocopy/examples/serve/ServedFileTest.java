package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens between the look at a file and its opening. */
class ServedFileTest {
    private Path outside = Path.of("");
    private Path file = Path.of("");
    private Folder folder;

    @BeforeEach
    void makeFiles(@TempDir Path temporary) throws IOException {
        outside = Files.writeString(temporary.resolve("secret.txt"), "secret");
        file = Files.writeString(
                Files.createDirectory(temporary.resolve("served")).resolve("file.txt"), "content");
        folder = new Folder(temporary.resolve("served"));
    }

    private Found find() throws Refusal {
        return folder.find(TargetPath.of("/file.txt"));
    }

    @Test
    void isTheFileThatWasFound() throws Exception {
        try (ServedFile served = ServedFile.open(folder, find())) {
            assertThat(text(served)).isEqualTo("content");
            assertThat(served.length()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void isTheFileThatHasTakenItsPlace() throws Exception {
        Found found = find();
        Path other = Files.writeString(file.resolveSibling("other.txt"), "other content");
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        try (ServedFile served = ServedFile.open(folder, found)) {
            assertThat(text(served)).isEqualTo("other content");
            assertThat(served.length()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void isNoLinkThatHasTakenItsPlaceAndLeadsOut() throws Exception {
        Found found = find();
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
        assertThatThrownBy(() -> ServedFile.open(folder, found)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void isNoFileBehindAFolderThatHasBecomeALinkAndLeadsOut() throws Exception {
        Path inner = Files.createDirectory(file.resolveSibling("sub"));
        Files.writeString(inner.resolve("secret.txt"), "content");
        Found found = folder.find(TargetPath.of("/sub/secret.txt"));
        Files.move(inner, outside.resolveSibling("moved"));
        Files.createSymbolicLink(inner, outside.getParent());
        assertThatThrownBy(() -> ServedFile.open(folder, found)).isInstanceOf(NoSuchFileException.class);
    }

    /** To open the pipe would wait for who writes into it. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its file systems have no pipes")
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isNoLinkThatIsOpenedToSeeWhereItLeads() throws Exception {
        Path pipe = outside.resolveSibling("pipe");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        Found found = find();
        Files.delete(file);
        Files.createSymbolicLink(file, pipe);
        assertThatThrownBy(() -> ServedFile.open(folder, found)).isInstanceOf(NoSuchFileException.class);
    }

    private static String text(ServedFile served) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) served.length());
        while (bytes.hasRemaining() && served.content().read(bytes, bytes.position()) >= 0) {
            // The next part.
        }
        return new String(bytes.array(), US_ASCII);
    }
}
