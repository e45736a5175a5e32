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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code receive} against real sockets, {@code send} among them. */
@Timeout(300)
class ReceiveCommandTest {
    private final Terminal receiver = new Terminal();

    @TempDir
    private Path folder;

    @Test
    void takesWhatSendSends() throws Exception {
        byte[] content = new byte[300_000];
        new SplittableRandom(1).nextBytes(content);
        Path sent = Files.write(folder.resolve("sent.bin"), content);
        Path received = folder.resolve("received.bin");
        CompletableFuture<Integer> receives = receive(received, "--fsync");
        String peer = "localhost:" + receiver.awaitPort();
        assertThat(new Terminal().run("send", sent.toString(), peer)).isZero();
        assertThat(receives.get()).isZero();
        assertThat(received).hasBinaryContent(content);
        assertThat(receiver.out()).contains("300,000 bytes by DIRECT_BUFFER_COPY");
    }

    @Test
    void leavesNoFileWhenBytesAreMissing() throws Exception {
        Path received = folder.resolve("received.bin");
        CompletableFuture<Integer> receives = receive(received, "--count", "4");
        try (Socket sender = connect()) {
            sender.getOutputStream().write(new byte[] {1, 2, 3});
        }
        assertThat(receives.get()).isEqualTo(1);
        assertThat(receiver.err()).contains("3 of 4 bytes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoFileWhenTheSenderResets() throws Exception {
        CompletableFuture<Integer> receives = receive(folder.resolve("received.bin"));
        try (Socket sender = connect()) {
            sender.getOutputStream().write(new byte[] {1, 2, 3});
            sender.setSoLinger(true, 0);
        }
        assertThat(receives.get()).isEqualTo(1);
        assertThat(receiver.err()).contains("Connection reset");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            assertThat(receiver.run("receive", port, "received.bin")).isEqualTo(1);
            assertThat(receiver.err())
                    .contains("cannot listen on port " + port + " of 127.0.0.1")
                    .hasLineCount(1);
        }
    }

    private CompletableFuture<Integer> receive(Path file, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "receive";
        arguments[1] = "0";
        arguments[2] = file.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CompletableFuture.supplyAsync(() -> receiver.run(arguments));
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), receiver.awaitPort());
    }
}
