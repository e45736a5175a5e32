package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Cell.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The first column of a table as a picture: horizontal bars, for each cell the library beside the best and the worst of
 * the others. SVG by hand, since what draws charts for Java knows of no page that may be light or dark.
 */
public final class Charts {
    private static final int WIDTH = 800;
    private static final int TOP = 74;
    private static final int LABEL_WIDTH = 250;
    private static final int VALUE_WIDTH = 70;
    private static final int BAR = 13;
    private static final int GAP = 11;

    private Charts() {}

    /** Writes it beside the other files, in the name of the table. */
    public static void write(Plan plan, List<Cell> cells, Path folder) throws IOException {
        Path file = folder.resolve(plan.fileName(".svg"));
        Files.writeString(file, svg(plan.title(), plan.columns().get(0), cells));
    }

    /** The library, the best of the others, and the worst of them if it is another one. */
    private static List<Double> bars(Cell cell, Column column) {
        Comparator<Double> better = Comparator.naturalOrder();
        List<Double> others = cell.rows().stream()
                .skip(1)
                .map(row -> column.of(row).median())
                .sorted(isMoreBetter(column) ? better.reversed() : better)
                .toList();
        List<Double> bars = new ArrayList<>();
        bars.add(column.of(cell.rows().get(0)).median());
        others.stream().limit(1).forEach(bars::add);
        others.stream().skip(Math.max(1, others.size() - 1)).forEach(bars::add);
        return bars;
    }

    private static boolean isMoreBetter(Column column) {
        return column == Column.THROUGHPUT || column == Column.REQUESTS;
    }

    private static String svg(String title, Column column, List<Cell> cells) {
        List<List<Double>> groups =
                cells.stream().map(cell -> bars(cell, column)).toList();
        double largest = groups.stream()
                .flatMap(List::stream)
                .max(Comparator.naturalOrder())
                .orElse(1.0);
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (int i = 0; i < cells.size(); i++) {
            List<Double> group = groups.get(i);
            body.append(text(
                    "ink",
                    LABEL_WIDTH - 10,
                    y + group.size() * BAR / 2 + 5,
                    "end",
                    cells.get(i).name()));
            for (int bar = 0; bar < group.size(); bar++) {
                double value = group.get(bar);
                long length = Math.max(1, Math.round(value / largest * (WIDTH - LABEL_WIDTH - VALUE_WIDTH)));
                body.append(rectangle(bar, LABEL_WIDTH, y, length, BAR - 1));
                body.append(text("dim", LABEL_WIDTH + length + 6, y + 11, "start", Markdown.digits(value)));
                y += BAR;
            }
            y += GAP;
        }
        String sense = isMoreBetter(column) ? "more is better" : "less is better";
        return head(y, escaped(title + ": " + column + ", " + sense)) + legend(cells.get(0)) + body + "</svg>\n";
    }

    private static String head(int height, String title) {
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" \
                aria-label="%3$s" font-size="13" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">
                <style>.bg{fill:#fff}.ink{fill:#1f2328}.dim{fill:#59636e}.s0{fill:#0969da}.s1{fill:#9a6700}.s2{fill:#afb8c1}\
                @media (prefers-color-scheme: dark){.bg{fill:#0d1117}.ink{fill:#f0f6fc}.dim{fill:#9198a1}.s0{fill:#4493f8}\
                .s1{fill:#d29922}.s2{fill:#656c76}}</style>
                <rect class="bg" width="%1$d" height="%2$d" rx="8"/>
                <text class="ink" x="20" y="28" font-size="15" font-weight="600">%3$s</text>
                """, WIDTH, height, title);
    }

    private static String legend(Cell cell) {
        List<Row> rows = cell.rows();
        String library = rows.get(0).contender();
        List<String> names = rows.size() == 2
                ? List.of(library, rows.get(1).contender())
                : List.of(library, "the best of the others", "the worst of them");
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            legend.append(rectangle(i, 20 + i * 200, 43, 12, 12));
            legend.append(text("ink", 38 + i * 200, 54, "start", names.get(i)));
        }
        return legend.toString();
    }

    private static String rectangle(int series, int x, int y, long width, int height) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                series,
                x,
                y,
                width,
                height);
    }

    private static String text(String style, long x, int y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
