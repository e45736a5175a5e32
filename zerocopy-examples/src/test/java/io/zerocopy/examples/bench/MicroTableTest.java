package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroTableTest {
    @TempDir
    private Path folder;

    @Test
    void jmhMeasuresTimeAndHeapOfEachWay() throws Exception {
        List<Cell> cells;
        try (Peer peer = Peer.start()) {
            Measurement measurement = MicroTable.plan(new Arena(folder, peer.address(), Arena.Effort.QUICK))
                    .only("open FileChannel")
                    .measurements()
                    .get(0);
            cells = measurement.work().apply(() -> {});
        }

        assertThat(cells).singleElement().satisfies(cell -> {
            assertThat(cell.rows()).extracting(Row::contender).containsExactly("library", "transferTo");
            assertThat(cell.rows()).allSatisfy(row -> {
                assertThat(median(row, MicroTable.TIME)).isPositive().isLessThan(1e8);
                assertThat(median(row, MicroTable.HEAP)).isNotNegative().isLessThan(1e6);
            });
        });
        // A send answers with an object.
        assertThat(median(cells.get(0).rows().get(0), MicroTable.HEAP)).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    private static double median(Row row, String column) {
        return Objects.requireNonNull(row.figures().get(column)).median();
    }
}
