package io.zerocopy.examples.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each server that this machine has: it starts, gives the file, has its cost counted, and goes. */
@Timeout(300)
class ServerProcessTest {
    private static final int LARGE_BYTES = 20_000_000;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void anAdapterServesAndGoes(OwnWay way) throws IOException {
        assumeHere(way);

        servesAndGoes((served, scratch) -> port -> way.ours(served, port));
    }

    @ParameterizedTest
    @EnumSource
    void aServerByItselfServesAndGoes(OwnWay way) throws IOException {
        assumeHere(way);

        servesAndGoes((served, scratch) -> port -> way.own(served, port));
    }

    @Test
    void nginxServesAndGoes() throws IOException {
        assumeTrue(Program.isInstalled("nginx"), "nginx is not installed");

        servesAndGoes((served, scratch) -> port -> Nginx.own(served, port, scratch));
    }

    @Test
    void serveServesAndGoes() throws IOException {
        servesAndGoes((served, scratch) -> port -> Nginx.serve(served, port, 1));
    }

    private void assumeHere(OwnWay way) {
        try {
            way.ours(folder, 1);
        } catch (IOException e) {
            abort(way + ": " + e.getMessage());
        }
    }

    private void servesAndGoes(BiFunction<Path, ScratchFolder, ServerProcess.Command> command) throws IOException {
        List<ProcessHandle> strangers = ProcessHandle.current().descendants().toList();
        Path served = Files.createDirectory(folder.resolve("served"));
        Path file = Files.write(served.resolve("file"), new byte[LARGE_BYTES]);

        try (ScratchFolder scratch = ScratchFolder.in(folder);
                ServerProcess process = ServerProcess.start(command.apply(served, scratch), scratch)) {
            long before = process.cpuNanos();
            // A tick of CPU is more than a single answer may take.
            while (process.cpuNanos() == before) {
                Check.answer(process.address(), file);
            }
        }

        assertThat(ProcessHandle.current().descendants().filter(one -> !strangers.contains(one)))
                .noneMatch(ProcessHandle::isAlive);
        assertThat(folder).isDirectoryNotContaining("glob:**/zerocopy-*");
    }

    @Test
    void whatDoesNotStartSaysWhy() {
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // Nobody listens on the port of TCP's port multiplexer.
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

        assertThatThrownBy(() -> ServerProcess.start(List.of(java, "no.such.Program"), nobody, output))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.such.Program");
    }
}
