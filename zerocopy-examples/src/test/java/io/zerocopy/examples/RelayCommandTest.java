package io.zerocopy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code relay} as a person at a terminal does. */
@Timeout(300)
class RelayCommandTest {
    @Test
    void relaysUntilItIsToldToStop() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandProcess relay = CommandProcess.start("relay", "0", "localhost:" + server.getLocalPort())) {
            String greeting = relay.readLine();
            assertThat(greeting).startsWith("Relaying localhost:").endsWith(" to localhost:" + server.getLocalPort());
            try (Socket client = connect(port(greeting));
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(new byte[] {1, 2, 3});
                client.shutdownOutput();
                assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
                accepted.getOutputStream().write(4);
                accepted.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).containsExactly(4);
            }
            assertThat(relay.readLine()).contains("3 bytes there, 1 bytes back");
            assertThat(relay.stops()).isTrue();
            assertThat(relay.hasEnded()).isTrue();
        }
    }

    /** The JDK does some things once, at the first wait or the first close, and never again when that failed. */
    @EnabledOnOs(OS.LINUX)
    @Test
    void recoversWhenDescriptorsRanOut() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (Echo server = new Echo();
                CommandProcess relay =
                        CommandProcess.startWithDescriptors(64, "relay", "0", "localhost:" + server.port())) {
            int port = port(relay.readLine());
            for (int i = 0; i < 128; i++) {
                clients.add(connect(port));
            }
            while (!relay.readLine().contains("Too many open files")) {
                // Lines of those that it had to send home.
            }
            for (Socket client : clients) {
                client.close();
            }
            while (!isAnswered(port)) {
                // Those who have gone hold their descriptors a while longer: it was sent home as well.
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static boolean isAnswered(int port) throws IOException {
        try (Socket client = connect(port)) {
            client.getOutputStream().write(5);
            return client.getInputStream().read() == 5;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void saysThatSomebodyWaitsForAPlace() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (Echo server = new Echo();
                CommandProcess relay =
                        CommandProcess.start("relay", "--connections", "256", "0", "localhost:" + server.port())) {
            int port = port(relay.readLine());
            for (int i = 0; i < 256; i++) {
                clients.add(connect(port));
            }
            assertThat(relay.readLine()).contains("WARN").contains("256");
            Socket waits = connect(port);
            clients.add(waits);
            waits.getOutputStream().write(7);
            clients.get(0).close();
            assertThat(waits.getInputStream().read()).isEqualTo(7);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static int port(String greeting) {
        return Integer.parseInt(greeting.split("[: ]", -1)[2]);
    }

    private static Socket connect(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(30_000);
        return client;
    }

    /** A server that answers with what it is told. */
    private static final class Echo implements Closeable {
        private static final int BACKLOG = 256;

        private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Echo() throws IOException {
            threads.execute(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = server.accept();
                    threads.execute(() -> answer(client));
                }
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }

        private static void answer(Socket client) {
            try (client) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException e) {
                // The relay has reset it, as it may.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdown();
        }
    }

    @Test
    void saysThatTheTargetIsNotKnown() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("relay", "0", "no-such-host.invalid:80")).isEqualTo(1);
        assertThat(terminal.err())
                .contains("no-such-host.invalid: no such host")
                .hasLineCount(1);
    }

    @Test
    void aClientThatHasGoneIsGivenUpInTime() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandProcess relay = CommandProcess.start(
                        "relay", "--half-closed-idle", "1", "0", "localhost:" + server.getLocalPort())) {
            connect(port(relay.readLine())).close();
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                assertThat(relay.readLine()).contains("one side has ended, and nothing came for 1000 ms");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--grace=-1", "--half-closed-idle=-1", "--grace=soon", "--half-closed-idle=9223372036854775808"})
    void refusesATimeThatIsNone(String option) {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("relay", option, "0", "localhost:80")).isEqualTo(2);
        assertThat(terminal.err()).contains("is not a number of seconds");
    }

    @Test
    void anyTimeCanBeLeftToConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandProcess relay = CommandProcess.start(
                        "relay",
                        "--grace=" + Long.MAX_VALUE,
                        "--half-closed-idle=" + Long.MAX_VALUE,
                        "0",
                        "localhost:" + server.getLocalPort())) {
            assertThat(relay.readLine()).startsWith("Relaying");
            assertThat(relay.stops()).isTrue();
            assertThat(relay.hasEnded()).isTrue();
        }
    }

    @Test
    void refusesAListenAddressWithoutAPort() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("relay", "everywhere", "localhost:80")).isEqualTo(2);
        assertThat(terminal.err()).contains("is not HOST:PORT");
    }
}
