package io.zerocopy.examples.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.examples.Main;
import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Program;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads some servers for seconds; nothing is asserted about who is faster. */
@Timeout(300)
class OwnWaysTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void serveBesideNginxHasItsFigures() throws IOException {
        assumeTrue(Program.isInstalled("wrk"), "wrk is not installed");
        assumeTrue(Program.isInstalled("nginx"), "nginx is not installed");

        assertThat(measured(0, "nginx")).singleElement().satisfies(cell -> {
            assertThat(cell.name()).isEqualTo("nginx, 1 MiB");
            assertThat(cell.rows()).extracting(Row::contender).startsWith("serve", "nginx");
            assertThat(cell.rows())
                    .allSatisfy(row -> assertThat(row.samples())
                            .singleElement()
                            .satisfies(sample -> assertThat(sample.sends()).isPositive()));
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

    /** As in zerocopy.jar. */
    @Test
    void theTableIsThereWhereMostServersAreNot() throws Exception {
        List<String> command = ChildJvm.command(Main.class, List.of("bench", "--servers", "--only", "no such thing"));
        int classPath = command.indexOf("-cp") + 1;
        command.set(
                classPath,
                Stream.of(command.get(classPath).split(File.pathSeparator, -1))
                        .filter(one -> !one.matches(".*(undertow|vertx|reactor|reactive|spring|tomcat|helidon)[^/]*"))
                        .collect(Collectors.joining(File.pathSeparator)));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        assertThat(process.getInputStream())
                .asString(StandardCharsets.UTF_8)
                .contains("servers: NETTY_EPOLL; ", "; UNDERTOW; ");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private List<Cell> measured(int table, String name) throws IOException {
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
