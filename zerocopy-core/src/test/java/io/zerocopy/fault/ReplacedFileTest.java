package io.zerocopy.fault;

import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path is sent while whole files of other sizes are renamed over it, as deployments do: each send is one of the
 * files, all of it.
 */
@ExtendWith(LeftOvers.class)
class ReplacedFileTest {
    private static final String SLOW_OPEN_MICROS = "3000";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachSendIsOneWholeFile(boolean isBlocking) throws Exception {
        ReplacedFileMain.run(folder, isBlocking, 600);
    }

    /** Most times the file that is opened is not the one that was looked at. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void betweenTheLookAndTheOpening(boolean isBlocking) throws Exception {
        Syscalls.assumeAvailable();
        ChildJvm.of(ReplacedFileMain.class)
                .under(
                        "strace",
                        "-f",
                        "-o",
                        "/dev/null",
                        "-P",
                        folder.resolve("name").toString())
                .under("-e", "trace=openat", "-e", "inject=openat:delay_enter=" + SLOW_OPEN_MICROS)
                .arguments(folder, isBlocking, 300)
                .run()
                .requireSuccess();
    }
}
