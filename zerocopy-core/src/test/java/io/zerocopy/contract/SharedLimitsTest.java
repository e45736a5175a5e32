package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.delegation.CountingTarget;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and modes of a socket hold whatever else goes on around it. */
@ExtendWith(LeftOvers.class)
class SharedLimitsTest {
    /** Quick to make and to check; what counts here is how long it takes to send. */
    private static final Content CONTENT = Content.sparse(106, 4096, 1024 * 1024);

    private static final int SIZE = 64 * 1024 * 1024;
    private static final int SMALL_BUFFERS = 64 * 1024;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    /** The rate holds the stalled one again and again, because the other one uses it up. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStalledPeerBesideABusyOneOfTheSameRate(boolean blocking) throws Exception {
        TransferOptions shared = TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(20_000_000));
        Duration limit = Duration.ofMillis(300);
        try (Peer busy = Peer.expecting(CONTENT, 0).readsAll();
                Peer stalled =
                        Peer.expecting(CONTENT, 0).socketBuffers(SMALL_BUFFERS).stalls()) {
            stalled.channel().configureBlocking(blocking);
            Background<TransferException> sending = Background.start(() -> catchThrowableOfType(
                    TransferException.class, () -> ZeroCopyTransfer.send(file, busy.channel(), shared)));
            TransferTimeoutException failure = catchThrowableOfType(
                    TransferTimeoutException.class,
                    () -> ZeroCopyTransfer.send(file, stalled.channel(), shared.withStallTimeout(limit)));
            assertThat(failure.isStall()).isTrue();
            assertThat(sending.isDone()).as("the busy one, of three seconds").isFalse();
            sending.thread().interrupt();
            assertThat(sending.get().bytesTransferred()).isLessThan(SIZE);
        }
    }

    /** An event loop would wait there for the network, as in the channel itself. */
    @Test
    void aDeclaredTargetInBlockingModeIsRefused() throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll();
                PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, 0, 1000))) {
            assertThatThrownBy(() -> send.advance(CountingTarget.of(peer.channel())))
                    .isInstanceOf(IllegalBlockingModeException.class);
            peer.channel().configureBlocking(false);
            assertThat(send.advance(CountingTarget.of(peer.channel()))).isEqualTo(1000);
            peer.finish().requireExactly(1000);
        }
    }

    /** The first thing that is done to it there, a write of nothing, fails already. */
    @Test
    void aSocketThatIsShutDownIsToBlameOnAVirtualThreadToo() throws Exception {
        VirtualThreads.assumeAvailable();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            peer.channel().shutdownOutput();
            FutureTask<TransferException> sending = new FutureTask<>(() ->
                    catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.send(file, peer.channel())));
            VirtualThreads.start(sending);
            TransferException failure = sending.get(1, TimeUnit.MINUTES);
            assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
            assertThat(failure.bytesTransferred()).isZero();
        }
    }
}
