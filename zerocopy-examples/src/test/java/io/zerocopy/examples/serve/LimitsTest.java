package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client may not do, in time and in number, and how the server ends. */
class LimitsTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String GOOD = "GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String LARGE = "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    /** More than two sockets' buffers ever hold. */
    private static final long LARGE_BYTES = 32 << 20;

    private Path folder;

    @BeforeEach
    void makeFiles(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.writeString(folder.resolve("file.txt"), "content");
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large.bin").toFile(), "rw")) {
            large.setLength(LARGE_BYTES);
        }
    }

    @Test
    void refusesAHeadThatComesTooSlowly() throws Exception {
        try (RunningSite site = serve(SHORT, LONG, LONG, 8);
                RawClient client = site.connect()) {
            client.send("GET /file.txt HTTP/1.1\r\nHost: localhost\r\nX: ");
            // Each byte is in time by itself.
            while (!client.hasAnswer(Duration.ofMillis(20))) {
                client.send("x");
            }
            assertThat(client.readStatus()).isEqualTo(408);
            assertThat(client.hasEnded()).isTrue();
        }
    }

    @Test
    void endsAConnectionThatIsIdle() throws Exception {
        try (RunningSite site = serve(LONG, SHORT, LONG, 8);
                RawClient neverAsks = site.connect();
                RawClient asksOnce = site.connect()) {
            assertThat(asksOnce.send(GOOD).readStatus()).isEqualTo(200);
            assertThat(asksOnce.hasEnded()).isTrue();
            assertThat(neverAsks.hasEnded()).isTrue();
        }
    }

    @Test
    void resetsAClientThatStopsReading() throws Exception {
        ServerLimits impatient = RunningSite.PATIENT.withStall(SHORT);
        try (RunningSite site = new RunningSite(folder, TransferOptions.DEFAULTS, impatient);
                RawClient client = site.connect()) {
            ClassicHttpResponse head = client.send(LARGE).readHead();
            site.awaitConnections(0);
            assertThatThrownBy(() -> client.readBody(head)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void survivesAClientThatResets() throws Exception {
        try (RunningSite site = RunningSite.of(folder);
                RawClient client = site.connect()) {
            client.send(LARGE).readHead();
            client.reset();
            site.awaitConnections(0);
            try (RawClient next = site.connect()) {
                assertThat(next.send(GOOD).readStatus()).isEqualTo(200);
            }
        }
    }

    @Test
    void answersAClientThatHasEndedItsSide() throws Exception {
        try (RunningSite site = RunningSite.of(folder);
                RawClient client = site.connect()) {
            client.send(GOOD).endOutput();
            assertThat(client.readStatus()).isEqualTo(200);
            assertThat(client.hasEnded()).isTrue();
        }
    }

    @Test
    void answersOthersWhileClientsDoNotRead() throws Exception {
        List<RawClient> stuck = new ArrayList<>();
        try (RunningSite site = serve(LONG, LONG, SHORT, 64)) {
            for (int i = 0; i < 50; i++) {
                RawClient client = site.connect();
                stuck.add(client);
                client.send(LARGE).readHead();
            }
            try (RawClient client = site.connect()) {
                assertThat(client.send(GOOD).readStatus()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : stuck) {
                client.close();
            }
        }
    }

    /**
     * Slower than a socket's buffer, which the system lets grow to 4 MiB, empties within the limit. With
     * -Dzerocopy.load=full the real thing: 20,000 bytes a second against the limit of a minute, for three of them.
     */
    @Test
    void servesWhoReadsSlowlyButSteadily() throws Exception {
        boolean isFull = "full".equals(System.getProperty("zerocopy.load"));
        Duration stall = isFull ? ServerLimits.DEFAULTS.stall() : Duration.ofSeconds(1);
        int bytesPerSecond = isFull ? 20_000 : 700_000;
        long seconds = isFull ? 3 * stall.toSeconds() : 7;
        try (RunningSite site =
                        new RunningSite(folder, TransferOptions.DEFAULTS, RunningSite.PATIENT.withStall(stall));
                SocketChannel client = SocketChannel.open(site.address())) {
            client.write(ByteBuffer.wrap(LARGE.getBytes(US_ASCII)));
            ByteBuffer buffer = ByteBuffer.allocate(bytesPerSecond / 50);
            long begunNanos = System.nanoTime();
            long bytes = 0;
            while (bytes < seconds * bytesPerSecond) {
                long dueNanos = begunNanos + bytes * 1_000_000_000 / bytesPerSecond;
                while (System.nanoTime() < dueNanos) {
                    LockSupport.parkNanos(dueNanos - System.nanoTime());
                }
                int count = client.read(buffer.clear());
                assertThat(count).isPositive();
                bytes += count;
            }
            site.awaitConnections(1);
        }
    }

    @Test
    void whoIdlesLongestMakesRoomAtOnce() throws Exception {
        int most = 256;
        List<RawClient> idle = new ArrayList<>();
        try (RunningSite site = serve(LONG, LONG, SHORT, most)) {
            for (int i = 0; i < most; i++) {
                RawClient client = site.connect();
                idle.add(client);
                assertThat(client.send(GOOD).readStatus()).isEqualTo(200);
            }
            long begun = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                try (RawClient next = site.connect()) {
                    ClassicHttpResponse head = next.send(GOOD).readHead();
                    next.readBody(head);
                    // It stays for as long as it likes.
                    assertThat(head.getHeader("Connection").getValue()).isEqualTo("keep-alive");
                    idle.add(site.connect().send(GOOD));
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG.dividedBy(2));
            assertThat(idle.get(0).hasEnded()).isTrue();
            assertThat(idle.get(most - 1).send(GOOD).readStatus()).isEqualTo(200);
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void whoIsBusyMakesNoRoom() throws Exception {
        try (RunningSite site = serve(LONG, LONG, LONG, 2);
                RawClient busy = site.connect();
                RawClient idle = site.connect()) {
            ClassicHttpResponse head = busy.send(LARGE).readHead();
            assertThat(idle.send(GOOD).readStatus()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                try (RawClient next = site.connect()) {
                    assertThat(next.send(GOOD).readStatus()).isEqualTo(200);
                }
            }
            assertThat(idle.hasEnded()).isTrue();
            assertThat(busy.readBody(head)).hasSize((int) LARGE_BYTES);
        }
    }

    @Test
    void letsClientsWaitForAPlace() throws Exception {
        try (RunningSite site = serve(LONG, LONG, LONG, 2);
                RawClient first = site.connect();
                RawClient second = site.connect()) {
            ClassicHttpResponse head = first.send(LARGE).readHead();
            second.send(LARGE).readHead();
            site.awaitConnections(2);
            try (RawClient third = site.connect();
                    RawClient fourth = site.connect()) {
                third.send(GOOD);
                fourth.send(GOOD);
                first.readBody(head);
                assertThat(third.readStatus()).isEqualTo(200);
                assertThat(fourth.readStatus()).isEqualTo(200);
            }
        }
    }

    @Test
    void endsInOrder() throws Exception {
        RunningSite site = RunningSite.of(folder);
        try (site;
                RawClient idle = site.connect();
                RawClient busy = site.connect()) {
            assertThat(idle.send(GOOD).readStatus()).isEqualTo(200);
            ClassicHttpResponse head = busy.send(LARGE).readHead();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> close(site));
            assertThat(idle.hasEnded()).isTrue();
            site.awaitRefusal();
            assertThat(closed).isNotDone();
            assertThat(busy.readBody(head)).hasSize((int) LARGE_BYTES);
            assertThat(busy.hasEnded()).isTrue();
            closed.get();
        }
    }

    @Test
    void abortsWhoTakesTooLongToEnd() throws Exception {
        RunningSite site = serve(LONG, LONG, SHORT, 8);
        try (site;
                RawClient busy = site.connect()) {
            ClassicHttpResponse head = busy.send(LARGE).readHead();
            site.close();
            site.awaitConnections(0);
            assertThatThrownBy(() -> busy.readBody(head)).isInstanceOf(IOException.class);
        }
    }

    private RunningSite serve(Duration head, Duration idle, Duration grace, int connections) throws IOException {
        return new RunningSite(folder, TransferOptions.DEFAULTS, RunningSite.limits(head, idle, grace, connections));
    }

    private static void close(RunningSite site) {
        try {
            site.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
