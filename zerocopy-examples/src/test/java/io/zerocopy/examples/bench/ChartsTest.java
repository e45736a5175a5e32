package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Results.Table;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** Pictures of readable size, in which the library's bar is never missing. */
class ChartsTest {
    @TempDir
    private Path folder;

    @Test
    void theLibraryBesideTheBestAndTheWorst() throws Exception {
        write(List.of(cell("a < b", 100, 300, 200, 50)));

        Document svg = parsed("t-MB-s.svg");
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo("800");
        String text = Files.readString(folder.resolve("t-MB-s.svg"));
        assertThat(text)
                .contains("t: MB/s, more is better", "a &lt; b", ">100.0<", ">300.0<", ">50.0<")
                .contains("prefers-color-scheme: dark", ">ZeroCopyTransfer<", ">the best of the others<")
                .doesNotContain(">200.0<");
        // In the legend, and as a bar.
        assertThat(text.split("class=\"s0\"", -1)).hasSize(3);
    }

    @Test
    void manyCellsAreSeveralPictures() throws Exception {
        write(IntStream.range(0, 13).mapToObj(i -> cell("cell " + i, 1, 2)).toList());

        assertThat(Files.readString(folder.resolve("t-MB-s.svg"))).contains(">cell 11<", ">without the library<");
        assertThat(Files.readString(folder.resolve("t-MB-s-2.svg")))
                .contains(">cell 12<")
                .doesNotContain(">cell 11<");
        assertThat(folder).isDirectoryNotContaining("glob:**CPU*");
    }

    private void write(List<Cell> cells) throws IOException {
        Charts.write(new Table("t", "about", cells), folder);
    }

    private Document parsed(String name) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(name).toFile());
    }

    private static Cell cell(String name, double library, double... others) {
        Interval one = new Interval(1, 1, 1);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of("ZeroCopyTransfer", figures(library)));
        rows.add(new Row("ZeroCopyTransfer again (A/A)", figures(library + 1000), one, one, ""));
        for (double other : others) {
            rows.add(new Row("other", figures(other), one, one, "even"));
        }
        return new Cell(name, rows, List.of());
    }

    private static Map<String, Interval> figures(double value) {
        return Map.of("MB/s", new Interval(value, value, value));
    }
}
