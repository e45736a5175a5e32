package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Main class of a child JVM in which many relays wait, each between a connection and itself, with little direct memory.
 * It fails unless all of them carry messages when there are some, and hold little while there are none.
 *
 * <p>Arguments: the kind of threads, "virtual" or "platform", and how many relays.
 */
final class IdleRelays {
    private static final Content CONTENT = Content.of(95);
    private static final int MESSAGE_BYTES = 100;
    private static final int BURST_BYTES = 1_000_000;
    /** Relays of which each carries a burst; a multiple of what the pool keeps. */
    private static final int BURSTS = 40;
    /** What one relay holds while it waits, as its Javadoc says. */
    private static final int IDLE_BYTES = 8 * 1024;
    /** What the pool may keep, and the JDK's own buffers of the test's side. */
    private static final long KEPT_BYTES = 5L * 1024 * 1024;

    private final List<Echo> echoes = new ArrayList<>();
    private final boolean virtual;

    private IdleRelays(boolean virtual) {
        this.virtual = virtual;
    }

    /** A connection whose other end is relayed to itself. */
    private record Echo(ConnectedPair pair, FutureTask<TransferResult> relaying) {
        void exchange(int count) throws Exception {
            SocketChannel client = pair.sender();
            Background<Integer> writing =
                    Background.start(() -> client.write(ByteBuffer.wrap(CONTENT.bytes(0, count))));
            read(client, count).requireExactly(count);
            writing.get();
        }

        void end() throws Exception {
            pair.sender().shutdownOutput();
            assertThat(relaying.get(1, TimeUnit.MINUTES).bytes()).isGreaterThanOrEqualTo(MESSAGE_BYTES);
            pair.close();
        }
    }

    private static ContentCheck read(SocketChannel client, int count) throws IOException {
        ContentCheck check = CONTENT.checkFrom(0);
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, 64 * 1024));
        while (check.count() < count) {
            if (client.read(buffer.clear()) < 0) {
                throw new IOException("the end after " + check);
            }
            check.accept(buffer.flip());
        }
        return check;
    }

    public static void main(String[] arguments) throws Exception {
        IdleRelays relays = new IdleRelays(arguments[0].equals("virtual"));
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++) {
            relays.start(true);
        }
        relays.requireLittleHeld("after the first messages");
        for (Echo echo : relays.echoes.subList(0, BURSTS)) {
            echo.exchange(BURST_BYTES);
            echo.exchange(MESSAGE_BYTES);
        }
        relays.requireLittleHeld("after bursts, and a message behind each");
        for (Echo echo : relays.echoes) {
            echo.exchange(MESSAGE_BYTES);
        }
        relays.requireLittleHeld("after more messages");
        for (int i = 0; i < BURSTS; i++) {
            relays.start(false).exchange(BURST_BYTES);
        }
        // In non-blocking mode, in which no read holds the buffer, without a message behind.
        relays.requireLittleHeld("after bursts through channels that do not block");
        for (Echo echo : relays.echoes) {
            echo.end();
        }
    }

    private Echo start(boolean blocking) throws Exception {
        ConnectedPair pair = ConnectedPair.tcp();
        SocketChannel end = pair.receiver();
        end.configureBlocking(blocking);
        FutureTask<TransferResult> relaying = new FutureTask<>(() -> ZeroCopyTransfer.relay(end, end));
        Echo echo = new Echo(pair, relaying);
        echoes.add(echo);
        if (virtual) {
            VirtualThreads.start(relaying);
        } else {
            Thread thread = new Thread(relaying, "relay");
            thread.setDaemon(true);
            thread.start();
        }
        echo.exchange(MESSAGE_BYTES);
        return echo;
    }

    private void requireLittleHeld(String when) {
        assertThat(Gauges.directBytes())
                .as("direct memory " + when)
                .isLessThan((long) echoes.size() * IDLE_BYTES + KEPT_BYTES);
    }
}
