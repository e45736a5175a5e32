package io.zerocopy.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.SelfSigned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;
import tlschannel.WouldBlockException;

/** A TLS channel gets every byte through its own write; one that cannot wait says where the send has to be resumed. */
@ExtendWith(LeftOvers.class)
class TlsTargetTest {
    private static final Content CONTENT = Content.of(16);
    private static final int SIZE = 5_000_011;
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    @TempDir
    static Path folder = Path.of("");

    private static @Nullable SSLContext context;

    @BeforeAll
    static void makeCertificateAndFile() throws Exception {
        context = SelfSigned.context(folder.resolve("keys.p12"));
        CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private static TlsChannel client(ByteChannel underlying) {
        return ClientTlsChannel.newBuilder(underlying, requireNonNull(context))
                .withEncryptedBufferAllocator(new HeapBufferAllocator())
                .build();
    }

    private static ContentCheck readAll(ByteChannel underlying, CountDownLatch handshaken, CountDownLatch gate)
            throws Exception {
        ContentCheck check = CONTENT.checkFrom(0);
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try (TlsChannel server = ServerTlsChannel.newBuilder(underlying, requireNonNull(context))
                .withEncryptedBufferAllocator(new HeapBufferAllocator())
                .build()) {
            server.handshake();
            handshaken.countDown();
            if (!gate.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the gate stays shut");
            }
            while (server.read(buffer.clear()) >= 0) {
                check.accept(buffer.flip());
            }
        }
        return check;
    }

    @Test
    void blocking() throws Exception {
        CountDownLatch open = new CountDownLatch(0);
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            Background<ContentCheck> reading =
                    Background.start(() -> readAll(pair.receiver(), new CountDownLatch(1), open));
            try (TlsChannel tls = client(pair.sender())) {
                TransferResult result = ZeroCopyTransfer.send(folder.resolve("file"), tls);
                assertThat(result.bytes()).isEqualTo(SIZE);
                assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(SIZE);
                end(tls, reading);
            }
        }
    }

    private interface Scenario {
        void run(TlsChannel tls, SocketChannel below, CountDownLatch gate) throws Exception;
    }

    /** Runs it on a channel that does not wait, to a reader that waits for the gate. */
    private static void onNonBlocking(Scenario scenario) throws Exception {
        CountDownLatch handshaken = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (ConnectedPair pair = ConnectedPair.over(Family.TCP, SOCKET_BUFFER_BYTES)) {
            Background<ContentCheck> reading = Background.start(() -> readAll(pair.receiver(), handshaken, gate));
            TlsChannel tls = client(pair.sender());
            tls.handshake();
            assertThat(handshaken.await(60, TimeUnit.SECONDS)).isTrue();
            pair.sender().configureBlocking(false);
            scenario.run(tls, pair.sender(), gate);
            pair.sender().configureBlocking(true);
            end(tls, reading);
            tls.close();
        }
    }

    @Test
    void nonBlocking() throws Exception {
        onNonBlocking((tls, below, gate) -> {
            TransferException stuck = catchThrowableOfType(
                    TransferException.class, () -> ZeroCopyTransfer.send(folder.resolve("file"), tls));
            assertThat(stuck).isExactlyInstanceOf(TransferException.class);
            assertThat(stuck).hasCauseInstanceOf(WouldBlockException.class);
            assertThat(stuck.side()).isEqualTo(TransferException.Side.TARGET);
            assertThat(stuck.bytesTransferred()).isBetween(1L, SIZE - 1L);
            assertThat(tls.isOpen()).isTrue();
            gate.countDown();
            // From there on by hand: one byte lost or sent twice, and the reader's check fails.
            long from = stuck.bytesTransferred();
            ByteBuffer rest = ByteBuffer.wrap(CONTENT.bytes(from, (int) (SIZE - from)));
            whileItCan(below, () -> {
                tls.write(rest);
                return rest.hasRemaining();
            });
        });
    }

    /** The event loop sees what the channel throws, and goes on where it was when the channel can. */
    @Test
    void nonBlockingInAnEventLoop() throws Exception {
        Payload framed = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 200)))
                .file(folder.resolve("file"), 200, SIZE - 200)
                .build();
        try (PendingSend send = ZeroCopyTransfer.begin(framed)) {
            onNonBlocking((tls, below, gate) -> {
                assertThatThrownBy(() -> {
                            while (true) {
                                send.advance(tls);
                            }
                        })
                        .isInstanceOf(WouldBlockException.class);
                assertThat(send.transferred()).isBetween(1L, SIZE - 1L);
                gate.countDown();
                whileItCan(below, () -> {
                    send.advance(tls);
                    return !send.isComplete();
                });
            });
        }
    }

    private interface Step {
        boolean hasMore() throws IOException;
    }

    /** Repeats a step, and waits for the channel below where it would have to. */
    private static void whileItCan(SocketChannel below, Step step) throws IOException {
        try (Selector selector = Selector.open()) {
            below.register(selector, SelectionKey.OP_WRITE);
            boolean more = true;
            while (more) {
                try {
                    more = step.hasMore();
                } catch (WouldBlockException e) {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
        }
    }

    /** Says good-bye and waits for the reader: closing at once, with its session ticket unread, would reset it. */
    private static void end(TlsChannel tls, Background<ContentCheck> reading) throws Exception {
        tls.shutdown();
        reading.get().requireExactly(SIZE);
    }
}
