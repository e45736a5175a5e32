package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transfers that share a rate have equal shares of it on the real clock, whoever waits for them, threads or an event
 * loop; and waiting costs next to nothing.
 */
@ExtendWith(LeftOvers.class)
class SharedRateTest {
    private static final long BYTES_PER_SECOND = 1_000_000;
    private static final Duration WHILE = Duration.ofSeconds(3);
    private static final Duration START = Duration.ofSeconds(1);
    private static final double UNFAIR = 0.2;
    /** A machine that is busy with something else wakes threads too late: then some of them come too short. */
    private static final int ATTEMPTS = 8;

    private static final int FOR_EVER_BYTES = 64 * 1024 * 1024;
    private static final Payload CONTENT =
            Payload.builder().bytes(ByteBuffer.allocateDirect(FOR_EVER_BYTES)).build();

    private final RateLimit rate = RateLimit.ofBytesPerSecond(BYTES_PER_SECOND);
    private final List<Sending> sendings = new ArrayList<>();

    /** Takes everything, and counts it. */
    private static final class Sink implements WritableByteChannel {
        private volatile boolean open = true;
        private final AtomicLong bytes = new AtomicLong();

        @Override
        public int write(ByteBuffer source) {
            int taken = source.remaining();
            source.position(source.limit());
            bytes.addAndGet(taken);
            return taken;
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

    /** A blocking send on a thread of its own, until its target is closed. */
    private static final class Sending {
        private final Sink sink = new Sink();
        private final Thread thread;

        Sending(TransferOptions options, Kind kind) {
            Runnable send = () -> {
                try {
                    ZeroCopyTransfer.send(CONTENT, sink, options);
                } catch (TransferException e) {
                    // Its target was closed.
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            };
            this.thread = kind == Kind.VIRTUAL ? VirtualThreads.start(send) : new Thread(send, "sending");
            if (kind == Kind.PLATFORM) {
                thread.start();
            }
        }

        enum Kind {
            PLATFORM,
            VIRTUAL
        }
    }

    /** An event loop of sends, each of which is called again after what its retryAfter said. */
    private final class Loop implements AutoCloseable {
        private final List<PendingSend> sends = new ArrayList<>();
        private final List<Long> due = new ArrayList<>();
        private final Sink sink = new Sink();

        Loop(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                sends.add(ZeroCopyTransfer.begin(CONTENT, options()));
                due.add(System.nanoTime());
            }
        }

        void run(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
                long next = end;
                for (int i = 0; i < sends.size(); i++) {
                    PendingSend send = sends.get(i);
                    if (due.get(i) - now <= 0) {
                        send.advance(sink);
                        due.set(i, System.nanoTime() + send.retryAfter().toNanos());
                    }
                    next = next - due.get(i) > 0 ? due.get(i) : next;
                }
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }

        List<Long> transferred() {
            return sends.stream().map(PendingSend::transferred).toList();
        }

        @Override
        public void close() throws IOException {
            for (PendingSend send : sends) {
                send.close();
            }
        }
    }

    private TransferOptions options() {
        return TransferOptions.DEFAULTS.withRateLimit(rate);
    }

    private void start(int count, Sending.Kind kind) {
        for (int i = 0; i < count; i++) {
            sendings.add(new Sending(options(), kind));
        }
    }

    private List<Long> taken() {
        List<Long> taken = new ArrayList<>();
        sendings.forEach(sending -> taken.add(sending.sink.bytes.get()));
        return taken;
    }

    /** Lets time pass. */
    private interface Passing {
        void pass(Duration time) throws Exception;
    }

    private interface Counting {
        List<Long> bytes();
    }

    /** Of some trials, each with a crowd of its own, in one all must get their shares. */
    private void requireInOne(Trial trial) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                trial.run();
                return;
            } catch (AssertionError e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } finally {
                end();
            }
        }
    }

    private interface Trial {
        void run() throws Exception;
    }

    /** Fails unless each gets its share in a while, once all have begun. */
    private static void requireEqualShares(Counting counting, Passing passing) throws Exception {
        passing.pass(START);
        long begin = System.nanoTime();
        List<Long> before = counting.bytes();
        passing.pass(WHILE);
        List<Long> bytes = difference(counting.bytes(), before);
        requireEqualShares(bytes, BYTES_PER_SECOND * (System.nanoTime() - begin) / 1e9);
    }

    private static List<Long> difference(List<Long> after, List<Long> before) {
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            bytes.add(after.get(i) - before.get(i));
        }
        return bytes;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Sending sending : sendings) {
            sending.sink.close();
            LockSupport.unpark(sending.thread);
        }
        for (Sending sending : sendings) {
            sending.thread.join();
        }
        sendings.clear();
    }

    private static void requireEqualShares(List<Long> bytes, double all) {
        double share = all / bytes.size();
        long sum = bytes.stream().mapToLong(each -> each).sum();
        if (sum > all * 1.05) {
            // No busy machine does that.
            throw new IllegalStateException(sum + " bytes, and the rate allows " + all);
        }
        assertThat((double) sum).as("bytes of all").isCloseTo(all, within(all * 0.05));
        for (int i = 0; i < bytes.size(); i++) {
            assertThat((double) bytes.get(i)).as("bytes of %s", i).isCloseTo(share, within(share * UNFAIR));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void sendsOfAnEventLoop(int count) throws Exception {
        requireInOne(() -> {
            try (Loop loop = new Loop(count)) {
                requireEqualShares(loop::transferred, loop::run);
            }
        });
    }

    @Test
    void twoHundredBlockingSends() throws Exception {
        requireInOne(() -> {
            start(200, Sending.Kind.PLATFORM);
            requireEqualShares(this::taken, Await::pass);
        });
    }

    @Test
    void aHundredVirtualThreads() throws Exception {
        VirtualThreads.assumeAvailable();
        requireInOne(() -> {
            start(100, Sending.Kind.VIRTUAL);
            requireEqualShares(this::taken, Await::pass);
        });
    }

    @Test
    void threadsBesideAnEventLoop() throws Exception {
        requireInOne(() -> {
            start(10, Sending.Kind.PLATFORM);
            try (Loop loop = new Loop(10)) {
                Counting all = () -> {
                    List<Long> bytes = taken();
                    bytes.addAll(loop.transferred());
                    return bytes;
                };
                requireEqualShares(all, loop::run);
            }
        });
    }

    /** Half of them are closed, half forgotten. */
    @Test
    void sendsThatNobodyCallsAgainHoldUpNobody() throws Exception {
        requireInOne(() -> {
            try (Loop lost = new Loop(60)) {
                lost.run(Duration.ofMillis(500));
                for (PendingSend send : lost.sends.subList(0, 30)) {
                    send.close();
                }
                long before =
                        lost.transferred().stream().mapToLong(each -> each).sum();
                assertThat(before).isPositive();
                start(3, Sending.Kind.PLATFORM);
                requireEqualShares(this::taken, Await::pass);
            }
        });
    }

    @Test
    void aRateThatIsRaisedWhileManyWait() throws Exception {
        requireInOne(() -> {
            rate.setBytesPerSecond(10);
            start(50, Sending.Kind.PLATFORM);
            Await.until(
                    "all but one wait",
                    () -> taken().stream().mapToLong(each -> each).sum() > 0);
            rate.setBytesPerSecond(BYTES_PER_SECOND);
            requireEqualShares(this::taken, Await::pass);
        });
    }

    @Test
    void twoThousandThreadsThatWaitCostNextToNothing() throws Exception {
        start(2000, Sending.Kind.PLATFORM);
        Await.until("all have begun", () -> taken().stream().allMatch(bytes -> bytes > 0));
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        Await.pass(Duration.ofSeconds(2));
        double share = (double) (cpuNanos() - cpu) / (System.nanoTime() - begin);
        assertThat(share).as("CPU of 2,000 threads that wait").isLessThan(0.15);
    }

    private long cpuNanos() {
        return sendings.stream()
                .mapToLong(sending -> Gauges.cpuNanos(sending.thread))
                .sum();
    }
}
