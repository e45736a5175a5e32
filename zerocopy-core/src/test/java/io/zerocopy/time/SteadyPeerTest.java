package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.delegation.CountingTarget;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer that is slow and steady is not taken for one that stalls, whatever sends to it; all kinds at the same time.
 */
@ExtendWith(LeftOvers.class)
class SteadyPeerTest {
    private static final Content CONTENT = Content.of(52);
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final List<Sender> SENDERS = List.of(Sender.values());
    private static final Duration TICK = Duration.ofMillis(250);
    /** Half a minute by {@code -Dzerocopy.long=true}. */
    private static final boolean LONG = Boolean.getBoolean("zerocopy.long");

    @TempDir
    Path folder = Path.of("");

    /** The ways to a socket that see its progress in different steps. */
    enum Sender {
        BLOCKING,
        NON_BLOCKING,
        FOREIGN_BLOCKING,
        FOREIGN_NON_BLOCKING,
        DECLARED_BLOCKING,
        DECLARED_NON_BLOCKING,
        STREAM,
        EVENT_LOOP;

        TransferResult send(Payload payload, SocketChannel channel, TransferOptions options) throws IOException {
            channel.configureBlocking(!name().endsWith("NON_BLOCKING") && this != EVENT_LOOP);
            return switch (this) {
                case BLOCKING, NON_BLOCKING -> ZeroCopyTransfer.send(payload, channel, options);
                case FOREIGN_BLOCKING, FOREIGN_NON_BLOCKING ->
                    ZeroCopyTransfer.send(payload, new DelegatingTarget(channel), options);
                case DECLARED_BLOCKING, DECLARED_NON_BLOCKING ->
                    ZeroCopyTransfer.send(payload, CountingTarget.of(channel), options);
                case STREAM -> ZeroCopyTransfer.send(payload, Channels.newOutputStream(channel), options);
                case EVENT_LOOP -> loop(payload, channel, options);
            };
        }

        /** Looks at the time once a tick, also when the channel has not become writable. */
        private static TransferResult loop(Payload payload, SocketChannel channel, TransferOptions options)
                throws IOException {
            try (PendingSend send = ZeroCopyTransfer.begin(payload, options);
                    Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_WRITE);
                while (!send.isComplete()) {
                    send.advance(channel);
                    selector.select(TICK.toMillis());
                    selector.selectedKeys().clear();
                }
                return send.result();
            }
        }
    }

    /**
     * The kernel shows a sender when its peer reads in lumps as large as its buffers; a socket buffer of 0 grows by
     * itself.
     */
    private void requireNobodyCutOff(int bytesPerSecond, int sendBufferBytes, Duration stall, int seconds)
            throws Exception {
        int size = 16 * MIB + seconds * bytesPerSecond;
        Payload payload = Payload.ofFile(CONTENT.writeTo(folder.resolve("file"), size));
        TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(stall);
        List<Peer> peers = new ArrayList<>();
        List<Background<TransferResult>> sends = new ArrayList<>();
        try {
            for (Sender sender : SENDERS) {
                Peer peer = Peer.expecting(CONTENT, 0).stalls();
                peers.add(peer);
                if (sendBufferBytes > 0) {
                    peer.channel().setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
                }
                sends.add(Background.start(() -> sender.send(payload, peer.channel(), options)));
            }
            for (long tick = 0; tick < seconds * 1000L / TICK.toMillis(); tick++) {
                Await.pass(TICK);
                for (Peer peer : peers) {
                    peer.allow(bytesPerSecond * TICK.toMillis() / 1000);
                }
            }
            for (int i = 0; i < peers.size(); i++) {
                assertThat(sends.get(i).isDone()).as("%s", SENDERS.get(i)).isFalse();
                peers.get(i).release();
            }
            for (int i = 0; i < peers.size(); i++) {
                assertThat(sends.get(i).get().bytes()).isEqualTo(size);
                peers.get(i).finish().requireExactly(size);
            }
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void a128KibibytesASecondThroughSmallBuffers() throws Exception {
        requireNobodyCutOff(128 * KIB, 64 * KIB, Duration.ofSeconds(2), 6);
    }

    @Test
    void oneMebibyteASecondThroughBuffersOfTheSystemsSize() throws Exception {
        Skip.unless(LONG, "takes half a minute: -Dzerocopy.long=true");
        requireNobodyCutOff(MIB, 0, Duration.ofSeconds(10), 25);
    }
}
