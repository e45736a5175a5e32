package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code compare} once through; nothing is asserted about who is faster. */
class CompareTest {
    @TempDir
    private Path folder;

    @Test
    void runsEachScenarioAndJudgesItsGoals() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--quick", "--turns", "1", "--in", folder.toString());

        assertThat(compare.exitCode()).as(compare.text()).isZero();
        assertThat(compare.text())
                .contains("file to SocketChannel: 16,777,216 bytes in 1 transfer")
                .contains("4 KiB of an open FileChannel")
                .contains("4 KiB, gathered by TCP")
                .contains("file to a wrapper channel")
                .contains("file to the stream of a Socket")
                .contains("file from an event loop")
                .contains("200 bytes + 16 KiB, kept alive")
                .contains("200 bytes + 16 KiB, without TCP_NODELAY")
                .contains("200 bytes + 1 MiB, kept alive")
                .contains("Netty: 200 bytes + 1 MiB, kept alive")
                .contains("Netty: 200 bytes + file")
                .contains("socket to an open file")
                .contains("socket to a replaced file")
                .contains("socket to socket, against 8 KiB on the heap")
                .contains("socket to socket, against 64 KiB direct")
                .contains("file to file")
                .contains("no verdict: too few rounds")
                .doesNotContain("MISSED");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void judgesTheHotPathAndCountsItsSystemCalls() throws Exception {
        ChildRun compare =
                ChildRun.of(folder, "compare", "--hot-path", "--quick", "--turns", "1", "--in", folder.toString());

        assertThat(compare.exitCode()).as(compare.text()).isZero();
        assertThat(compare.text())
                .contains("open FileChannel, 4 KiB: 2,048,000 bytes in 500 transfers")
                .contains("path, 4 KiB", "ready payload, 16 KiB", "payload built and sent", "ready payload of a path")
                .contains("no verdict: too few rounds")
                .doesNotContain("MISSED")
                .containsPattern("path to a blocking channel: (\\d+|not counted: no strace) by open, size")
                .contains("file to a file that is there: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesToTimeNothing() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--turns", "0");
        assertThat(compare.exitCode()).isEqualTo(2);
        assertThat(compare.text()).contains("--turns must be positive");
    }
}
