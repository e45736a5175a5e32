package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.SampledProcess;
import io.zerocopy.examples.SampledProcess.Sample;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that never read and clients that read slowly, and what is left for honest ones by a server with 64 MiB of
 * heap. Quick unless {@code -Dzerocopy.load=full} asks for thousands of them (for as many as a pool of 256 threads has
 * places for, before JDK 21).
 */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "it asserts counts of descriptors, and UnixOperatingSystemMXBean is not there")
@Timeout(600)
class SiteLoadTest {
    private static final boolean FULL = "full".equals(System.getProperty("zerocopy.load"));
    private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;
    private static final int STUCK = !FULL ? 60 : HAS_VIRTUAL_THREADS ? 2_000 : 200;
    private static final int SLOW = !FULL ? 20 : HAS_VIRTUAL_THREADS ? 2_000 : 50;
    private static final int HONEST = !FULL ? 10 : HAS_VIRTUAL_THREADS ? 200 : 50;
    private static final int REQUESTS = FULL ? 20 : 5;
    private static final int SMALL_BYTES = 20_000;
    private static final int LARGE_BYTES = 8 << 20;
    private static final int SLOW_BYTES_A_SECOND = 20_000;
    private static final int TURNS_A_SECOND = 5;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    private final byte[] small = new byte[SMALL_BYTES];

    @Test
    void honestClientsAreServedBesideThoseThatDoNotRead() throws Exception {
        SplittableRandom random = new SplittableRandom(12);
        random.nextBytes(small);
        Files.write(folder.resolve("small"), small);
        byte[] large = new byte[LARGE_BYTES];
        random.nextBytes(large);
        Files.write(folder.resolve("large"), large);
        List<SocketChannel> stuck = new ArrayList<>();
        List<SocketChannel> slow = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SampledProcess server = SiteProcess.start(folder)) {
            honest(server.address(), 3);
            Sample before = awaitNobody(server, Integer.MAX_VALUE, Integer.MAX_VALUE);
            for (int i = 0; i < STUCK; i++) {
                // A few answers go into the buffers of the sockets: these come to more.
                stuck.add(ask(server.address(), i % 2 == 0 ? get("small").repeat(500) : get("large")));
            }
            for (int i = 0; i < SLOW; i++) {
                slow.add(ask(server.address(), get("large")));
            }
            Future<Integer> reading = threads.submit(() -> readSlowly(slow));
            List<Future<long[]>> honest = new ArrayList<>();
            for (int i = 0; i < HONEST; i++) {
                honest.add(threads.submit(() -> honest(server.address(), REQUESTS)));
            }
            List<Long> nanos = new ArrayList<>();
            for (Future<long[]> each : honest) {
                Arrays.stream(each.get()).forEach(nanos::add);
            }
            Sample during = server.sample();
            assertThat(reading.isDone()).as("the slow ones are still reading").isFalse();
            reading.cancel(true);
            nanos.sort(null);
            System.out.printf(
                    "%d stuck, %d slow, %d honest clients: %d answers, p50 %.1f ms, p99 %.1f ms, slowest %.1f ms%n"
                            + "before %s%nduring %s%n",
                    STUCK,
                    SLOW,
                    HONEST,
                    nanos.size(),
                    nanos.get(nanos.size() / 2) / 1e6,
                    nanos.get(nanos.size() * 99 / 100) / 1e6,
                    nanos.get(nanos.size() - 1) / 1e6,
                    before,
                    during);
            close(stuck);
            close(slow);
            Sample after = awaitNobody(server, before.threads(), before.descriptors());
            System.out.println("after " + after);
            assertThat(after.connections()).isZero();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            // What the library keeps for reuse is bounded.
            assertThat(after.directBytes()).isLessThan(before.directBytes() + 6 * MIB);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads());
        } finally {
            threads.shutdownNow();
            close(stuck);
            close(slow);
        }
    }

    private static String get(String name) {
        return "GET /" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static SocketChannel ask(InetSocketAddress server, String requests) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
        channel.connect(server);
        channel.configureBlocking(false);
        // What does not fit will never be sent: whoever does not read is not read from either.
        channel.write(ByteBuffer.wrap(requests.getBytes(US_ASCII)));
        return channel;
    }

    /** Until it is told to stop, or somebody is cut off. */
    private static int readSlowly(List<SocketChannel> clients) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SLOW_BYTES_A_SECOND / TURNS_A_SECOND);
        int turns = 0;
        while (!Thread.currentThread().isInterrupted()) {
            long begun = System.nanoTime();
            for (SocketChannel client : clients) {
                if (client.read(buffer.clear()) < 0) {
                    throw new IOException("a slow client was cut off");
                }
            }
            turns++;
            LockSupport.parkNanos(begun + TimeUnit.SECONDS.toNanos(1) / TURNS_A_SECOND - System.nanoTime());
        }
        return turns;
    }

    /** Asks so many times, each time with a connection of its own; how long it took from before the connection. */
    private long[] honest(InetSocketAddress server, int requests) throws IOException {
        long[] nanos = new long[requests];
        for (int i = 0; i < requests; i++) {
            long begun = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(server);
                socket.getOutputStream().write(get("small").getBytes(US_ASCII));
                DataInputStream answer = new DataInputStream(socket.getInputStream());
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) answer.readUnsignedByte());
                }
                assertThat(head).startsWith("HTTP/1.1 200 ").contains("Content-Length: " + SMALL_BYTES + "\r\n");
                byte[] body = new byte[SMALL_BYTES];
                answer.readFully(body);
                assertThat(Arrays.equals(body, small)).isTrue();
            }
            nanos[i] = System.nanoTime() - begun;
        }
        return nanos;
    }

    /** Threads that nobody needs any more stay for some seconds, and so do files. */
    private static Sample awaitNobody(SampledProcess server, long mostThreads, long mostDescriptors)
            throws IOException {
        long begunNanos = System.nanoTime();
        Sample last = server.sample();
        while ((last.connections() > 0 || last.threads() > mostThreads || last.descriptors() > mostDescriptors)
                && System.nanoTime() - begunNanos < TimeUnit.MINUTES.toNanos(1)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            last = server.sample();
        }
        return last;
    }

    private static void close(List<SocketChannel> clients) throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
