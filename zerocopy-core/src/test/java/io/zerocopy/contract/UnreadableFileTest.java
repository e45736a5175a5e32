package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
    private static final String[] WITHOUT_OVERRIDE = {
        "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"
    };

    @TempDir
    Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void isRefused() throws Exception {
        Skip.unless(mayDropRights(), "setpriv cannot drop the right to override permissions here");
        Path file = Files.writeString(folder.resolve("file"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        String said = ChildJvm.of(Sending.class)
                .under(WITHOUT_OVERRIDE)
                .arguments(file)
                .run()
                .requireSuccess();
        assertThat(said).isEqualTo("denied 0");
    }

    private static boolean mayDropRights() throws InterruptedException {
        try {
            String[] command = Arrays.copyOf(WITHOUT_OVERRIDE, WITHOUT_OVERRIDE.length + 1);
            command[WITHOUT_OVERRIDE.length] = "true";
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
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
