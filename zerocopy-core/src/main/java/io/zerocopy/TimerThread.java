package io.zerocopy;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one timer thread, made when the first {@link Watchdog} needs it. Nothing that could wait runs on it: no call into
 * a channel, a file system or anything that is not the library's.
 *
 * <p>A task that is the next one due wakes the thread, only to wait for another time: with one short send after the
 * other that would be a context switch a send. So a tick is always due before, as long as there are sends.
 */
final class TimerThread {
    private enum Ticks {
        NONE,
        /** Ticking, and nobody has come since the last one. */
        UNUSED,
        USED
    }

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** With the last two ticks this is 10 seconds at the most. */
    private static final long IDLE_SECONDS = 8;

    private static final ScheduledThreadPoolExecutor THREAD = make();

    private static final AtomicReference<Ticks> TICKS = new AtomicReference<>(Ticks.NONE);

    private TimerThread() {}

    static Future<?> schedule(Runnable task, long delayNanos) {
        if (TICKS.get() != Ticks.USED && TICKS.getAndSet(Ticks.USED) == Ticks.NONE) {
            tickLater();
        }
        return THREAD.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    private static void tickLater() {
        Future<?> unused = THREAD.schedule(TimerThread::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private static void tick() {
        if (!TICKS.compareAndSet(Ticks.UNUSED, Ticks.NONE)) {
            TICKS.set(Ticks.UNUSED);
            tickLater();
        }
    }

    private static ScheduledThreadPoolExecutor make() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, task -> DaemonThread.of("zerocopy-timer", task));
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
