package io.zerocopy.examples.bench;

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
    private static final int MOST_CELLS = 12;
    private static final int WIDTH = 800;
    private static final int TOP = 74;
    private static final int LABEL_WIDTH = 250;
    private static final int VALUE_WIDTH = 70;
    private static final int BAR = 13;
    private static final int GAP = 11;

    private static final String STYLE = "<style>.bg{fill:#fff}.ink{fill:#1f2328}.dim{fill:#59636e}.s0{fill:#0969da}"
            + ".s1{fill:#9a6700}.s2{fill:#afb8c1}@media (prefers-color-scheme: dark){.bg{fill:#0d1117}.ink{fill:#f0f6fc}"
            + ".dim{fill:#9198a1}.s0{fill:#4493f8}.s1{fill:#d29922}.s2{fill:#656c76}}</style>%n";

    private Charts() {}

    /** Writes what can be drawn of a table, beside the other files. */
    public static void write(Table table, Path folder) throws IOException {
        for (Figure figure : List.of(Figure.THROUGHPUT, Figure.CPU)) {
            List<Cell> cells = table.cells().stream()
                    .filter(cell -> cell.isCompared() && cell.columns().contains(figure.toString()))
                    .toList();
            for (int from = 0; from < cells.size(); from += MOST_CELLS) {
                List<Cell> few = cells.subList(from, Math.min(cells.size(), from + MOST_CELLS));
                String name = table.title() + "-" + figure.toString().replaceAll("[^A-Za-z]+", "-");
                String part = from == 0 ? "" : "-" + (from / MOST_CELLS + 1);
                Files.writeString(folder.resolve(name + part + ".svg"), svg(table.title(), figure, few));
            }
        }
    }

    /**
     * One bar.
     *
     * @param series 0 is the library
     */
    private record Bar(int series, double value) {}

    /** The library, the best of the others, and the worst of them if it is another one. */
    private static List<Bar> bars(Cell cell, Figure figure) {
        Comparator<Row> better = Comparator.comparingDouble(row -> row.median(figure));
        if (figure == Figure.THROUGHPUT) {
            better = better.reversed();
        }
        // Behind the library, and the library again.
        List<Row> others = cell
                .rows()
                .subList(Math.min(2, cell.rows().size()), cell.rows().size())
                .stream()
                .filter(row -> Double.isFinite(row.median(figure)))
                .sorted(better)
                .toList();
        List<Bar> bars = new ArrayList<>(List.of(new Bar(0, cell.rows().get(0).median(figure))));
        if (!others.isEmpty()) {
            bars.add(new Bar(1, others.get(0).median(figure)));
        }
        if (others.size() > 1) {
            bars.add(new Bar(2, others.get(others.size() - 1).median(figure)));
        }
        return bars;
    }

    static String svg(String title, Figure figure, List<Cell> cells) {
        List<List<Bar>> groups = cells.stream().map(cell -> bars(cell, figure)).toList();
        double largest = groups.stream()
                .flatMap(List::stream)
                .mapToDouble(Bar::value)
                .max()
                .orElse(1);
        int series = groups.stream().mapToInt(List::size).max().orElse(1);
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (int i = 0; i < cells.size(); i++) {
            List<Bar> group = groups.get(i);
            String label = cells.get(i).name().replaceFirst(":.*", "");
            int middle = y + group.size() * BAR / 2 + 5;
            body.append(text("ink", LABEL_WIDTH - 10, middle, "end", label));
            for (Bar bar : group) {
                long length = Math.round(bar.value / largest * (WIDTH - LABEL_WIDTH - VALUE_WIDTH));
                body.append(rectangle(bar.series, LABEL_WIDTH, y, Math.max(1, length), BAR - 1));
                body.append(text("dim", LABEL_WIDTH + length + 6, y + 11, "start", Markdown.digits(bar.value)));
                y += BAR;
            }
            y += GAP;
        }
        String sense = figure == Figure.THROUGHPUT ? "more is better" : "less is better";
        return head(y, title + ": " + figure + ", " + sense, legend(cells.get(0), series)) + body + "</svg>\n";
    }

    private static List<String> legend(Cell cell, int series) {
        String library = cell.rows().get(0).contender();
        return switch (series) {
            case 1 -> List.of(library);
            case 2 -> List.of(library, "without the library");
            default -> List.of(library, "the best of the others", "the worst of them");
        };
    }

    private static String head(int height, String title, List<String> legend) {
        StringBuilder head = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\""
                        + " role=\"img\" aria-label=\"%3$s\" font-size=\"13\""
                        + " font-family=\"system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif\">%n" + STYLE
                        + "<rect class=\"bg\" width=\"%1$d\" height=\"%2$d\" rx=\"8\"/>%n"
                        + "<text class=\"ink\" x=\"20\" y=\"28\" font-size=\"15\" font-weight=\"600\">%3$s</text>%n",
                WIDTH,
                height,
                escaped(title)));
        for (int i = 0; i < legend.size(); i++) {
            head.append(rectangle(i, 20 + i * 200, 43, 12, 12));
            head.append(text("ink", 38 + i * 200, 54, "start", legend.get(i)));
        }
        return head.toString();
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
