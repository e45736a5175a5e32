package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferException;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A channel that is registered with somebody else's selector stays registered as it was, and nothing is added for good.
 */
@ExtendWith(LeftOvers.class)
class RegisteredChannelTest {
    private static final Content CONTENT = Content.of(3);
    private static final int SIZE = 8 * 1024 * 1024;
    private static final Duration QUIET = Duration.ofMillis(100);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(
            value = Lane.class,
            names = {"TCP_NON_BLOCKING", "UNIX_NON_BLOCKING", "PIPE_NON_BLOCKING", "WRAPPED_NON_BLOCKING"})
    void keysInterestAndModeStay(Lane lane) throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Lane.Open open = lane.open(CONTENT, 0);
                Selector selector = Selector.open();
                Selector idle = Selector.open()) {
            int operations = open.channel().validOps();
            SelectionKey key = open.channel().register(selector, operations, "attached");
            SelectionKey quiet = open.channel().register(idle, 0);
            Background<TransferResult> send = Background.start(() -> ZeroCopyTransfer.send(file, open.target()));
            Await.pass(QUIET);
            assertThat(send.isDone()).isFalse();
            open.release();
            assertThat(send.get().bytes()).isEqualTo(SIZE);

            assertThat(key.isValid()).isTrue();
            assertThat(key.interestOps()).isEqualTo(operations);
            assertThat(key.attachment()).isEqualTo("attached");
            assertThat(quiet.isValid()).isTrue();
            assertThat(quiet.interestOps()).isZero();
            assertThat(selector.keys()).containsExactly(key);
            assertThat(open.channel().isBlocking()).isFalse();

            requireFree(open, key, quiet);
            open.finish().requireExactly(SIZE);
        }
    }

    /** A channel with a valid key left anywhere refuses to block. */
    private static void requireFree(Lane.Open open, SelectionKey... keys) throws IOException {
        for (SelectionKey key : keys) {
            key.cancel();
            key.selector().selectNow();
        }
        open.channel().configureBlocking(true);
        assertThat(open.channel().isRegistered()).isFalse();
    }

    @Test
    void theOwnerMayGoOnSelecting() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Lane.Open open = Lane.TCP_NON_BLOCKING.open(CONTENT, 0);
                Selector selector = Selector.open()) {
            open.channel().register(selector, SelectionKey.OP_READ);
            Background<Integer> loop = Background.start(() -> selector.select(60_000));
            Background<TransferResult> send = Background.start(() -> ZeroCopyTransfer.send(file, open.target()));
            Await.pass(QUIET);
            open.release();
            assertThat(send.get().bytes()).isEqualTo(SIZE);
            assertThat(loop.isDone()).isFalse();
            selector.wakeup();
            assertThat(loop.get()).isZero();
            open.finish().requireExactly(SIZE);
        }
    }

    @Test
    void theHelperKeyIsGoneAfterAFailureToo() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(64 * 1024).resetsAfter(100_000)) {
            SocketChannel channel = peer.channel();
            channel.configureBlocking(false);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, channel)).isInstanceOf(TransferException.class);
            assertThat(channel.isOpen()).isTrue();
            assertThat(channel.isRegistered()).isFalse();
            channel.configureBlocking(true);
        }
    }
}
