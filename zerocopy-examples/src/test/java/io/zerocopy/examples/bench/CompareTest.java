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
        ChildRun compare = ChildRun.of(folder, "compare", "--quick", "--in", folder.toString());

        assertThat(compare.exitCode()).as(compare.text()).isZero();
        assertThat(compare.text())
                .contains("too few rounds", "## compare", "TCP with ", "library's CPU / its |")
                .contains("| 1250 x 4 KiB of an open FileChannel | ZeroCopyTransfer |", "|  | transferTo |")
                .contains("| 1250 x 4 KiB by Path |", "|  | Files.readAllBytes, then write |")
                .contains("| file to SocketChannel |", "| file to a wrapper channel |")
                .contains("| file to the stream of a Socket |", "| file from an event loop |")
                .contains("| 625 x 200 bytes + 16 KiB |", "| 31 x 200 bytes + 1 MiB |")
                .contains("| 1 x 200 bytes + 16 KiB without TCP_NODELAY |", "|  | write, then transferTo |")
                .contains("| socket to an open file |", "|  | transferFrom |")
                .contains("| socket to socket |", "|  | 8 KiB on the heap |", "|  | 64 KiB direct |")
                .contains("| file to file |", "|  | Files.copy |");
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
}
