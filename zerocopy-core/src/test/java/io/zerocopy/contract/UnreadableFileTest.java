package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Unprivileged;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that may not be read is refused with the JDK's own exception, in a child that may not override permissions.
 */
@ExtendWith(LeftOvers.class)
class UnreadableFileTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void isRefused() throws Exception {
        Unprivileged.assumeAvailable();
        Path file = Files.writeString(folder.resolve("file"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        String said = Unprivileged.of(Sending.class).arguments(file).run().requireSuccess();
        assertThat(said).isEqualTo("denied 0");
    }

    /** Tries to send its argument. */
    static final class Sending {
        private Sending() {}

        public static void main(String[] arguments) throws IOException {
            RecordingTarget target = new RecordingTarget();
            try {
                System.out.println(ZeroCopyTransfer.send(Path.of(arguments[0]), target));
            } catch (AccessDeniedException e) {
                System.out.println("denied " + target.bytes().length);
            }
        }
    }
}
