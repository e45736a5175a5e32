package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    private static <C extends SelectableChannel & WritableByteChannel> Duration writeUntilFreed(C target, Step step)
            throws IOException {
        Pace pace = pace(LIMIT);
        try (Watchdog watchdog = Watchdog.of(pace, null, target, target)) {
            long start = System.nanoTime();
            watchdog.enter(pace, step);
            try {
                while (target.write(ByteBuffer.allocate(1 << 20)) == 1 << 20) {}
            } catch (IOException e) {
                // As good as a short count: the step is over.
            }
            assertThat(watchdog.leave(pace, 0)).isTrue();
            assertThat(watchdog.hasFired()).isTrue();
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** It is there for good, and so would be the first thread's context class loader. */
    @Test
    void theSharedOneKeepsNoThread() throws Exception {
        for (Field field : Watchdog.class.getDeclaredFields()) {
            if (field.getType() == Thread.class) {
                field.setAccessible(true);
                assertThat(field.get(Watchdog.NONE)).as(field.getName()).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "KERNEL"})
    void aStepThatIsStuckComesBack(Step step) throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            assertThat(writeUntilFreed(pair.sender(), step)).isGreaterThanOrEqualTo(LIMIT.plus(GRACE));
            // Before JDK 22 a kernel step does not hold the channel: to close it, by a reset, is the sending thread's.
            boolean mayBeClosed = step == Step.WRITE || Capabilities.current().closesSafely();
            assertThat(pair.sender().isOpen()).isEqualTo(!mayBeClosed);
            if (mayBeClosed) {
                assertThatThrownBy(() -> {
                            while (pair.receiver().read(ByteBuffer.allocate(1 << 20)) >= 0) {}
                        })
                        .isInstanceOf(IOException.class);
            } else {
                assertThat(pair.sender().socket().isOutputShutdown()).isTrue();
            }
        }
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel unread = pipe.source()) {
            writeUntilFreed(pipe.sink(), Step.WRITE);
            assertThat(pipe.sink().isOpen()).isFalse();
            assertThat(unread.isOpen()).isTrue();
        }
    }

    /** The disk is slow, or the channel does not block: nobody's peer is to blame, and nothing would free the step. */
    @ParameterizedTest
    @EnumSource(names = {"DISK", "READ"})
    void stepsThatWaitForNoPeerAreLeftAlone(Step step) throws Exception {
        Pace pace = pace(LIMIT);
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source();
                Watchdog watchdog = Watchdog.of(pace, source, sink, sink)) {
            source.configureBlocking(false);
            watchdog.enter(pace, step);
            Await.pass(LONG_AFTER);
            assertThat(watchdog.hasFired()).isFalse();
            assertThat(watchdog.leave(pace, 0)).isFalse();
            assertThat(pace.expiry(System.nanoTime())).isEqualTo(Pace.Expiry.NOTHING);
            assertThat(sink.isOpen() && source.isOpen()).isTrue();
        }
    }

    @Test
    void aReadThatIsStuckComesBack() throws Exception {
        Pace pace = pace(LIMIT);
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel silent = pipe.sink();
                Watchdog watchdog = Watchdog.of(pace, pipe.source(), silent, silent)) {
            watchdog.enter(pace, Step.READ);
            assertThatThrownBy(() -> pipe.source().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(watchdog.leave(pace, 0)).isTrue();
            assertThat(silent.isOpen()).isTrue();
        }
    }

    @Test
    void stepsThatReturnInTimeAreLeftAlone() throws Exception {
        // Not so soon that a busy machine could hold this thread up inside the first step until then.
        Duration limit = Duration.ofSeconds(1);
        Pace soon = pace(limit);
        Pace later = pace(Duration.ofHours(1));
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source();
                Watchdog watchdog = Watchdog.of(soon, source, sink, sink)) {
            watchdog.enter(soon, Step.WRITE);
            assertThat(watchdog.leave(soon, 0)).isFalse();
            // The timer looks when the first step would have been late, and finds one that is not.
            watchdog.enter(later, Step.WRITE);
            Await.pass(limit.plus(LONG_AFTER));
            assertThat(watchdog.hasFired()).isFalse();
            assertThat(watchdog.leave(later, 0)).isFalse();
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
        List<Pipe> pipes = new ArrayList<>();
        List<Watchdog> watchdogs = new ArrayList<>();
        List<Boolean> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Pipe pipe = Pipe.open();
                pipes.add(pipe);
                // One after the other: else all may have fired before this thread sees that the first one has.
                Pace pace = pace(LIMIT.plusMillis(i));
                Watchdog watchdog = Watchdog.of(pace, null, pipe.sink(), pipe.sink());
                watchdogs.add(watchdog);
                watchdog.enter(pace, Step.WRITE);
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
                Watchdog none = Watchdog.of(Pace.FREE, null, pair.sender(), pair.sender())) {
            assertThat(none).isSameAs(Watchdog.NONE);
            none.enter(Pace.FREE, Step.WRITE);
            assertThat(none.leave(Pace.FREE, 0)).isFalse();
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
                try (Watchdog watchdog = Watchdog.of(pace, source, sink, sink)) {
                    watchdog.enter(pace, Step.WRITE);
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
        try (Watchdog watchdog = Watchdog.of(pace, source, sink, sink)) {
            watchdog.enter(pace, Step.WRITE);
            watchdog.leave(pace, 0);
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
