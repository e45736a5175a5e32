package io.zerocopy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs {@code relay} as a person at a terminal does. */
@Timeout(60)
class RelayCommandTest {
    @Test
    void relaysUntilItIsToldToStop() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandProcess relay = CommandProcess.start("relay", "0", "localhost:" + server.getLocalPort())) {
            String greeting = relay.readLine();
            assertThat(greeting).startsWith("Relaying localhost:").endsWith(" to localhost:" + server.getLocalPort());
            int port = Integer.parseInt(greeting.split("[: ]", -1)[2]);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
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

    @Test
    void saysThatTheTargetIsNotKnown() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("relay", "0", "no-such-host.invalid:80")).isEqualTo(1);
        assertThat(terminal.err())
                .contains("UnknownHostException: no-such-host.invalid")
                .hasLineCount(1);
    }

    @Test
    void refusesAListenAddressWithoutAPort() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("relay", "everywhere", "localhost:80")).isEqualTo(2);
        assertThat(terminal.err()).contains("is not HOST:PORT");
    }
}
