package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.zerocopy.examples.bench.servers.Wrk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bench} once through; nothing is asserted about who is faster. */
class BenchTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path results;

    @Test
    void writesTablesForPeopleAndProgramsAndCharts() throws Exception {
        ChildRun bench =
                ChildRun.of(folder, "bench", "--quick", "--in", folder.toString(), "--out", results.toString());

        assertThat(bench.exitCode()).as(bench.text()).isZero();
        assertThat(bench.text())
                .contains(
                        "## article", "| 7 MB: in 2008 156 ms by the loop, 45 ms by transferTo |", "| article's loop |")
                .contains("## send", "SocketChannel, 5 x 1 MiB", "wrapper channel", "stream of a Socket", "| TLS, ")
                .contains("| Guava ByteStreams, channels |", "| commons-io IOUtils |", "| okio |", "| Netty NIO")
                .contains(OS.LINUX.isCurrentOs() ? "| Netty epoll" : "NOT MEASURED: Netty's epoll")
                .doesNotContain("WARNING")
                .contains("## scale", "| 16 x 16 KiB, threads |", "| 16 x 4 MiB, event loop |")
                .contains("| 4 KiB files", "| 20 waiting sends, 128 MiB |")
                .contains("## servers", Wrk.missing().isEmpty() ? "| serve again (A/A) |" : Wrk.missing())
                .contains("## micro", "| send, Path | time, ns | heap, bytes |", "| advance, the channel is full |");
        assertThat(results.resolve("results.md")).content().contains("# Benchmark of ", "## article", "| 21 MB: ");
        assertThat(JsonParser.parseString(Files.readString(results.resolve("results.json")))
                        .getAsJsonObject()
                        .getAsJsonArray("tables"))
                .hasSize(5);
        assertThat(results).isDirectoryContaining("glob:**article-MB-s.svg");
        assertThat(results).isDirectoryContaining("glob:**scale-CPU-s-GB.svg");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNameThatNothingHasIsToldWithThoseThereAre() throws Exception {
        ChildRun bench = ChildRun.of(
                folder, "bench", "--only", "kittens", "--in", folder.toString(), "--out", results.toString());

        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.text())
                .contains("--only kittens: nothing has that in its name")
                .contains("article: 7 MB: in 2008 ", "send: SocketChannel, ", "scale: 1 x 16 KiB, threads; ");
    }
}
