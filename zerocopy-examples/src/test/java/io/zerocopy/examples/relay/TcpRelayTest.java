package io.zerocopy.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.examples.relay.Talk.Who;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The relay between real sockets: content, ends, resets. */
@Timeout(300)
class TcpRelayTest {
    private static final long MUCH_BYTES = 24L * 1024 * 1024;

    private RunningRelay running;

    @BeforeEach
    void start() throws IOException {
        running = new RunningRelay(Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() throws IOException {
        running.close();
    }

    @Test
    void carriesMuchBothWaysAtOnce() throws Exception {
        try (Talk talk = running.connect()) {
            Future<String> sentThere = running.run(() -> Sha256.send(talk.client(), 1, MUCH_BYTES));
            Future<String> sentBack = running.run(() -> Sha256.send(talk.server(), 2, MUCH_BYTES + 1));
            Future<String> receivedThere = running.run(() -> Sha256.receive(talk.server()));
            assertThat(Sha256.receive(talk.client())).isEqualTo(sentBack.get());
            assertThat(receivedThere.get()).isEqualTo(sentThere.get());
        }
    }

    /** An echo that cannot write reads nothing either: one thread for both directions would wait for itself. */
    @Test
    void neverLocksUpWithAnEcho() throws Exception {
        try (Talk talk = running.connect()) {
            Future<Long> echoed = running.run(() -> echo(talk.server()));
            Future<String> sent = running.run(() -> Sha256.send(talk.client(), 3, MUCH_BYTES));
            assertThat(Sha256.receive(talk.client())).isEqualTo(sent.get());
            assertThat(echoed.get()).isEqualTo(MUCH_BYTES);
        }
    }

    private static long echo(Socket socket) throws IOException {
        long bytes = socket.getInputStream().transferTo(socket.getOutputStream());
        socket.shutdownOutput();
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void passesAnEndOfStreamOnAndTheOtherDirectionGoesOn(Who first) throws Exception {
        try (Talk talk = running.connect()) {
            String request = Sha256.send(talk.of(first), 4, 300);
            assertThat(Sha256.receive(talk.of(first.other()))).isEqualTo(request);
            Future<String> response = running.run(() -> Sha256.send(talk.of(first.other()), 5, MUCH_BYTES));
            assertThat(Sha256.receive(talk.of(first))).isEqualTo(response.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesAResetOn(Who first) throws IOException {
        try (Talk talk = running.connect()) {
            talk.say(first, new byte[] {1});
            assertThat(talk.hear(first.other(), 1)).containsExactly(1);
            talk.reset(first);
            assertReset(talk.of(first.other()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesAResetOnAfterAnEndOfStream(Who first) throws IOException {
        try (Talk talk = running.connect()) {
            Socket other = talk.of(first.other());
            other.shutdownOutput();
            assertThat(talk.of(first).getInputStream().read()).isEqualTo(-1);
            talk.reset(first);
            assertReset(other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsWhoSendsToOneThatResets(Who first) throws Exception {
        try (Talk talk = running.connect()) {
            Future<Void> sends = running.run(() -> sendForEver(talk.of(first.other())));
            talk.hear(first, 1_000_000);
            talk.reset(first);
            assertThatThrownBy(sends::get).hasCauseInstanceOf(SocketException.class);
        }
    }

    /** As servers do that refuse an upload: they answer at once, and close with the rest of it unread. */
    @ParameterizedTest
    @EnumSource
    void deliversTheLastWordsOfOneThatResets(Who first) throws Exception {
        byte[] answer = random(413, 2_000);
        for (int round = 0; round < 20; round++) {
            try (Talk talk = running.connect()) {
                Future<Void> sends = running.run(() -> sendForEver(talk.of(first.other())));
                talk.hear(first, 100_000);
                talk.say(first, answer);
                talk.of(first).close();
                assertThat(talk.hear(first.other(), answer.length)).isEqualTo(answer);
                assertThatThrownBy(sends::get).hasCauseInstanceOf(SocketException.class);
            }
        }
    }

    private static Void sendForEver(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        while (true) {
            out.write(new byte[64 * 1024]);
        }
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** If a piece waited for the acknowledgement of the one before, 40 ms each time, this would not end in time. */
    @Test
    void holdsNothingBack() throws IOException {
        byte[] head = random(6, 20);
        byte[] body = random(7, 300);
        try (Talk talk = running.connect()) {
            for (int round = 0; round < 1_000; round++) {
                for (Who who : Who.values()) {
                    talk.say(who, head);
                    assertThat(talk.hear(who.other(), head.length)).isEqualTo(head);
                    talk.say(who, body);
                    assertThat(talk.hear(who.other(), body.length)).isEqualTo(body);
                }
            }
        }
    }

    @Test
    void carriesManyConnectionsAtOnce() throws Exception {
        List<Talk> talks = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Talk talk = running.connect();
                talks.add(talk);
                // Little enough for the sockets' buffers, so that this needs no thread for each.
                talk.say(Who.CLIENT, random(i, 10_000));
                talk.say(Who.SERVER, random(-i, 10_000));
            }
            assertThat(running.relay().clients()).isEqualTo(talks.size());
            for (int i = 0; i < talks.size(); i++) {
                assertThat(talks.get(i).hear(Who.SERVER, 10_000)).isEqualTo(random(i, 10_000));
                assertThat(talks.get(i).hear(Who.CLIENT, 10_000)).isEqualTo(random(-i, 10_000));
            }
        } finally {
            for (Talk talk : talks) {
                talk.close();
            }
        }
    }

    private static byte[] random(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }

    @Test
    void resetsAClientWhoseTargetIsNotThere() throws IOException {
        running.closeServer();
        for (int i = 0; i < 3; i++) {
            try (Socket client = running.connectClient()) {
                assertReset(client);
            }
        }
    }

    @Test
    void letsConnectionsEndWithinTheGrace() throws Exception {
        try (Talk talk = running.connect()) {
            talk.say(Who.CLIENT, new byte[] {1});
            assertThat(talk.hear(Who.SERVER, 1)).containsExactly(1);
            Future<Void> closes = running.run(() -> {
                running.relay().close();
                return null;
            });
            Future<String> sent = running.run(() -> Sha256.send(talk.server(), 8, MUCH_BYTES));
            assertThat(Sha256.receive(talk.client())).isEqualTo(sent.get());
            assertThat(closes.isDone()).isFalse();
            talk.client().close();
            closes.get();
        }
        assertThat(running.relay().clients()).isZero();
        assertThatThrownBy(running::connectClient).isInstanceOf(ConnectException.class);
    }

    @Test
    void resetsWhoStaysBeyondTheGrace() throws IOException {
        try (RunningRelay impatient = new RunningRelay(Duration.ZERO);
                Talk talk = impatient.connect()) {
            talk.say(Who.CLIENT, new byte[] {1});
            assertThat(talk.hear(Who.SERVER, 1)).containsExactly(1);
            impatient.relay().close();
            assertReset(talk.client());
            assertReset(talk.server());
            assertThat(impatient.relay().clients()).isZero();
        }
    }
}
