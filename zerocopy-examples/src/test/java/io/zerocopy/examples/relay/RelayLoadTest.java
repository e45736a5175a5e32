package io.zerocopy.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.zerocopy.PendingRelay;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.SampledProcess;
import io.zerocopy.examples.SampledProcess.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Ten thousand connections that say nothing cost next to nothing; then all of them talk at once. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no count of descriptors to stay below")
@Timeout(600)
class RelayLoadTest {
    private static final boolean FULL = "full".equals(System.getProperty("zerocopy.load"));
    private static final int ECHOED_BYTES = 64 * 1024;
    /** Of this JVM and of the relay's, for all else. */
    private static final int OTHER_DESCRIPTORS = 300;

    private final byte[] content = new byte[ECHOED_BYTES];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ECHOED_BYTES);
    private final List<SocketChannel> open = new ArrayList<>();

    /** Each relayed connection has two ends here, and two in the relay. */
    private static int connections() {
        long most = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        int wanted = FULL ? 10_000 : 200;
        int possible = (int) Math.min(wanted, (most - OTHER_DESCRIPTORS) / 2);
        if (possible < wanted) {
            System.err.println(
                    "*** only " + possible + " of " + wanted + " connections: the limit is " + most + " descriptors");
        }
        return possible;
    }

    @Test
    void idleConnectionsHoldNextToNothing() throws Exception {
        new Random(1).nextBytes(content);
        int connections = connections();
        try (ServerSocketChannel server = ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
                Selector selector = Selector.open();
                SampledProcess relay = RelayProcess.to(server.socket().getLocalPort())) {
            // What is made once is there.
            List<Echo> echoes = new ArrayList<>();
            echoes.add(connect(relay, server, selector));
            Sample before = relay.sample();
            for (int i = 1; i < connections; i++) {
                echoes.add(connect(relay, server, selector));
            }
            Sample idle = relay.sample();
            assertThat(idle.connections()).isEqualTo(connections);
            Duration quiet = Duration.ofMillis(FULL ? 5_000 : 200);
            assertThat(new CountDownLatch(1).await(quiet.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
            Sample stillIdle = relay.sample();
            long heapBytes = (idle.heapBytes() - before.heapBytes()) / (connections - 1);
            Duration cpu = Duration.ofNanos(stillIdle.own() - idle.own());
            report(connections + " idle: " + heapBytes + " bytes of heap each, " + idle.directBytes()
                    + " bytes of direct memory, " + cpu.toMillis() + " ms of CPU in " + quiet.toMillis() + " ms");

            echoAll(selector, echoes);

            Sample after = relay.sample();
            report("after " + ECHOED_BYTES + " bytes each: " + after);
            // Of the pool that all share, however many there are.
            assertThat(idle.directBytes()).as("direct memory").isLessThan(before.directBytes() + 64 * 1024);
            assertThat(idle.threads()).isEqualTo(before.threads());
            assertThat(heapBytes).as("heap of one").isLessThanOrEqualTo(FULL ? 4 * 1024 : 8 * 1024);
            if (FULL) {
                assertThat(cpu).isLessThan(quiet.dividedBy(100));
            }
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static void report(String line) {
        if (FULL) {
            System.out.println(line);
        }
    }

    private Echo connect(SampledProcess relay, ServerSocketChannel server, Selector selector) throws IOException {
        SocketChannel client = SocketChannel.open(relay.address());
        open.add(client);
        SocketChannel accepted = server.accept();
        open.add(accepted);
        client.write(ByteBuffer.wrap(content, 0, 1));
        accepted.read(buffer.clear());
        accepted.write(buffer.flip());
        client.read(buffer.clear());
        Echo echo = new Echo(client, accepted);
        client.configureBlocking(false).register(selector, 0, echo);
        accepted.configureBlocking(false).register(selector, 0, echo);
        return echo;
    }

    /** All at once, and one thread for all of them. */
    private void echoAll(Selector selector, List<Echo> echoes) throws IOException {
        int left = echoes.size();
        for (SelectionKey key : selector.keys()) {
            key.interestOps(SelectionKey.OP_READ);
        }
        for (Echo echo : echoes) {
            echo.say();
        }
        while (left > 0) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Echo echo = (Echo) key.attachment();
                left -= echo.turn(key) ? 1 : 0;
            }
            selector.selectedKeys().clear();
        }
    }

    /** A client that says something, and a server that says the same. */
    private final class Echo {
        private final SocketChannel client;
        private final SocketChannel server;
        private final PendingRelay echo = ZeroCopyTransfer.beginRelay(ECHOED_BYTES);
        private final ByteBuffer said = ByteBuffer.wrap(content);
        private int heard;

        private Echo(SocketChannel client, SocketChannel server) throws IOException {
            this.client = client;
            this.server = server;
        }

        private void say() throws IOException {
            client.write(said);
        }

        /** Returns true when all is heard. */
        private boolean turn(SelectionKey key) throws IOException {
            if (key.channel() == server) {
                echo.advance(server, server);
                key.interestOps(
                        switch (echo.awaits()) {
                            case READABLE -> SelectionKey.OP_READ;
                            case WRITABLE -> SelectionKey.OP_WRITE;
                            default -> 0;
                        });
                return false;
            }
            say();
            int bytes = client.read(buffer.clear());
            assertThat(bytes).as("an end after " + heard + " bytes").isNotNegative();
            ByteBuffer expected = ByteBuffer.wrap(content, heard, bytes);
            assertThat(buffer.flip()).isEqualTo(expected);
            heard += bytes;
            key.interestOps(said.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            return bytes > 0 && heard == ECHOED_BYTES;
        }
    }
}
