package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.delegation.CountingTarget;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The transfers of one connection: none stalls while another one moves, and all of them end when they are cancelled.
 */
@ExtendWith(LeftOvers.class)
class ConversationTest {
    private static final Content CONTENT = Content.of(82);
    private static final long SIZE = 16L * 1024 * 1024;
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(3);

    @TempDir
    Path folder = Path.of("");

    private FileChannel file;

    @BeforeEach
    void openFile() throws IOException {
        file = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private static ConnectedPair pair() throws IOException {
        return ConnectedPair.over(Family.TCP, 64 * 1024);
    }

    private static Throwable relay(SocketChannel from, SocketChannel to, TransferOptions options) {
        return catchThrowable(() -> ZeroCopyTransfer.relay(from, to, options));
    }

    /** A request side that is idle while the response trickles. */
    @Test
    void anIdleDirectionLivesAsLongAsTheOtherMoves() throws Exception {
        Conversation proxied = Conversation.create();
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(STALL).withConversation(proxied);
        try (ConnectedPair client = pair();
                ConnectedPair server = pair()) {
            Background<Throwable> requests = Background.start(() -> relay(client.receiver(), server.sender(), options));
            Background<Throwable> responses =
                    Background.start(() -> relay(server.sender(), client.receiver(), options));
            ByteBuffer received = ByteBuffer.allocate(100);
            for (int i = 0; i < 12; i++) {
                Await.pass(STALL.dividedBy(4));
                server.receiver().write(ByteBuffer.wrap(CONTENT.bytes(i, 1)));
                assertThat(client.sender().read(received)).isOne();
            }
            assertThat(requests.isDone()).isFalse();
            server.receiver().shutdownOutput();
            assertThat(responses.get()).isNull();
            // Nobody moves any more.
            assertThat(requests.get()).isInstanceOf(TransferTimeoutException.class);
            assertThatThrownBy(() -> client.sender().read(received)).isInstanceOf(IOException.class);
        }
    }

    /** Alone it is given up; then the other end of that connection must not take what it has for the whole. */
    @Test
    void withoutOneTheIdleDirectionEndsInAReset() throws Exception {
        TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(STALL);
        try (ConnectedPair client = pair();
                ConnectedPair server = pair()) {
            assertThat(relay(client.receiver(), server.sender(), options)).isInstanceOf(TransferTimeoutException.class);
            assertThatThrownBy(() -> client.sender().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> server.receiver().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
        }
    }

    /** Whatever a transfer can be waiting in. */
    private enum Waiting {
        IN_THE_KERNEL,
        IN_A_WRITE,
        IN_A_READ,
        IN_A_SELECTOR,
        IN_A_SELECTOR_OF_THE_SOURCE,
        HELD,
        BEHIND_A_WRAPPER,
        PARKED,
        IN_A_TARGET_THAT_HIDES_ITS_CHANNEL
    }

    private Object start(Waiting waiting, ConnectedPair pair, TransferOptions options) throws IOException {
        SocketChannel out = pair.sender();
        return switch (waiting) {
            case IN_THE_KERNEL -> ZeroCopyTransfer.send(file, 0, SIZE, out, options);
            case IN_A_WRITE -> ZeroCopyTransfer.send(file, 0, SIZE, out, options.withZeroCopy(ZeroCopyPolicy.AVOID));
            case IN_A_READ -> ZeroCopyTransfer.receive(out, folder.resolve("received"), options);
            case IN_A_SELECTOR -> {
                out.configureBlocking(false);
                yield ZeroCopyTransfer.send(file, 0, SIZE, out, options);
            }
            case IN_A_SELECTOR_OF_THE_SOURCE -> {
                out.configureBlocking(false);
                yield ZeroCopyTransfer.receive(out, folder.resolve("selected"), options);
            }
            case HELD ->
                ZeroCopyTransfer.send(file, 0, SIZE, out, options.withRateLimit(RateLimit.ofBytesPerSecond(1)));
            case BEHIND_A_WRAPPER -> ZeroCopyTransfer.send(file, 0, SIZE, new DelegatingTarget(out), options);
            case PARKED -> {
                out.configureBlocking(false);
                yield ZeroCopyTransfer.send(file, 0, SIZE, new DelegatingTarget(out), options);
            }
            case IN_A_TARGET_THAT_HIDES_ITS_CHANNEL ->
                ZeroCopyTransfer.send(file, 0, SIZE, CountingTarget.hiding(out), options);
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelEndsWhateverWaits(boolean virtual) throws Exception {
        if (virtual) {
            VirtualThreads.assumeAvailable();
        }
        Map<Waiting, ConnectedPair> pairs = new EnumMap<>(Waiting.class);
        List<Background<Throwable>> running = new ArrayList<>();
        Conversation conversation = Conversation.create();
        TransferOptions options = TransferOptions.DEFAULTS.withConversation(conversation);
        try {
            for (Waiting waiting : Waiting.values()) {
                ConnectedPair pair = pair();
                pairs.put(waiting, pair);
                Callable<Throwable> call = () -> catchThrowable(() -> start(waiting, pair, options));
                running.add(virtual ? Background.startVirtual(call) : Background.start(call));
            }
            Await.until(
                    "all have begun", () -> conversation.toString().contains(String.valueOf(Waiting.values().length)));
            Await.pass(Duration.ofMillis(500));
            long begin = System.nanoTime();
            conversation.cancel();
            conversation.cancel();
            Iterator<Background<Throwable>> ends = running.iterator();
            for (Map.Entry<Waiting, ConnectedPair> each : pairs.entrySet()) {
                Waiting waiting = each.getKey();
                Throwable end = ends.next().get();
                assertThat(end).as("%s", waiting).isExactlyInstanceOf(TransferException.class);
                assertThat(end).as("%s", waiting).hasMessageContaining("cancelled");
                assertThat(((TransferException) end).side()).as("%s", waiting).isEqualTo(Side.NONE);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("%s", waiting)
                        .isLessThan(SOON);
                ConnectedPair pair = each.getValue();
                Await.until(waiting + ": closed", () -> !pair.sender().isOpen());
                // What is behind a wrapper that says nothing is closed by that, as it likes.
                if (waiting != Waiting.BEHIND_A_WRAPPER && waiting != Waiting.PARKED) {
                    assertThatThrownBy(() -> {
                                ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
                                while (pair.receiver().read(buffer.clear()) >= 0) {}
                            })
                            .as("%s: reset", waiting)
                            .isInstanceOf(IOException.class);
                }
            }
            assertThat(conversation.toString()).contains("of 0", "cancelled");
        } finally {
            for (ConnectedPair pair : pairs.values()) {
                pair.close();
            }
        }
    }

    @Test
    void laterOnesAreRefusedAndCompleteOnesStay() throws Exception {
        Conversation conversation = Conversation.create();
        TransferOptions options = TransferOptions.DEFAULTS.withConversation(conversation);
        Payload payload = Payload.ofFile(file, 0, SIZE);
        try (ConnectedPair pair = pair();
                ConnectedPair other = pair();
                PendingSend done = ZeroCopyTransfer.begin(payload.slice(0, 100), options);
                PendingSend half = ZeroCopyTransfer.begin(payload, options)) {
            pair.sender().configureBlocking(false);
            done.advance(pair.sender());
            long moved = half.advance(pair.sender());
            assertThat(moved).isPositive();
            conversation.cancel();
            assertThat(done.isComplete()).isTrue();
            assertThat(done.advance(pair.sender())).isZero();
            for (int i = 0; i < 2; i++) {
                Throwable end = catchThrowable(() -> half.advance(pair.sender()));
                assertThat(end).isExactlyInstanceOf(TransferException.class);
                assertThat(((TransferException) end).side()).isEqualTo(Side.NONE);
                assertThat(((TransferException) end).bytesTransferred()).isEqualTo(moved);
            }
            assertThat(pair.sender().isOpen()).as("the caller's").isTrue();
            assertThatThrownBy(() -> ZeroCopyTransfer.begin(payload, options)).isInstanceOf(TransferException.class);
            Throwable refused = catchThrowable(() -> ZeroCopyTransfer.send(payload, other.sender(), options));
            assertThat(refused).isExactlyInstanceOf(TransferException.class).hasMessageContaining("cancelled");
            assertThat(((TransferException) refused).bytesTransferred()).isZero();
            assertThatThrownBy(() -> other.receiver().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void optionsCarryIt() {
        Conversation conversation = Conversation.create();
        TransferOptions options = TransferOptions.DEFAULTS.withConversation(conversation);
        assertThat(options.withTimeout(STALL).withMaxBytes(7).toString()).contains(conversation.toString());
        assertThat(TransferOptions.DEFAULTS.toString()).doesNotContain("Conversation");
        assertThatThrownBy(() -> TransferOptions.DEFAULTS.withConversation(Null.of(Conversation.class)))
                .isInstanceOf(NullPointerException.class);
    }
}
