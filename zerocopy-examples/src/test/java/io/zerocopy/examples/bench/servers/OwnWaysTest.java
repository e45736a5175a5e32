package io.zerocopy.examples.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads some servers for seconds; nothing is asserted about who is faster. */
@Timeout(120)
class OwnWaysTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachSizeHasItsFigures() throws IOException {
        assumeTrue(Program.isInstalled("nginx"), "nginx is not installed");

        List<Cell> cells = measured(0, "nginx");

        assertThat(cells)
                .extracting(Cell::name)
                .containsExactly("nginx, 4 KiB", "nginx, 16 KiB", "nginx, 1 MiB", "nginx, 5 MB", "nginx, 50 MiB");
        assertThat(cells).allSatisfy(cell -> {
            assertThat(cell.rows()).extracting(Row::contender).containsExactly("serve", "nginx");
            assertThat(cell.rows())
                    .allSatisfy(row -> assertThat(row.samples())
                            .allSatisfy(sample -> assertThat(sample.sends()).isPositive()));
        });
    }

    @Test
    void callsThatMoveBytesAreCounted() throws IOException {
        assumeTrue(Program.isInstalled("strace"), "strace is not installed");

        assertThat(measured(1, "HTTP_CORE"))
                .singleElement()
                .satisfies(cell -> assertThat(cell.rows())
                        .allSatisfy(
                                row -> assertThat(row.samples().get(0).sends()).isPositive()));
    }

    private List<Cell> measured(int table, String name) throws IOException {
        assumeTrue(Wrk.missing().isEmpty(), Wrk::missing);
        InetSocketAddress noPeer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<Plan> plans = OwnWays.plans(new Arena(folder, noPeer, new Arena.Effort(1, 48)));
        List<Cell> cells = new ArrayList<>();
        for (Plan.Measurement measurement : plans.get(table).only(name).measurements()) {
            cells.addAll(measurement.work().apply(() -> {}));
        }
        assertThat(folder).isEmptyDirectory();
        return cells;
    }
}
