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
                .containsPattern("time >= 0.95: \\d+\\.\\d+, (met|MISSED)");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesToTimeNothing() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--turns", "0");
        assertThat(compare.exitCode()).isEqualTo(2);
        assertThat(compare.text()).startsWith("--turns must be positive");
    }
}
