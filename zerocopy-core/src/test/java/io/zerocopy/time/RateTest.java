package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rate on the real clock: kept by all who share it, changed at any time, cheap to wait for, and never a stall. */
@ExtendWith(LeftOvers.class)
class RateTest {
    private static final Content CONTENT = Content.of(53);
    private static final int MIB = 1024 * 1024;
    private static final int SECONDS = 5;
    private static final double MOST_ERROR = 0.02;
    /** A machine that is busy with something else wakes threads too late; it never makes them too fast. */
    private static final int ATTEMPTS = 8;

    private static final double MOST_CPU = 0.05;

    @TempDir
    Path folder = Path.of("");

    @Test
    void allWhoShareItHaveItTogether() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SECONDS * MIB);
        double error = 1;
        for (int attempt = 0; attempt < ATTEMPTS && error > MOST_ERROR; attempt++) {
            long start = System.nanoTime();
            sendFourAtATime(file, RateLimit.ofBytesPerSecond(4 * MIB));
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seconds).as("seconds for bytes of %s", SECONDS).isGreaterThan(SECONDS * (1 - MOST_ERROR));
            error = seconds / SECONDS - 1;
        }
        assertThat(error).as("too slow by").isLessThanOrEqualTo(MOST_ERROR);
    }

    /** Each of them the whole file, and each by other means. */
    private static void sendFourAtATime(Path file, RateLimit rate) throws Exception {
        TransferOptions options = TransferOptions.DEFAULTS.withRateLimit(rate);
        List<Background<Double>> sends = new ArrayList<>();
        List<Lane.Open> open = new ArrayList<>();
        try {
            for (Lane lane : List.of(Lane.TCP_BLOCKING, Lane.TCP_NON_BLOCKING, Lane.PIPE_BLOCKING)) {
                Lane.Open peer = lane.open(CONTENT, 0);
                open.add(peer);
                peer.release();
                sends.add(Background.start(() -> cpuOf(() -> ZeroCopyTransfer.send(file, peer.target(), options))));
            }
            CheckingTarget check = new CheckingTarget(CONTENT, 0);
            Background<TransferResult> last = VirtualThreads.areAvailable()
                    ? Background.startVirtual(() -> ZeroCopyTransfer.send(file, check, options))
                    : Background.start(() -> ZeroCopyTransfer.send(file, check, options));
            for (Background<Double> send : sends) {
                assertThat(send.get()).as("CPU of the sending thread").isLessThan(MOST_CPU);
            }
            last.get();
            check.check().requireExactly(SECONDS * MIB);
            for (Lane.Open peer : open) {
                peer.finish().requireExactly(SECONDS * MIB);
            }
        } finally {
            for (Lane.Open peer : open) {
                peer.close();
            }
        }
    }

    private interface Send {
        TransferResult run() throws IOException;
    }

    /** CPU time of this thread for a send, as a part of the wall's. */
    private static double cpuOf(Send send) throws IOException {
        long cpu = Gauges.cpuNanos(Thread.currentThread());
        TransferResult result = send.run();
        return (double) (Gauges.cpuNanos(Thread.currentThread()) - cpu)
                / result.elapsed().toNanos();
    }

    private static Payload bytes(int count) {
        return Payload.builder().bytes(ByteBuffer.wrap(CONTENT.bytes(0, count))).build();
    }

    /** Remembers how far a send has come. */
    private static class Progress implements TransferListener {
        volatile long bytes;

        @Override
        public void onProgress(long transferredBytes, long totalBytes) {
            bytes = transferredBytes;
        }
    }

    /** A send that the rate holds for days, unless somebody does something. */
    private static Background<TransferResult> startHeld(
            WritableByteChannel target, RateLimit rate, TransferOptions options) throws Exception {
        Progress progress = new Progress();
        TransferOptions slow = options.withRateLimit(rate).withListener(progress);
        Background<TransferResult> send = Background.start(() -> ZeroCopyTransfer.send(bytes(MIB), target, slow));
        Await.until("the first byte", () -> progress.bytes > 0 || send.isDone());
        return send;
    }

    @Test
    void aRateThatIsRaisedLetsGo() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Background<TransferResult> send = startHeld(target, rate, TransferOptions.DEFAULTS);
        assertThat(send.isDone()).isFalse();
        rate.setBytesPerSecond(Long.MAX_VALUE);
        assertThat(send.get().bytes()).isEqualTo(MIB);
        target.check().requireExactly(MIB);
    }

    @Test
    void aRateThatIsLoweredHolds() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(100 * MIB);
        Progress progress = new Progress() {
            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (bytes == 0) {
                    rate.setBytesPerSecond(1);
                }
                super.onProgress(transferredBytes, totalBytes);
            }
        };
        TransferOptions options = TransferOptions.DEFAULTS.withRateLimit(rate).withListener(progress);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Background<TransferResult> send =
                Background.start(() -> ZeroCopyTransfer.send(bytes(10 * MIB), target, options));
        Await.until("the first bytes", () -> progress.bytes > 0);
        long begin = System.nanoTime();
        long first = progress.bytes;
        Await.pass(Duration.ofMillis(1_500));
        Await.until("another byte", () -> progress.bytes > first);
        long more = progress.bytes - first;
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertThat(more).isBetween(seconds / 2, 2 + seconds);
        rate.setBytesPerSecond(Long.MAX_VALUE);
        send.get();
        target.check().requireExactly(10 * MIB);
    }

    @Test
    void timeHeldIsNoStall() throws Exception {
        Duration muchShorterThanTheHold = Duration.ofMillis(150);
        List<Background<TransferResult>> sends = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            sends.add(Background.start(() -> {
                TransferOptions options = TransferOptions.DEFAULTS
                        .withStallTimeout(muchShorterThanTheHold)
                        .withRateLimit(RateLimit.ofBytesPerSecond(3));
                try (Lane.Open open = lane.open(CONTENT, 0)) {
                    TransferResult result = lane.isBlocking()
                            ? ZeroCopyTransfer.send(bytes(3), open.target(), options)
                            : drive(bytes(3), open.target(), options);
                    open.release();
                    open.finish().requireExactly(3);
                    return result;
                }
            }));
        }
        for (Background<TransferResult> send : sends) {
            assertThat(send.get().elapsed()).isGreaterThan(Duration.ofMillis(660));
        }
    }

    private static TransferResult drive(Payload payload, WritableByteChannel target, TransferOptions options)
            throws IOException {
        try (PendingSend send = ZeroCopyTransfer.begin(payload, options)) {
            while (!send.isComplete()) {
                if (send.advance(target) == 0) {
                    assertThat(send.retryAfter()).isPositive();
                    LockSupport.parkNanos(send.retryAfter().toNanos());
                }
            }
            return send.result();
        }
    }

    @Test
    void theTimeoutEndsASendThatIsHeld() throws Exception {
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 0)) {
            Background<TransferResult> send = startHeld(
                    open.target(),
                    RateLimit.ofBytesPerSecond(1),
                    TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(900)));
            assertThatThrownBy(send::get).isInstanceOfSatisfying(TransferTimeoutException.class, e -> {
                assertThat(e.isStall()).isFalse();
                assertThat(e.bytesTransferred()).isEqualTo(1);
            });
            assertThat(open.channel().isOpen()).isFalse();
        }
    }

    @Test
    void aSendThatIsHeldCanBeEnded() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Background<TransferResult> interrupted = startHeld(target, rate, TransferOptions.DEFAULTS);
        interrupted.thread().interrupt();
        assertThatThrownBy(interrupted::get)
                .isInstanceOf(TransferException.class)
                .hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(target.isOpen()).isFalse();
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 0)) {
            Background<TransferResult> closed =
                    startHeld(open.target(), RateLimit.ofBytesPerSecond(1), TransferOptions.DEFAULTS);
            open.channel().close();
            assertThatThrownBy(closed::get)
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(AsynchronousCloseException.class);
        }
    }

    /** Not when its turn comes: with so many before it, who hold theirs and do nothing, that takes most of a minute. */
    @Test
    void aSendThatIsHeldBehindManyCanBeEnded() throws Exception {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        TransferOptions slow = TransferOptions.DEFAULTS.withRateLimit(rate);
        List<PendingSend> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            PendingSend idle = ZeroCopyTransfer.begin(bytes(3), slow);
            idle.advance(new CheckingTarget(CONTENT, 0));
            crowd.add(idle);
        }
        CheckingTarget first = new CheckingTarget(CONTENT, 0);
        CheckingTarget second = new CheckingTarget(CONTENT, 0);
        Background<TransferResult> interrupted = Background.start(() -> ZeroCopyTransfer.send(bytes(3), first, slow));
        Background<TransferResult> closed = Background.start(() -> ZeroCopyTransfer.send(bytes(3), second, slow));
        Await.until("both are held", () -> isParked(interrupted.thread()) && isParked(closed.thread()));
        interrupted.thread().interrupt();
        second.close();
        try {
            assertThat(Await.within(Duration.ofSeconds(10), () -> interrupted.isDone() && closed.isDone()))
                    .isTrue();
        } finally {
            for (PendingSend idle : crowd) {
                idle.close();
            }
        }
        assertThatThrownBy(interrupted::get).hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThatThrownBy(closed::get).hasCauseInstanceOf(AsynchronousCloseException.class);
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }
}
