package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.cold.HotProcess.Answer;
import io.zerocopy.examples.bench.cold.ServedKind.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How long each client waited, over time, as a picture. */
final class LatencyChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;
    private static final int MARKER = 4;
    private static final int MOST_POINTS = 300;

    private LatencyChart() {}

    /** Writes {@code cold-KIND.png} and {@code .svg}. */
    static void write(ServedKind kind, Map<Reading, List<Answer>> answers, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Hot 16 KiB requests beside one download from a disk of 20 MB/s: " + kind.words())
                .xAxisTitle("seconds")
                .yAxisTitle("milliseconds until the answer was there")
                .build();
        chart.getStyler()
                .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setYAxisLogarithmic(true)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setMarkerSize(MARKER);
        answers.forEach((reading, all) -> {
            List<Answer> drawn = slowest(all);
            chart.addSeries(
                    reading.words(),
                    drawn.stream()
                            .mapToDouble(
                                    answer -> (answer.askedMillis() - all.get(0).askedMillis()) / 1000.0)
                            .toArray(),
                    drawn.stream()
                            .mapToDouble(answer -> Math.max(answer.tookMicros(), 1) / 1000.0)
                            .toArray());
        });
        String name =
                folder.resolve("cold-" + kind.name().toLowerCase(Locale.ROOT)).toString();
        BitmapEncoder.saveBitmap(chart, name, BitmapFormat.PNG);
        VectorGraphicsEncoder.saveVectorGraphic(chart, name, VectorGraphicsFormat.SVG);
    }

    /** Of every few the slowest, so that the picture stays small. */
    private static List<Answer> slowest(List<Answer> all) {
        int few = 1 + all.size() / MOST_POINTS;
        List<Answer> slowest = new ArrayList<>();
        for (int i = 0; i < all.size(); i += few) {
            slowest.add(Collections.max(
                    all.subList(i, Math.min(all.size(), i + few)), Comparator.comparingLong(Answer::tookMicros)));
        }
        return slowest;
    }
}
