package io.zerocopy.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Setting;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    private static final Setting SETTING = new Setting("now", "17", "Linux", "fast", 2, "reno", "no", "/tmp", 1);

    @TempDir
    private Path folder;

    private final StringWriter terminal = new StringWriter();

    @Test
    void eachCellIsPrintedAndKeptBeforeTheNextIsMeasured() throws IOException {
        BenchReport report = new BenchReport(new PrintWriter(terminal), folder, SETTING);
        report.begin(new Plan("article", "The article's files.", List.of()));
        assertThat(terminal).hasToString("## article\n\nThe article's files.\n" + System.lineSeparator());

        report.add(List.of(cell("7 MB")));

        assertThat(terminal.toString()).contains("| 7 MB |", "| transferTo |");
        assertThat(folder.resolve("results.md")).content().contains("## article", "| 7 MB |");
        assertThat(folder.resolve("results.json")).content().contains("\"7 MB\"");

        report.add(List.of(cell("21 MB")));

        assertThat(terminal.toString()).containsOnlyOnce("| 7 MB |").containsOnlyOnce("| 21 MB |");
        assertThat(folder.resolve("results.md")).content().containsSubsequence("| 7 MB |", "| 21 MB |");
        assertThat(folder.resolve("results.json")).content().containsSubsequence("\"7 MB\"", "\"21 MB\"");
    }

    private static Cell cell(String name) {
        return new Cell(name, List.of(Row.of("transferTo", Map.of("MB/s", new Interval(1, 2, 3)))), List.of());
    }
}
