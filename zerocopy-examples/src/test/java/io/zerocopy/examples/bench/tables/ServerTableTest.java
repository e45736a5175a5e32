package io.zerocopy.examples.bench.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.examples.bench.Statistics.Interval;
import io.zerocopy.examples.bench.servers.Server;
import io.zerocopy.examples.bench.servers.Wrk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        Optional<String> missing = Wrk.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        InetSocketAddress noPeer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Plan plan = ServerTable.plan(new Arena(folder, noPeer, Effort.QUICK));

        Cell cell = plan.measurements().get(0).work().run(() -> {}).get(0);

        List<String> here = Stream.of(Server.values())
                .filter(server -> server.missing().isEmpty())
                .map(Server::toString)
                .toList();
        assertThat(cell.rows()).extracting(Row::contender).containsAll(here).contains("serve again (A/A)");
        assertThat(cell.rows()).allSatisfy(row -> {
            assertThat(row.verdict()).doesNotContain("not measured").doesNotContain("ERRORS");
            assertThat(row.figures().get("requests/s"))
                    .extracting(Interval::median)
                    .satisfies(median -> assertThat(median).isPositive());
            assertThat(row.figures().get(Measures.THROUGHPUT))
                    .extracting(Interval::median)
                    .satisfies(median -> assertThat(median).isPositive());
        });
        assertThat(Stream.of(Server.values()).filter(server -> !here.contains(server.toString())))
                .allSatisfy(server -> assertThat(plan.about()).contains("NOT MEASURED", server.toString()));
        assertThat(folder).isEmptyDirectory();
    }
}
