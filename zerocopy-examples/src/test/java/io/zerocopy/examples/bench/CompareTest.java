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
    void runsEachRow() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--quick", "--turns", "1", "--in", folder.toString());

        assertThat(compare.exitCode()).as(compare.text()).isZero();
        assertThat(compare.text())
                .contains("| file to SocketChannel |", "# Benchmark of ", "(A/A)")
                .contains("| 1250 x 4 KiB of an open FileChannel |")
                .contains("file to a wrapper channel")
                .contains("file to the stream of a Socket")
                .contains("file from an event loop")
                .contains("| 625 x 200 bytes + 16 KiB |")
                .contains("| 1 x 200 bytes + 16 KiB without TCP_NODELAY |")
                .contains("| 31 x 200 bytes + 1 MiB |")
                .contains("| Netty, 31 x 200 bytes + 1 MiB |")
                .contains("socket to an open file")
                .contains("socket to socket, against 8 KiB on the heap")
                .contains("socket to socket, against 64 KiB direct")
                .contains("| file to file |", "too few rounds")
                .doesNotContain("behind |");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNameThatNothingHasIsToldWithThoseThereAre() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--only", "nonsense", "--in", folder.toString());

        assertThat(compare.exitCode()).as(compare.text()).isEqualTo(2);
        assertThat(compare.text())
                .startsWith("zerocopy compare: --only nonsense: nothing has that in its name\n")
                .contains("compare: 20000 x 4 KiB of an open FileChannel; ", "; file to file\n");
    }

    @Test
    void refusesToTimeNothing() throws Exception {
        ChildRun compare = ChildRun.of(folder, "compare", "--turns", "0");
        assertThat(compare.exitCode()).isEqualTo(2);
        assertThat(compare.text()).contains("--turns must be positive");
    }
}
