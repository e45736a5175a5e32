package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables for people, as they stand in a page. */
public final class Markdown {
    /** How to read those that compare. */
    public static final String LEGEND = """
            Figures are medians. "time / library's" above 1: the library is faster; "library's CPU / its" below 1: it needs
            less; each with its 95 % interval. In the library's own line they are to itself, run once more: the noise.
            """;

    private Markdown() {}

    /** What comes before a table's cells. */
    public static String head(Plan plan) {
        int columns = plan.columns().size();
        String names = plan.columns().stream().map(Column::toString).collect(Collectors.joining(" | "));
        return "## " + plan.title() + "\n\n" + plan.about() + "\n\n| | | " + names + " |\n|---|---"
                + "|--:".repeat(columns) + "|\n";
    }

    /** A line for each contender. */
    public static String of(Cell cell, List<Column> columns) {
        String name = cell.name();
        if (cell.rows().isEmpty()) {
            return "| " + name + " |" + " |".repeat(columns.size() + 1) + "\n";
        }
        StringBuilder lines = new StringBuilder();
        for (Row row : cell.rows()) {
            String figures =
                    columns.stream().map(column -> text(column.of(row))).collect(Collectors.joining(" | "));
            lines.append("| " + name + " | " + row.contender() + " | " + figures + " |\n");
            // Said once.
            name = "";
        }
        return lines.toString();
    }

    private static String text(Interval figure) {
        String median = digits(figure.median());
        return figure.low() == figure.median() && figure.high() == figure.median()
                ? median
                : median + " [" + digits(figure.low()) + ", " + digits(figure.high()) + "]";
    }

    /** Three of them, or more where they stand before the point. */
    static String digits(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        String format = value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
