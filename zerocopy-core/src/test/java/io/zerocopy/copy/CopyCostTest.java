package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A copy asks the system hardly more than Files.copy does, which neither replaces in one step nor keeps anything. */
@ExtendWith(LeftOvers.class)
class CopyCostTest {
    private static final int COPIES = 10;
    private static final int SIZE = 10_000;
    private static final int MOST_CALLS = 14;

    @TempDir
    Path folder = Path.of("");

    @Test
    void systemCallsOfACopy() throws Exception {
        Syscalls.assumeAvailable();
        Syscalls calls = Syscalls.of(ChildJvm.of(Copying.class).arguments(folder), "%file,%desc");
        calls.child().requireSuccess();
        for (String kind : List.of("new", "existing", "private")) {
            Path own = folder.resolve("library-" + kind);
            Path ofTheJdk = folder.resolve("jdk-" + kind);
            System.out.println("system calls of a copy to a " + kind + " file: " + perCopy(calls, own)
                    + ", of Files.copy: " + perCopy(calls, ofTheJdk));
            // What its group may do and others may not is set at the end: open, fchmod, close.
            assertThat(perCopy(calls, own))
                    .as(kind)
                    .isLessThan(kind.equals("private") ? MOST_CALLS + 3 : MOST_CALLS + 1);
        }
    }

    private static double perCopy(Syscalls calls, Path directory) {
        return (double) calls.touching(directory).size() / COPIES;
    }

    /**
     * Copies within a folder for each kind, whose name the trace shows; beforehand elsewhere, so that all is loaded.
     */
    static final class Copying {
        private Copying() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            for (String kind : List.of("new", "existing", "private")) {
                Path warm = prepared(folder, "warm-" + kind, kind);
                Path own = prepared(folder, "library-" + kind, kind);
                Path ofTheJdk = prepared(folder, "jdk-" + kind, kind);
                for (int i = 0; i < COPIES; i++) {
                    ZeroCopyTransfer.copy(warm.resolve("source"), warm.resolve("target-" + i));
                }
                for (int i = 0; i < COPIES; i++) {
                    ZeroCopyTransfer.copy(own.resolve("source"), own.resolve("target-" + i));
                    Files.copy(
                            ofTheJdk.resolve("source"),
                            ofTheJdk.resolve("target-" + i),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }

        /** Made outside the folder whose calls are counted, and moved there. */
        private static Path prepared(Path folder, String name, String kind) throws IOException {
            Path made = Files.createTempDirectory("prepared");
            Content.of(86).writeTo(made.resolve("source"), SIZE);
            if (!kind.equals("new")) {
                for (int i = 0; i < COPIES; i++) {
                    Path target = Files.writeString(made.resolve("target-" + i), "old");
                    String permissions = kind.equals("private") ? "rw-r-----" : "rw-r--r--";
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
                }
            }
            return Files.move(made, folder.resolve(name));
        }
    }
}
