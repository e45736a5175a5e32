package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept open, for how long, and what is never taken for it. */
class OpenFilesTest {
    private Path outside = Path.of("");
    private Path served = Path.of("");
    private Path file = Path.of("");
    private Folder folder;
    private OpenFiles files;

    @BeforeEach
    void makeFiles(@TempDir Path temporary) throws IOException {
        outside = Files.writeString(temporary.resolve("secret.txt"), "secret");
        served = Files.createDirectory(temporary.resolve("served"));
        file = Files.writeString(served.resolve("file.txt"), "content");
        folder = new Folder(served);
        files = new OpenFiles(folder);
        assumeTrue(
                Version.of(file).isUnmistakable(), "this file system has no time of change: nothing is ever kept open");
    }

    @AfterEach
    void close() {
        files.close();
    }

    private SharedFile open(String target) throws IOException, Refusal {
        return files.open(folder.find(TargetPath.of(target)));
    }

    private static String text(SharedFile file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Payload.Builder payload = Payload.builder();
        file.addTo(payload, new ByteRange(0, file.length()));
        ZeroCopyTransfer.send(payload.build(), Channels.newChannel(bytes));
        return bytes.toString(US_ASCII);
    }

    /** The answer now; what is open stays so. */
    private String textNow() throws IOException, Refusal {
        try (SharedFile now = open("/file.txt")) {
            return text(now);
        }
    }

    @Test
    void whoAsksForTheSameGetsTheSame() throws Exception {
        try (SharedFile one = open("/file.txt");
                SharedFile other = open("/file.txt")) {
            assertThat(other).isSameAs(one);
            assertThat(text(other)).isEqualTo("content");
        }
        SharedFile one = open("/file.txt");
        one.close();
        try (SharedFile again = open("/file.txt")) {
            assertThat(again).isSameAs(one);
            assertThat(text(again)).isEqualTo("content");
        }
    }

    @Test
    void aFileInItsPlaceIsSeenAndTheOldOneGoesOn() throws Exception {
        try (SharedFile old = open("/file.txt")) {
            Path other = Files.writeString(served.resolve("other.txt"), "another");
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(textNow()).isEqualTo("another");
            assertThat(text(old)).isEqualTo("content");
        }
    }

    @Test
    void aCutAndAGrownFileIsSeen() throws Exception {
        textNow();
        Files.writeString(file, "cut");
        assertThat(textNow()).isEqualTo("cut");
        Files.writeString(file, "grown beyond what it was");
        assertThat(textNow()).isEqualTo("grown beyond what it was");
    }

    @Test
    void whatIsWrittenWithTheOldSizeAndDateIsANewVersion() throws Exception {
        FileTime date = Files.getLastModifiedTime(file);
        try (SharedFile old = open("/file.txt")) {
            // The clock of the kernel may stand still for some milliseconds.
            do {
                Files.writeString(file, "CONTENT");
                Files.setLastModifiedTime(file, date);
            } while (Version.of(file).changed().equals(old.version().changed()));
            try (SharedFile now = open("/file.txt")) {
                assertThat(now).isNotSameAs(old);
                assertThat(now.version().tag()).isNotEqualTo(old.version().tag());
                assertThat(text(now)).isEqualTo("CONTENT");
            }
        }
    }

    @Test
    void whatIsDeletedIsGone() throws Exception {
        textNow();
        Found found = folder.find(TargetPath.of("/file.txt"));
        Files.delete(file);
        assertThatThrownBy(() -> open("/file.txt")).isInstanceOf(Refusal.class);
        // Between the look and this.
        assertThatThrownBy(() -> files.open(found)).isInstanceOf(IOException.class);
    }

    @Test
    void aLinkInItsPlaceThatLeadsOutIsNoWayOut() throws Exception {
        textNow();
        Found found = folder.find(TargetPath.of("/file.txt"));
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
        assertThatThrownBy(() -> open("/file.txt")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> files.open(found)).isInstanceOf(IOException.class);
    }

    @Test
    void aLinkThatIsTurnedLeadsToTheOther() throws Exception {
        Path other = Files.writeString(served.resolve("other.txt"), "another");
        Path link = Files.createSymbolicLink(served.resolve("link.txt"), file.getFileName());
        try (SharedFile one = open("/link.txt");
                SharedFile same = open("/file.txt")) {
            assertThat(same).isSameAs(one);
        }
        Path turned = Files.createSymbolicLink(served.resolve("turned.txt"), other.getFileName());
        Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);
        try (SharedFile now = open("/link.txt")) {
            assertThat(text(now)).isEqualTo("another");
        }
    }

    @Test
    void aFolderInAFoldersPlaceHasItsOwnFiles() throws Exception {
        Path sub = Files.createDirectory(served.resolve("sub"));
        Path twin = Files.createDirectory(served.resolve("twin"));
        Files.writeString(sub.resolve("file.txt"), "first");
        Files.writeString(twin.resolve("file.txt"), "other");
        try (SharedFile first = open("/sub/file.txt")) {
            Files.move(sub, served.resolve("old"));
            Files.move(twin, sub);
            try (SharedFile now = open("/sub/file.txt")) {
                assertThat(text(now)).isEqualTo("other");
            }
            assertThat(text(first)).isEqualTo("first");
            Files.move(sub, twin);
            Files.createSymbolicLink(sub, outside.getParent());
            assertThatThrownBy(() -> open("/sub/secret.txt")).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void whatIsLockedMeanwhileIsOpenedAnew() throws Exception {
        try (SharedFile before = open("/file.txt")) {
            // The clock of the kernel may stand still for some milliseconds.
            do {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            } while (Version.of(file).changed().equals(before.version().changed()));
            boolean mayReadAll = Files.isReadable(file);
            if (mayReadAll) {
                // Root is refused nothing; that it was asked is seen all the same.
                try (SharedFile now = open("/file.txt")) {
                    assertThat(now).isNotSameAs(before);
                }
            } else {
                assertThatThrownBy(() -> open("/file.txt")).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void whatIsNotAskedForIsClosedOnceItHasGoneOut() throws Exception {
        SharedFile used = open("/file.txt");
        files.sweep();
        try (SharedFile again = open("/file.txt")) {
            assertThat(again).isSameAs(used);
        }
        files.sweep();
        files.sweep();
        assertThat(text(used)).isEqualTo("content");
        used.close();
        assertThatThrownBy(() -> text(used)).isInstanceOf(ClosedChannelException.class);
        assertThat(textNow()).isEqualTo("content");
    }

    @Test
    void keepsFew() throws Exception {
        List<SharedFile> all = new ArrayList<>();
        for (int i = 0; i <= OpenFiles.MOST; i++) {
            Files.writeString(served.resolve("file-" + i), "content");
            SharedFile opened = open("/file-" + i);
            opened.close();
            all.add(opened);
        }
        assertThatThrownBy(() -> text(all.get(0))).isInstanceOf(ClosedChannelException.class);
        for (SharedFile later : all.subList(1, all.size())) {
            assertThat(text(later)).isEqualTo("content");
        }
        files.close();
        for (SharedFile each : all) {
            assertThatThrownBy(() -> text(each)).isInstanceOf(ClosedChannelException.class);
        }
        SharedFile late = open("/file.txt");
        late.close();
        assertThatThrownBy(() -> text(late)).isInstanceOf(ClosedChannelException.class);
    }
}
