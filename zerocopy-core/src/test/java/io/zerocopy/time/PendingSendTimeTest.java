package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Inside an event loop only advance looks at the clock: what counts is how long the target has been seen to take
 * nothing.
 */
@ExtendWith(LeftOvers.class)
class PendingSendTimeTest {
    private static final Content CONTENT = Content.of(54);
    private static final int SIZE = 4_000_000;
    private static final Duration STALL = Duration.ofMillis(800);
    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withStallTimeout(STALL);

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private PendingSend begin() throws IOException {
        return ZeroCopyTransfer.begin(Payload.ofFile(file), OPTIONS);
    }

    /** Sends until not even the kernel moves anything on. */
    private static void fill(PendingSend send, Lane.Open open) throws Exception {
        Await.steady(STALL.dividedBy(8), () -> {
            send.advance(open.target());
            return send.transferred();
        });
    }

    @ParameterizedTest
    @EnumSource(names = ".*_NON_BLOCKING", mode = EnumSource.Mode.MATCH_ALL)
    void aStalledTargetIsFoundByTheNextAdvance(Lane lane) throws Exception {
        try (Lane.Open open = lane.open(CONTENT, 0);
                PendingSend send = begin()) {
            AtomicLong lastMoved = new AtomicLong();
            assertThatThrownBy(() -> {
                        while (true) {
                            if (send.advance(open.target()) > 0) {
                                lastMoved.set(System.nanoTime());
                            }
                            Await.pass(Duration.ofMillis(10));
                        }
                    })
                    .isInstanceOfSatisfying(TransferTimeoutException.class, e -> {
                        assertThat(e.isStall()).isTrue();
                        assertThat(e.bytesTransferred()).isEqualTo(send.transferred());
                        assertThat(e.side()).isEqualTo(TransferException.Side.TARGET);
                    });
            assertThat(System.nanoTime() - lastMoved.get()).isGreaterThan(STALL.toNanos());
            assertThat(open.channel().isOpen()).as("the caller's").isTrue();
            open.release();
            open.finish().requireExactly(send.transferred());
        }
    }

    @Test
    void timeInWhichNobodyAsksIsNoStall() throws Exception {
        try (Lane.Open open = Lane.TCP_NON_BLOCKING.open(CONTENT, 0);
                PendingSend send = begin()) {
            Await.pass(STALL.multipliedBy(2));
            assertThat(send.advance(open.target())).isPositive();
            Await.pass(STALL.multipliedBy(2));
            fill(send, open);
        }
    }

    @Test
    void oneByteBeginsTheTimeAnew() throws Exception {
        try (Lane.Open open = Lane.TCP_NON_BLOCKING.open(CONTENT, 0);
                PendingSend send = begin()) {
            fill(send, open);
            Await.pass(STALL.multipliedBy(2));
            open.release();
            try (Selector selector = Selector.open()) {
                open.channel().register(selector, SelectionKey.OP_WRITE);
                selector.select();
            }
            assertThat(send.advance(open.target())).isPositive();
        }
    }

    /** Takes one byte, and is closed by whoever it belongs to. */
    private static final class ClosingTarget implements WritableByteChannel {
        private boolean open = true;

        @Override
        public int write(ByteBuffer source) {
            source.get();
            open = false;
            return 1;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** What the rate has granted for it, and it could not take, is the next one's at once. */
    @Test
    void aTargetThatIsClosedInBetweenCostsTheRateNothing() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(1_000_000_000);
        TransferOptions options = TransferOptions.DEFAULTS.withRateLimit(rate).withChunkSize(Long.MAX_VALUE);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file), options)) {
            for (int i = 1; i <= 20; i++) {
                assertThatThrownBy(() -> send.advance(new ClosingTarget())).isInstanceOf(ClosedChannelException.class);
                assertThat(send.transferred()).isEqualTo(i);
                assertThat(send.retryAfter()).isZero();
            }
        }
    }
}
