package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Results.Table;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results for people. */
public final class Markdown {
    private static final String LEGEND = """
            Each cell: the library, the library again (A/A: what the machine's noise alone can do), and the others, in
            turns of random order; the peer is a process of its own. Figures are medians (quartiles) of all rounds. Ratios
            are taken turn by turn: median [95 % bootstrap interval]. "time / library's" above 1: the library is faster.
            "library's CPU / its" below 1: the library needs less. CPU is that of who sends; machine CPU also that of the
            peer, of interrupts, and of strangers. "behind": the interval lies below 0.95; such a cell is repeated once.
            """;

    private Markdown() {}

    public static String of(Results results) {
        String tables = results.tables().stream()
                .map(table -> heading(table)
                        + table.cells().stream().map(cell -> "\n" + of(cell)).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        return of(results.setting()) + "\n" + tables;
    }

    public static String of(Setting setting) {
        List<String> head = List.of("JDK", "system", "processor", "CPUs", "TCP", "pinned", "files", "turns");
        return "# Benchmark of " + setting.begun() + "\n\n"
                + row(head)
                + "|---".repeat(head.size()) + "|\n"
                + row(List.of(
                        setting.jdk(),
                        setting.system(),
                        setting.processor(),
                        String.valueOf(setting.processors()),
                        setting.congestionControl(),
                        setting.pinning(),
                        setting.folder(),
                        String.valueOf(setting.turns())))
                + "\n" + LEGEND;
    }

    /** What comes before a table's cells. */
    public static String heading(Table table) {
        return "## " + table.title() + "\n\n" + table.about() + "\n";
    }

    /** One cell, with a line for each contender; without the columns for ratios where there are none. */
    public static String of(Cell cell) {
        Set<String> columns = cell.columns();
        List<String> head = new ArrayList<>(List.of(cell.name()));
        head.addAll(columns);
        String alignment = "|---" + "|--:".repeat(columns.size());
        if (cell.isCompared()) {
            head.addAll(List.of("time / library's", "library's CPU / its", "the library is"));
            alignment += "|--:|--:|---";
        }
        StringBuilder text = new StringBuilder(row(head)).append(alignment).append("|\n");
        for (Row row : cell.rows()) {
            List<String> fields = new ArrayList<>(List.of(row.contender()));
            columns.forEach(column -> fields.add(spread(row.figures().get(column))));
            if (cell.isCompared()) {
                fields.addAll(List.of(ratio(row.timeRatio()), ratio(row.cpuRatio()), row.verdict()));
            }
            text.append(row(fields));
        }
        cell.remarks().forEach(remark -> text.append("\n").append(remark).append("\n"));
        return text.toString();
    }

    private static String row(List<String> fields) {
        return "| " + String.join(" | ", fields) + " |\n";
    }

    private static String spread(@Nullable Interval figure) {
        if (figure == null) {
            return "";
        }
        String median = digits(figure.median());
        return figure.low() == figure.high()
                ? median
                : median + " (" + digits(figure.low()) + " to " + digits(figure.high()) + ")";
    }

    private static String ratio(@Nullable Interval ratio) {
        return ratio == null
                ? ""
                : digits(ratio.median()) + " [" + digits(ratio.low()) + ", " + digits(ratio.high()) + "]";
    }

    static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 1000 ? "%.1f" : "%,.0f", value);
    }
}
