package io.zerocopy.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is sent away, and who is not. */
class IdleTimerTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int PATIENCE_SECONDS = 30;

    @Test
    void sendsAwayWhoIsIdleUntilItHasLeft() throws Exception {
        CountDownLatch sentAway = new CountDownLatch(3);
        AtomicInteger others = new AtomicInteger();
        try (IdleTimer timer = new IdleTimer(SHORT);
                IdleTimer.Watch idle = timer.watch(sentAway::countDown);
                IdleTimer.Watch neverIdle = timer.watch(others::incrementAndGet);
                IdleTimer.Watch busyAgain = timer.watch(others::incrementAndGet)) {
            busyAgain.beginIdle();
            busyAgain.endIdle();
            try (IdleTimer.Watch gone = timer.watch(others::incrementAndGet)) {
                gone.beginIdle();
            }
            idle.beginIdle();
            // More than once: the first time it may just have become busy.
            assertThat(sentAway.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(neverIdle.idleNanos()).isNegative();
        }
        assertThat(others).hasValue(0);
    }

    @Test
    void sendsNobodyAwayBeforeItsTime() throws Exception {
        CountDownLatch sentAway = new CountDownLatch(1);
        try (IdleTimer timer = new IdleTimer(SHORT);
                IdleTimer.Watch watch = timer.watch(sentAway::countDown)) {
            // Later than the watch began, so that the first look comes too early.
            long begunNanos = System.nanoTime();
            watch.beginIdle();
            assertThat(sentAway.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(System.nanoTime() - begunNanos).isGreaterThanOrEqualTo(SHORT.toNanos());
        }
    }

    @Test
    void onlyWhoIsIdleCanBeSentAwayAndOnce() {
        try (IdleTimer timer = new IdleTimer(Duration.ofSeconds(PATIENCE_SECONDS));
                IdleTimer.Watch watch = timer.watch(() -> {})) {
            assertThat(watch.sendAway()).isFalse();
            watch.beginIdle();
            assertThat(watch.idleNanos()).isNotNegative();
            watch.endIdle();
            assertThat(watch.sendAway()).isFalse();
            watch.beginIdle();
            assertThat(watch.sendAway()).isTrue();
            assertThat(watch.sendAway()).isFalse();
            watch.endIdle();
            watch.beginIdle();
            assertThat(watch.isSentAway()).isTrue();
            assertThat(watch.idleNanos()).isNegative();
        }
    }
}
