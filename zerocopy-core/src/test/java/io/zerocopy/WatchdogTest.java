package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferException.Side;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A step that is stuck is freed once its time and a grace are over, and nothing is touched that is not in such a step.
 */
@ExtendWith(LeftOvers.class)
class WatchdogTest {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofMillis(100);
    private static final Duration LONG_AFTER = Duration.ofMillis(500);

    private static Pace pace(Duration stall) {
        return new Pace(stall.toNanos(), Pace.UNLIMITED_NANOS, null, 0);
    }

    /** Writes until the watchdog ends it; returns after how long it did. */
    private static Duration writeUntilFreed(WritableByteChannel target) throws IOException {
        Pace pace = pace(LIMIT);
        try (Watchdog watchdog = Watchdog.of(pace, null, target)) {
            long start = System.nanoTime();
            watchdog.enter(pace, Side.TARGET);
            try {
                while (target.write(ByteBuffer.allocate(1 << 20)) == 1 << 20) {}
            } catch (IOException e) {
                // As good as a short count: the step is over.
            }
            assertThat(watchdog.leave()).isTrue();
            assertThat(watchdog.hasFired()).isTrue();
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    @Test
    void aWriteThatIsStuckComesBack() throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            assertThat(writeUntilFreed(pair.sender())).isGreaterThanOrEqualTo(LIMIT.plus(GRACE));
            // To close it, by a reset, is the sending thread's.
            assertThat(pair.sender().isOpen()).isTrue();
            assertThat(pair.sender().socket().isOutputShutdown()).isTrue();
        }
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel unread = pipe.source()) {
            writeUntilFreed(pipe.sink());
            assertThat(pipe.sink().isOpen()).isFalse();
            assertThat(unread.isOpen()).isTrue();
        }
    }

    @Test
    void aReadThatIsStuckComesBack() throws Exception {
        Pace pace = pace(LIMIT);
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel silent = pipe.sink();
                Watchdog watchdog = Watchdog.of(pace, pipe.source(), silent)) {
            watchdog.enter(pace, Side.SOURCE);
            assertThatThrownBy(() -> pipe.source().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(watchdog.leave()).isTrue();
            assertThat(silent.isOpen()).isTrue();
        }
    }

    @Test
    void stepsThatReturnInTimeAreLeftAlone() throws Exception {
        Pace soon = pace(LIMIT);
        Pace later = pace(Duration.ofHours(1));
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source();
                Watchdog watchdog = Watchdog.of(soon, source, sink)) {
            watchdog.enter(soon, Side.TARGET);
            assertThat(watchdog.leave()).isFalse();
            // The timer looks when the first step would have been late, and finds one that is not.
            watchdog.enter(later, Side.TARGET);
            Await.pass(LONG_AFTER);
            assertThat(watchdog.hasFired()).isFalse();
            assertThat(watchdog.leave()).isFalse();
            assertThat(sink.isOpen() && source.isOpen()).isTrue();
        }
    }

    /** Some close before their time, some just then, some after it: what is true at the close stays so. */
    @Test
    void nothingIsTouchedOnceItIsClosed() throws Exception {
        // On a busy machine this thread may come too late for all of them: then they are raced again.
        Await.until(
                "some are closed before they fire", () -> closeWhileTheyFire().contains(true));
    }

    /** Closes watchdogs while they fire one after the other, and returns which came in time: those must stay quiet. */
    private static List<Boolean> closeWhileTheyFire() throws Exception {
        int count = 200;
        Pace pace = pace(LIMIT);
        List<Pipe> pipes = new ArrayList<>();
        List<Watchdog> watchdogs = new ArrayList<>();
        List<Boolean> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Pipe pipe = Pipe.open();
                pipes.add(pipe);
                Watchdog watchdog = Watchdog.of(pace, null, pipe.sink());
                watchdogs.add(watchdog);
                watchdog.enter(pace, Side.TARGET);
            }
            Await.until("the first is freed", () -> !pipes.get(0).sink().isOpen());
            for (int i = count - 1; i >= 0; i--) {
                watchdogs.get(i).close();
                open.add(pipes.get(i).sink().isOpen());
            }
            Await.pass(LONG_AFTER);
            for (int i = 0; i < count; i++) {
                assertThat(pipes.get(count - 1 - i).sink().isOpen()).isEqualTo(open.get(i));
            }
            return open;
        } finally {
            for (Pipe pipe : pipes) {
                pipe.sink().close();
                pipe.source().close();
            }
        }
    }

    @Test
    void withoutLimitsThereIsNone() throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp();
                Watchdog none = Watchdog.of(Pace.FREE, null, pair.sender())) {
            assertThat(none).isSameAs(Watchdog.NONE);
            none.enter(Pace.FREE, Side.TARGET);
            assertThat(none.leave()).isFalse();
            assertThat(none.hasFired()).isFalse();
        }
    }

    /**
     * The timer's thread ends only with an empty queue, so this also tells that a closed watchdog leaves nothing there.
     */
    @Test
    void theTimerGoesTenSecondsAfterItsLastWork() throws Exception {
        Pace pace = pace(Duration.ofDays(1));
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            for (int i = 0; i < 10_000; i++) {
                try (Watchdog watchdog = Watchdog.of(pace, source, sink)) {
                    watchdog.enter(pace, Side.TARGET);
                }
            }
        }
        assertThat(timers()).isEqualTo(1);
        Await.until("the timer has gone", () -> timers() == 0);
    }

    /** A timer that is woken by each short send, and then waits again, costs more than the send. */
    @Test
    void shortStepsDoNotWakeTheTimer() throws Exception {
        Pace pace = pace(Duration.ofDays(1));
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            step(pace, source, sink);
            Thread timer = findTimers().findFirst().orElseThrow();
            long before = Gauges.waits(timer);
            long begun = System.nanoTime();
            int steps = 10_000;
            for (int i = 0; i < steps; i++) {
                step(pace, source, sink);
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(Gauges.waits(timer) - before).isLessThan(steps / 100 + 10 * seconds);
        }
    }

    private static void step(Pace pace, Pipe.SourceChannel source, Pipe.SinkChannel sink) {
        try (Watchdog watchdog = Watchdog.of(pace, source, sink)) {
            watchdog.enter(pace, Side.TARGET);
            watchdog.leave();
        }
    }

    private static long timers() {
        return findTimers().count();
    }

    private static Stream<Thread> findTimers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("zerocopy-timer"));
    }
}
