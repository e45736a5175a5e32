package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.SampledProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that say nothing, and clients that take nothing: the others are served, and some time later they are gone.
 */
@Timeout(300)
class SilentClientsTest {
    private static final int LARGE = 1 << 20;
    private static final int STUCK = 16;

    @TempDir
    private Path folder = Path.of("");

    private static Socket connect(RunningServer server) throws IOException {
        return connect(server, 4096);
    }

    private static Socket connect(RunningServer server, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setSoTimeout(60_000);
        socket.connect(server.address());
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /file HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
    }

    private static void askAgain(Socket socket) throws IOException {
        String request = "GET /file HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
        } catch (SocketException e) {
            // It asked for more than one at a time, and has got its last answer.
        }
    }

    /** With JDK 17 as many as it has threads for. */
    @Test
    void aSilentClientLosesItsThreadForTls() throws Exception {
        Files.writeString(folder.resolve("file"), "content");
        List<Socket> silent = new ArrayList<>();
        try (RunningServer server = ServerKind.TLS.start(folder, TransferOptions.DEFAULTS)) {
            for (int i = 0; i < 256; i++) {
                silent.add(connect(server));
            }
            try (Socket socket = server.speaker(connect(server))) {
                ask(socket);
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .endsWith("content");
            }
            for (Socket socket : silent) {
                assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining("reset");
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NETTY")
    void whoTakesNothingIsSentAwayAndTheOthersAreServed(ServerKind kind) throws Exception {
        Files.write(folder.resolve("file"), new byte[12_000_000]);
        CountDownLatch givenUp = new CountDownLatch(STUCK);
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofSeconds(1))
                .withListener(new TransferListener() {
                    @Override
                    public void onFailure(Throwable failure) {
                        givenUp.countDown();
                    }
                });
        List<Socket> stuck = new ArrayList<>();
        ExecutorService readers = Executors.newCachedThreadPool();
        try (RunningServer server = kind.start(folder, options)) {
            for (int i = 0; i < STUCK; i++) {
                Socket socket = server.speaker(connect(server));
                stuck.add(socket);
                ask(socket);
            }
            try (Socket socket = server.speaker(connect(server, LARGE))) {
                ask(socket);
                assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(12_000_000);
            }
            assertThat(givenUp.await(60, TimeUnit.SECONDS)).isTrue();
            // What had been sent before may still be there: read by all at once, and no longer a few bytes at a time.
            List<Future<Long>> torsos = new ArrayList<>();
            for (Socket socket : stuck) {
                socket.setReceiveBufferSize(LARGE);
                torsos.add(readers.submit(() -> bytesUntilItIsCutOff(socket)));
            }
            for (Future<Long> torso : torsos) {
                assertThat(torso.get()).isLessThan(12_000_000);
            }
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
            readers.shutdown();
        }
    }

    private static long bytesUntilItIsCutOff(Socket socket) {
        byte[] buffer = new byte[1 << 16];
        long read = 0;
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read += n;
            }
        } catch (IOException e) {
            // As it should be.
        }
        return read;
    }

    /** An urgent byte that is taken out of the stream makes another request of the one that came. */
    @ParameterizedTest
    @EnumSource(names = "SELECTOR")
    void anUrgentByteStaysInItsPlace(ServerKind kind) throws Exception {
        Files.writeString(folder.resolve("file"), "content");
        try (RunningServer server = kind.start(folder, TransferOptions.DEFAULTS);
                Socket socket = connect(server)) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write("GET".getBytes(US_ASCII));
            socket.sendUrgentData(' ');
            socket.getOutputStream().write("/file HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("content");
        }
    }

    /** Little, so that it is read into a buffer and sent with its head: what is stuck must not use up the memory. */
    @Test
    void thousandsThatTakeNothingOfAlmostNothingLeaveMemoryForTheOthers() throws Exception {
        Files.write(folder.resolve("file"), new byte[20_000]);
        List<Socket> stuck = new ArrayList<>();
        try (SampledProcess server = ServerProcess.start(folder)) {
            InetSocketAddress address = server.address();
            for (int i = 0; i < 2_000; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(1024);
                socket.connect(address);
                stuck.add(socket);
            }
            // Until no answer more fits into the sockets' buffers; it is kept alive, so that it may ask again.
            for (int round = 0; round < 10; round++) {
                for (Socket socket : stuck) {
                    askAgain(socket);
                }
            }
            SampledProcess.Sample sample = server.sample();
            // They are connected as soon as the kernel has them; the server takes them one by one.
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (sample.connections() <= 1_000 && System.nanoTime() < deadlineNanos) {
                sample = server.sample();
            }
            assertThat(sample.connections()).isGreaterThan(1_000);
            assertThat(sample.directBytes()).isLessThan(16L * 1024 * 1024);
            for (int i = 0; i < 50; i++) {
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                    ask(socket);
                    assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(20_000);
                }
            }
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }
}
