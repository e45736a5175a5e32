package io.zerocopy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children run, strace's log of them is understood, and faults are injected. */
@ExtendWith(LeftOvers.class)
class SyscallsTest {
    private static final Content CONTENT = Content.of(7);

    @TempDir
    Path folder = Path.of("");

    @Test
    void childrenAreTraced() throws Exception {
        Syscalls.assumeAvailable();
        Path file = CONTENT.writeTo(folder.resolve("source"), 1000);
        Syscalls traced = Syscalls.of(
                ChildJvm.of(Copying.class).arguments(file, folder.resolve("target")), "sendfile,copy_file_range");
        assertThat(traced.child().requireSuccess()).isEqualTo("1000");
        assertThat(traced.all()).isNotEmpty().anyMatch(call -> call.result() == 1000);
        Syscalls refused = Syscalls.of(
                ChildJvm.of(Copying.class).arguments(file, folder.resolve("target")),
                "sendfile,copy_file_range",
                "sendfile,copy_file_range:error=EPERM");
        assertThat(refused.child().exitCode()).isEqualTo(1);
        assertThat(refused.child().err()).contains("Operation not permitted");
        assertThat(refused.all()).allMatch(Syscalls.Call::isInjected);
    }

    @Test
    void callsThatStraceSplitsAreJoined() {
        assertThat(Syscalls.parse(List.of(
                        "12 sendfile(5, 4, [0] <unfinished ...>",
                        "13 sendfile(7, 8, NULL, 1) = -1 EAGAIN (Resource temporarily unavailable)",
                        "12 <... sendfile resumed> => [9], 9) = 9",
                        "12 +++ exited with 0 +++")))
                .containsExactly(
                        new Syscalls.Call("sendfile", "5, 4, [0] => [9], 9) = 9"),
                        new Syscalls.Call("sendfile", "7, 8, NULL, 1) = -1 EAGAIN (Resource temporarily unavailable)"));
    }

    /** A child that copies a file by transferTo. */
    static final class Copying {
        private Copying() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel in = FileChannel.open(Path.of(arguments[0]));
                    FileChannel out = FileChannel.open(
                            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                System.out.println(in.transferTo(0, in.size(), out));
            }
        }
    }
}
