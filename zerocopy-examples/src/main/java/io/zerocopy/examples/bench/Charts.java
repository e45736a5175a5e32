package io.zerocopy.examples.bench;

import com.google.common.collect.Lists;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Results as pictures: horizontal bars, for each cell the library beside the best and the worst of the others. SVG by
 * hand, since what draws charts for Java knows of no page that may be light or dark.
 */
public final class Charts {
    private static final List<Figure> DRAWN = List.of(Figure.THROUGHPUT, Figure.CPU, Figure.P99);
    private static final int MOST_CELLS = 12;
    private static final int WIDTH = 800;
    private static final int TOP = 74;
    private static final int LABEL_WIDTH = 250;
    private static final int VALUE_WIDTH = 70;
    private static final int BAR = 13;
    private static final int GAP = 11;

    private Charts() {}

    /** Writes what can be drawn of a table, beside the other files. */
    public static void write(Table table, Path folder) throws IOException {
        for (Figure figure : DRAWN) {
            List<Cell> cells = table.cells().stream()
                    .filter(cell -> cell.columns().contains(figure.toString()))
                    .toList();
            String name = table.title() + "-" + figure.toString().replaceAll("[^A-Za-z0-9]+", "-");
            int part = 1;
            for (List<Cell> few : Lists.partition(cells, MOST_CELLS)) {
                String number = part == 1 ? "" : "-" + part;
                Files.writeString(folder.resolve(name + number + ".svg"), svg(table.title(), figure, few));
                part++;
            }
        }
    }

    /** The library, the best of the others, and the worst of them if it is another one. */
    private static List<Double> bars(Cell cell, Figure figure) {
        Comparator<Double> better = Comparator.naturalOrder();
        List<Double> others = cell.rows().stream()
                .skip(1)
                .filter(row -> !row.contender().endsWith(Contest.AGAIN))
                .map(row -> row.median(figure))
                .filter(Double::isFinite)
                .sorted(figure == Figure.THROUGHPUT ? better.reversed() : better)
                .toList();
        List<Double> bars = new ArrayList<>();
        bars.add(cell.rows().get(0).median(figure));
        others.stream().limit(1).forEach(bars::add);
        others.stream().skip(Math.max(1, others.size() - 1)).forEach(bars::add);
        return bars;
    }

    static String svg(String title, Figure figure, List<Cell> cells) {
        List<List<Double>> groups =
                cells.stream().map(cell -> bars(cell, figure)).toList();
        double largest = groups.stream()
                .flatMap(List::stream)
                .max(Comparator.naturalOrder())
                .orElse(1.0);
        int series = groups.stream().mapToInt(List::size).max().orElse(1);
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (int i = 0; i < cells.size(); i++) {
            List<Double> group = groups.get(i);
            String label = cells.get(i).name().replaceFirst(":.*", "");
            body.append(text("ink", LABEL_WIDTH - 10, y + group.size() * BAR / 2 + 5, "end", label));
            for (int bar = 0; bar < group.size(); bar++) {
                double value = group.get(bar);
                long length = Math.max(1, Math.round(value / largest * (WIDTH - LABEL_WIDTH - VALUE_WIDTH)));
                body.append(rectangle(bar, LABEL_WIDTH, y, length, BAR - 1));
                body.append(text("dim", LABEL_WIDTH + length + 6, y + 11, "start", Markdown.digits(value)));
                y += BAR;
            }
            y += GAP;
        }
        String sense = figure == Figure.THROUGHPUT ? "more is better" : "less is better";
        return head(y, escaped(title + ": " + figure + ", " + sense))
                + legend(cells.get(0).rows(), series) + body + "</svg>\n";
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

    private static String legend(List<Row> rows, int series) {
        String one = rows.size() == 2 ? rows.get(1).contender() : "without the library";
        String others = series == 2 ? one : "the best of the others";
        List<String> names = List.of(rows.get(0).contender(), others, "the worst of them");
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < series; i++) {
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
