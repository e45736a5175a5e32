package io.zerocopy.examples.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Figure;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads each server for a second; nothing is asserted about who is faster. */
@Timeout(120)
class ServerTableTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyServerHasItsFigures() throws IOException {
        assumeTrue(Wrk.missing().isEmpty(), Wrk::missing);
        InetSocketAddress noPeer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Plan plan = ServerTable.plan(new Arena(folder, noPeer, Arena.Effort.QUICK));

        Cell cell = plan.measurements().get(0).work().apply(() -> {}).get(0);

        List<String> here = Stream.of(Server.values())
                .filter(server -> server.missing().isEmpty())
                .map(Server::toString)
                .toList();
        assertThat(cell.rows()).extracting(Row::contender).containsAll(here).contains("serve again (A/A)");
        assertThat(cell.remarks())
                .noneMatch(remark -> remark.contains("not measured"))
                .noneMatch(remark -> remark.contains("ERRORS"));
        assertThat(cell.rows()).allSatisfy(row -> {
            assertThat(row.figures().get("requests/s"))
                    .extracting(Interval::median)
                    .satisfies(median -> assertThat(median).isPositive());
            assertThat(row.figures().get(Figure.THROUGHPUT.toString()))
                    .extracting(Interval::median)
                    .satisfies(median -> assertThat(median).isPositive());
        });
        assertThat(Stream.of(Server.values()).filter(server -> !here.contains(server.toString())))
                .allSatisfy(server -> assertThat(plan.about()).contains("NOT MEASURED", server.toString()));
        assertThat(folder).isEmptyDirectory();
    }
}
