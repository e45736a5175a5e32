package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bench} once through; nothing is asserted about who is faster. */
class BenchTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path results;

    @Test
    void writesTablesForPeopleAndCharts() throws Exception {
        ChildRun bench =
                ChildRun.of(folder, "bench", "--quick", "--in", folder.toString(), "--out", results.toString());

        assertThat(bench.exitCode()).as(bench.text()).isZero();
        assertThat(bench.text())
                .contains("## send", "| SocketChannel, 80 x 64 KiB | ZeroCopyTransfer |", "SocketChannel, 5 x 1 MiB")
                .contains("| wrapper channel, 1 x 5 MiB | ZeroCopyTransfer |", "| stream of a Socket, ")
                .contains(
                        "|  | transferTo |", "|  | Files.copy |", "|  | commons-io IOUtils |", "|  | article's loop |")
                .contains("|  | direct buffer, 1 MiB |", "too few rounds")
                .contains(NativeProgram.canBeBuilt() ? "|  | C, sendfile |" : "NOT MEASURED: C")
                .doesNotContain("WARNING");
        assertThat(results.resolve("send.md"))
                .content()
                .contains("too few rounds", "TCP with ", "## send", "| SocketChannel, ");
        assertThat(results.resolve("send.svg")).content().contains("send: CPU, s/GB, less is better");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsMissingHasALineThatSaysSo() throws Exception {
        ChildRun bench = ChildRun.withoutPrograms(
                folder, "bench", "--servers", "--quick", "--in", folder.toString(), "--out", results.toString());

        assertThat(bench.exitCode()).as(bench.text()).isZero();
        assertThat(results.resolve("servers.md"))
                .content()
                .contains("| HTTP_CORE, NOT MEASURED: wrk is not installed | | | | | |")
                .contains("| nginx, NOT MEASURED: wrk is not installed |");
        assertThat(results.resolve("system-calls.md"))
                .content()
                .contains("| HTTP_CORE, NOT MEASURED: strace is not installed | | |");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoKindsAtOnceAreRefused() throws Exception {
        ChildRun bench = ChildRun.of(folder, "bench", "--cold", "--servers");

        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.text()).contains("--cold", "--servers", "mutually exclusive");
    }

    @Test
    void aNameThatNothingHasIsToldWithThoseThereAre() throws Exception {
        ChildRun bench = ChildRun.of(
                folder, "bench", "--only", "kittens", "--in", folder.toString(), "--out", results.toString());

        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.text())
                .contains("--only kittens: nothing has that in its name")
                .contains("send: SocketChannel, 4096 x 64 KiB; ", "; stream of a Socket, 1 x 256 MiB");
    }
}
