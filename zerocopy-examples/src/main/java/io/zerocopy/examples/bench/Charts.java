package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Results.Table;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Results as pictures. */
public final class Charts {
    private static final List<String> COLUMNS = List.of(Figure.THROUGHPUT.toString(), Figure.CPU.toString());
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 600;

    private Charts() {}

    /** Writes what can be drawn of a table, beside the other files. */
    public static void write(Table table, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        for (String column : COLUMNS) {
            CategoryChart chart = chart(table, column);
            if (!chart.getSeriesMap().isEmpty()) {
                String name = table.title() + "-" + column.replaceAll("[^A-Za-z]+", "-") + ".png";
                BitmapEncoder.saveBitmap(chart, folder.resolve(name).toString(), BitmapFormat.PNG);
            }
        }
    }

    /** Cells from left to right, a bar for each contender. */
    private static CategoryChart chart(Table table, String column) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(table.title() + ": " + column)
                .yAxisTitle(column)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        List<String> cells = table.cells().stream().map(Cell::name).toList();
        medians(table, column)
                .forEach((contender, medians) -> chart.addSeries(
                        contender,
                        cells,
                        cells.stream()
                                .map(cell -> Objects.requireNonNullElse(medians.get(cell), 0.0))
                                .toList()));
        return chart;
    }

    private static Map<String, Map<String, Double>> medians(Table table, String column) {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        for (Cell cell : table.cells()) {
            for (Row row : cell.rows()) {
                Interval figure = row.figures().get(column);
                if (figure != null) {
                    medians.computeIfAbsent(row.contender(), contender -> new LinkedHashMap<>())
                            .put(cell.name(), figure.median());
                }
            }
        }
        return medians;
    }
}
