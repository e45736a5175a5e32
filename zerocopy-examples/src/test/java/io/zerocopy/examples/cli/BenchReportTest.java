package io.zerocopy.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.Column;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    @TempDir
    private Path folder;

    private final StringWriter terminal = new StringWriter();

    @Test
    void eachCellIsPrintedAndKeptBeforeTheNextIsMeasured() throws IOException {
        Path text = Files.writeString(folder.resolve("send.md"), "an older run");
        Path other = Files.writeString(folder.resolve("kernel-tier.md"), "of another table");
        BenchReport report = new BenchReport(new PrintWriter(terminal), folder, "Here, now.");

        report.measure(new Plan(
                "send",
                "A file.",
                List.of(Column.THROUGHPUT),
                List.of(
                        new Measurement("first", 0, afterRound -> cell("first")),
                        new Measurement("second", 0, afterRound -> {
                            assertThat(terminal.toString())
                                    .startsWith("Here, now.\n")
                                    .contains("| first | transferTo | 500 |");
                            assertThat(text).hasContent(terminal.toString());
                            return cell("second");
                        }))));

        assertThat(terminal.toString()).containsOnlyOnce("| first |").containsOnlyOnce("| second |");
        assertThat(text).hasContent(terminal.toString()).content().doesNotContain("older");
        assertThat(other).hasContent("of another table");
        assertThat(folder.resolve("send.svg")).content().contains(">first<", ">second<");
    }

    @Test
    void whatWasNotMeasuredHasALineAndNoPlaceInTheChart() throws IOException {
        BenchReport report = new BenchReport(new PrintWriter(terminal), folder, "Here, now.");

        report.measure(new Plan(
                "kernel tier, messages",
                "Messages.",
                List.of(Column.THROUGHPUT),
                List.of(
                        new Measurement("first", 0, afterRound -> List.of(new Cell("NOT MEASURED: a", List.of()))),
                        new Measurement("second", 0, afterRound -> cell("second")))));

        assertThat(folder.resolve("kernel-tier-messages.md")).content().contains("| NOT MEASURED: a | | |\n| second |");
        assertThat(folder.resolve("kernel-tier-messages.svg"))
                .content()
                .contains(">second<")
                .doesNotContain("NOT MEASURED");
    }

    private static List<Cell> cell(String name) {
        return List.of(new Cell(name, List.of(new Row("transferTo", List.of(new Sample(1, 1_000, 2_000, 0))))));
    }
}
