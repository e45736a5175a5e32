package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Conversation;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A relay has descriptors of its own for its sockets while it splices. A close by somebody else is a close all the
 * same: the peer sees it soon, and no byte goes to the connection that gets the number next.
 *
 * <p>{@code -Dzerocopy.race.rounds=200000} is the long form.
 */
@ExtendWith(LeftOvers.class)
class SpliceCloseIT {
    private static final int ROUNDS = Integer.getInteger("zerocopy.race.rounds", 500);
    private static final Duration SOON = Duration.ofMillis(300);
    /** A busy machine: what is measured is the library, not the scheduler. */
    private static final Duration GRACE = Duration.ofMillis(200);

    /** What it spoils all the same must be right once. */
    private static final int ATTEMPTS = 8;

    private static final long PATIENCE_SECONDS = 30;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final byte CONTENT = 'x';
    private static final byte GREETING = 'g';

    /** Who relays, and over what kind of channel. */
    enum Relaying {
        BLOCKING,
        NON_BLOCKING,
        ON_A_VIRTUAL_THREAD
    }

    /** Who is closed by another thread. */
    enum End {
        SOURCE,
        TARGET
    }

    @BeforeAll
    static void requireTier() {
        Tier.assumeHere();
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    /** A relay between two connections whose sender sends all the time. */
    private static final class Running implements AutoCloseable {
        private final ConnectedPair in = ConnectedPair.over(ConnectedPair.Family.TCP, BUFFER_BYTES);
        private final ConnectedPair out = ConnectedPair.over(ConnectedPair.Family.TCP, BUFFER_BYTES);
        private final AtomicLong arrived = new AtomicLong();
        private final FutureTask<TransferResult> relay;
        private final Background<Void> sending;

        Running(Relaying relaying, TransferOptions options) throws IOException {
            if (relaying == Relaying.NON_BLOCKING) {
                in.receiver().configureBlocking(false);
                out.sender().configureBlocking(false);
            }
            Callable<TransferResult> call = () -> ZeroCopyTransfer.relay(in.receiver(), out.sender(), options);
            relay = new FutureTask<>(call);
            if (relaying == Relaying.ON_A_VIRTUAL_THREAD) {
                VirtualThreads.start(relay);
            } else {
                Thread thread = new Thread(relay, "relay");
                thread.setDaemon(true);
                thread.start();
            }
            sending = Background.start(() -> {
                sendUntilItFails();
                return null;
            });
        }

        private void sendUntilItFails() {
            ByteBuffer piece = ByteBuffer.allocate(BUFFER_BYTES);
            while (piece.hasRemaining()) {
                piece.put(CONTENT);
            }
            try {
                while (true) {
                    in.sender().write(piece.rewind());
                }
            } catch (IOException e) {
                // The other end is gone: that is what is waited for.
            }
        }

        void read(int bytes) throws IOException {
            ByteBuffer piece = ByteBuffer.allocate(BUFFER_BYTES);
            for (int left = bytes; left > 0; ) {
                int read = out.receiver().read(piece.clear().limit(Math.min(left, BUFFER_BYTES)));
                arrived.addAndGet(read);
                left -= read;
            }
        }

        /** Reads until the stream ends, however it does. */
        void readToEnd() {
            ByteBuffer piece = ByteBuffer.allocate(BUFFER_BYTES);
            try {
                for (int bytes = 0; bytes >= 0; bytes = out.receiver().read(piece.clear())) {
                    arrived.addAndGet(bytes);
                }
            } catch (IOException e) {
                // A reset is an end, too.
            }
        }

        @Override
        public void close() throws IOException {
            try (in) {
                out.close();
            }
        }
    }

    /** Does something, and returns how long it took until that was seen. */
    private interface Measured {
        Duration time() throws Exception;
    }

    private static void requireSoon(Measured measured) throws Exception {
        Duration most = SOON.plus(GRACE);
        Duration time = measured.time();
        for (int attempt = 1; attempt < ATTEMPTS && time.compareTo(most) >= 0; attempt++) {
            time = measured.time();
        }
        assertThat(time).isLessThan(most);
    }

    @ParameterizedTest
    @EnumSource
    void thePeerSeesTheEndSoon(Relaying relaying) throws Exception {
        for (End end : End.values()) {
            requireSoon(() -> untilThePeerSees(end, relaying));
        }
    }

    private static Duration untilThePeerSees(End end, Relaying relaying) throws Exception {
        try (Running running = new Running(relaying, TransferOptions.DEFAULTS)) {
            Background<Void> reading = Background.start(() -> {
                running.readToEnd();
                return null;
            });
            Await.until("bytes have been relayed", () -> running.arrived.get() > 4 * BUFFER_BYTES);
            long begin = System.nanoTime();
            (end == End.SOURCE ? running.in.receiver() : running.out.sender()).close();
            (end == End.SOURCE ? running.sending : reading).get();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            assertThatThrownBy(() -> running.relay.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            return time;
        }
    }

    /** The peer does not read, so the relay waits with bytes in its pipe; the sender cannot send. */
    @ParameterizedTest
    @EnumSource
    void thePeerOfOneThatIsStuckSeesTheEndSoon(Relaying relaying) throws Exception {
        for (End end : End.values()) {
            requireSoon(() -> untilThePeerOfOneThatIsStuckSees(end, relaying));
        }
    }

    private static Duration untilThePeerOfOneThatIsStuckSees(End end, Relaying relaying) throws Exception {
        try (Running running = new Running(relaying, TransferOptions.DEFAULTS)) {
            running.out.receiver().read(ByteBuffer.allocate(1));
            (end == End.SOURCE ? running.in.receiver() : running.out.sender())
                    .setOption(StandardSocketOptions.SO_LINGER, 0);
            long begin = System.nanoTime();
            (end == End.SOURCE ? running.in.receiver() : running.out.sender()).close();
            if (end == End.SOURCE) {
                running.sending.get();
            } else {
                running.readToEnd();
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    /** It waits for room, with bytes in its pipe, when the close comes: they do not go out any more. */
    @Test
    void nothingIsSentAfterTheClose() throws Exception {
        long leastAfter = Long.MAX_VALUE;
        // Now and then it is inside a call of the kernel just then, which ends as it may.
        for (int round = 0; round < 10 && leastAfter > 0; round++) {
            AtomicLong accepted = new AtomicLong();
            TransferListener listener = new TransferListener() {
                @Override
                public void onProgress(long transferredBytes, long totalBytes) {
                    accepted.set(transferredBytes);
                }
            };
            try (Running running = new Running(Relaying.BLOCKING, TransferOptions.DEFAULTS.withListener(listener))) {
                Await.steady(Duration.ofMillis(300), accepted::get);
                // It goes on, and is stuck again: it has only begun to wait.
                running.read(64 * BUFFER_BYTES);
                Await.steady(Duration.ofMillis(15), accepted::get);
                long atTheClose = accepted.get();
                running.out.sender().close();
                running.readToEnd();
                leastAfter = Math.min(leastAfter, running.arrived.get() - atTheClose);
                assertThatThrownBy(() -> running.relay.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class);
                running.in.receiver().close();
                running.sending.get();
            }
        }
        assertThat(leastAfter).isNotPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aCancelIsSeenSoon(Relaying relaying) throws Exception {
        requireSoon(() -> untilACancelIsSeen(relaying));
    }

    private static Duration untilACancelIsSeen(Relaying relaying) throws Exception {
        Conversation conversation = Conversation.create();
        try (Running running = new Running(relaying, TransferOptions.DEFAULTS.withConversation(conversation))) {
            running.out.receiver().read(ByteBuffer.allocate(1));
            long begin = System.nanoTime();
            conversation.cancel();
            running.sending.get();
            running.readToEnd();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            assertThatThrownBy(running.relay::get).isInstanceOf(ExecutionException.class);
            return time;
        }
    }

    /** The connection that gets the number of the closed one's descriptor sees none of the bytes, and loses none. */
    @ParameterizedTest
    @EnumSource
    void noByteOfAnotherConnection(Relaying relaying) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            End end = round % 2 == 0 ? End.SOURCE : End.TARGET;
            try (Running running = new Running(relaying, TransferOptions.DEFAULTS)) {
                running.out.receiver().read(ByteBuffer.allocate(1 + round % 512));
                SocketChannel closed = end == End.SOURCE ? running.in.receiver() : running.out.sender();
                closed.setOption(StandardSocketOptions.SO_LINGER, 0).close();
                // One of its two ends has the number now.
                try (ConnectedPair heirs = ConnectedPair.tcp()) {
                    requireUntouched(heirs.sender(), heirs.receiver());
                    requireUntouched(heirs.receiver(), heirs.sender());
                    running.in
                            .sender()
                            .setOption(StandardSocketOptions.SO_LINGER, 0)
                            .close();
                    running.out
                            .receiver()
                            .setOption(StandardSocketOptions.SO_LINGER, 0)
                            .close();
                    assertThatThrownBy(() -> running.relay.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .isInstanceOf(Exception.class);
                    running.sending.get();
                    requireUntouched(heirs.sender(), heirs.receiver());
                    requireUntouched(heirs.receiver(), heirs.sender());
                }
            }
        }
    }

    /** What is put in is what comes out, and nothing else. */
    private static void requireUntouched(SocketChannel in, SocketChannel out) throws IOException {
        in.write(ByteBuffer.wrap(new byte[] {GREETING}));
        ByteBuffer received = ByteBuffer.allocate(2);
        out.read(received);
        assertThat(received.flip().remaining()).isEqualTo(1);
        assertThat(received.get()).isEqualTo(GREETING);
    }
}
