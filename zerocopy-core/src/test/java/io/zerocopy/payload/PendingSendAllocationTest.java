package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An event loop that advances its sends again and again makes no garbage beyond what the JDK's own transferTo makes.
 */
@ExtendWith(LeftOvers.class)
class PendingSendAllocationTest {
    private static final Content CONTENT = Content.sparse(50, 4096, 64L * 1024 * 1024);
    private static final long SIZE = 1L << 30;
    private static final int CHUNK = 16 * 1024;
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 2_000;
    /** Not one object each, nor one for two of them; the compilers at work in other threads leave a few. */
    private static final double MOST_BYTES_EACH = 8;

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void makeFile() throws IOException {
        CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private interface Step {
        long move(SocketChannel target) throws IOException;
    }

    /** Bytes on the heap for one step into a socket with room. */
    private static double garbageOfMoving(Step step) throws IOException {
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            peer.channel().configureBlocking(false);
            move(step, peer, WARM_UP);
            long before = Gauges.allocatedBytes();
            move(step, peer, ROUNDS);
            return (double) (Gauges.allocatedBytes() - before) / ROUNDS;
        }
    }

    private static void move(Step step, Peer peer, int rounds) throws IOException {
        long expected = peer.received();
        for (int i = 0; i < rounds; i++) {
            expected += step.move(peer.channel());
            while (peer.received() < expected) {
                Thread.onSpinWait();
            }
        }
    }

    private static double garbageOfTheJdk() throws IOException {
        AtomicLong position = new AtomicLong();
        try (FileChannel file = FileChannel.open(folder.resolve("file"))) {
            return garbageOfMoving(target -> {
                long moved = file.transferTo(position.get(), CHUNK, target);
                position.addAndGet(moved);
                return moved;
            });
        }
    }

    static Stream<TransferOptions> options() {
        return Stream.of(
                TransferOptions.DEFAULTS,
                TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMinutes(1)).withTimeout(Duration.ofMinutes(5)),
                TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(1L << 40)));
    }

    private static PendingSend begin(TransferOptions options) throws IOException {
        return ZeroCopyTransfer.begin(Payload.ofFile(folder.resolve("file")), options.withChunkSize(CHUNK));
    }

    @ParameterizedTest
    @MethodSource("options")
    void movingMakesNoGarbage(TransferOptions options) throws IOException {
        try (PendingSend send = begin(options)) {
            assertThat(garbageOfMoving(send::advance)).isLessThan(garbageOfTheJdk() + MOST_BYTES_EACH);
        }
    }

    @Test
    void findingTheTargetFullMakesNoGarbage() throws Exception {
        try (PendingSend send = begin(TransferOptions.DEFAULTS);
                Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(64 * 1024).stalls()) {
            peer.channel().configureBlocking(false);
            Await.steady(Duration.ofMillis(200), () -> {
                send.advance(peer.channel());
                return send.transferred();
            });
            for (int i = 0; i < WARM_UP; i++) {
                assertThat(send.advance(peer.channel())).isZero();
            }
            long before = Gauges.allocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                send.advance(peer.channel());
            }
            double each = (double) (Gauges.allocatedBytes() - before) / ROUNDS;
            assertThat(each).isLessThan(MOST_BYTES_EACH);
        }
    }
}
