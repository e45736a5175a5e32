package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Unprivileged;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where the user may not write nothing is read, and the exception names what he asked for. */
@ExtendWith(LeftOvers.class)
class UnprivilegedTest {
    private static final Content CONTENT = Content.of(68);

    @TempDir
    Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereTheUserMayNotWrite() throws Exception {
        Unprivileged.assumeAvailable();
        Unprivileged.of(Receiving.class).arguments(folder).run().requireSuccess();
    }

    /** Fails unless all is refused that has to be. */
    static final class Receiving {
        private Receiving() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Files.createDirectory(Path.of(arguments[0], "directory"));
            Path file = Files.writeString(directory.resolve("file"), "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            // As a rename would replace it.
            requireDenied(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
            requireDenied(file);
            requireDenied(directory.resolve("new"));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }
            assertThat(file).hasContent("old");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 1000), file);
            CONTENT.requireFile(file, 1000);
        }

        private static void requireDenied(Path file) {
            ContentSource source = ContentSource.of(CONTENT, 1000);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, file))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageStartingWith(file.toString());
            assertThat(source.calls()).isZero();
        }
    }
}
