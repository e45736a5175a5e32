package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Cell.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        write(Column.THROUGHPUT, 100, 300, 200, 50);

        Path file = folder.resolve("a-title.svg");
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo("800");
        String text = Files.readString(file);
        assertThat(text)
                .contains("a title: MB/s, more is better", "a &lt; b", ">100<", ">300<", ">50.0<")
                .contains("prefers-color-scheme: dark", ">ZeroCopyTransfer<", ">the best of the others<")
                .doesNotContain(">200<");
        // In the legend, and as a bar.
        assertThat(text.split("class=\"s0\"", -1)).hasSize(3);
    }

    @Test
    void theOnlyOtherHasItsName() throws Exception {
        write(Column.REQUESTS, 100, 300);

        assertThat(folder.resolve("a-title.svg"))
                .content()
                .contains(">other 300<")
                .doesNotContain("the best");
    }

    private void write(Column column, double library, double... others) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.add(row("ZeroCopyTransfer", library));
        for (double other : others) {
            rows.add(row("other " + (int) other, other));
        }
        Charts.write(
                new Plan("a title", "About.", List.of(column), List.of()), List.of(new Cell("a < b", rows)), folder);
    }

    /** So many requests of 1 MB in a second. */
    private static Row row(String contender, double requests) {
        return new Row(contender, List.of(new Sample(requests, (long) (requests * 1e6), 1_000_000_000, 0)));
    }
}
