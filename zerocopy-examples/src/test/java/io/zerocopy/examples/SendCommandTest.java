package io.zerocopy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code send} against a real socket. */
class SendCommandTest {
    private final Terminal terminal = new Terminal();

    @Test
    void deliversTheBytesAndSaysHow(@TempDir Path folder) throws Exception {
        byte[] content = new byte[300_000];
        new SplittableRandom(1).nextBytes(content);
        Path file = Files.write(folder.resolve("content.bin"), content);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(server));
            assertThat(terminal.run("send", file.toString(), "localhost:" + server.getLocalPort()))
                    .isZero();
            assertThat(received.get()).isEqualTo(content);
            assertThat(terminal.out()).contains("300,000 bytes");
        }
    }

    @Test
    void sendsARange(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("content.bin"), new byte[] {1, 2, 3, 4, 5, 6});
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(server));
            String peer = "localhost:" + server.getLocalPort();
            assertThat(terminal.run("send", file.toString(), peer, "--position", "2", "--count", "3"))
                    .isZero();
            assertThat(received.get()).containsExactly(3, 4, 5);
        }
    }

    @Test
    void saysInOneLineWhatIsWrong(@TempDir Path folder) throws IOException {
        assertThat(terminal.run("send", folder.resolve("missing").toString(), "localhost:1"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("missing: no such file").hasLineCount(1);
    }

    @Test
    void refusesAnAddressWithoutAPort(@TempDir Path folder) {
        assertThat(terminal.run("send", folder.toString(), "localhost")).isEqualTo(2);
        assertThat(terminal.err()).contains("is not HOST:PORT");
    }

    private static byte[] readAll(ServerSocket server) {
        try (Socket socket = server.accept()) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
