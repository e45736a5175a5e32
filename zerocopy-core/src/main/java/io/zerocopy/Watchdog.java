package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frees a blocking call that is stuck in a step for longer than its limits allow. The sending thread looks at its
 * limits by itself after every step; this is for the step that does not return.
 *
 * <pre>
 *   IDLE --enter--&gt; IN_STEP --leave--&gt; IDLE         the timer may look at any time, and looks again later
 *                   IN_STEP --too late--&gt; FIRED      the step is freed by {@link Abort}, under the lock
 *   any  --close--&gt; DONE                              from here on no timer touches the target
 * </pre>
 */
final class Watchdog implements AutoCloseable {
    /** Of a transfer without time limits, or that never blocks. Shared: nothing is ever noted in it. */
    static final Watchdog NONE = new Watchdog(null, null);

    /** The sending thread has the first word: it resets the connection, which the timer cannot. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** With the last two ticks this is 10 seconds at the most. */
    private static final long IDLE_SECONDS = 8;

    private enum State {
        IDLE,
        IN_STEP,
        FIRED,
        DONE
    }

    private final @Nullable WritableByteChannel target;
    private final @Nullable ReadableByteChannel source;
    private final ReentrantLock lock = new ReentrantLock();
    private State state = State.IDLE;
    private @Nullable Future<?> look;
    private Side stuckOn = Side.TARGET;
    private long deadlineNanos;

    private Watchdog(@Nullable ReadableByteChannel source, @Nullable WritableByteChannel target) {
        this.source = source;
        this.target = target;
    }

    /** Watches over the target, and over the source where that is a peer, too. */
    static Watchdog of(Pace pace, @Nullable ReadableByteChannel source, WritableByteChannel target) {
        return pace.hasTimeLimit() ? new Watchdog(source, target) : NONE;
    }

    /** A step begins that may be stuck on this side. */
    void enter(Pace pace, Side side) {
        if (this == NONE) {
            return;
        }
        long now = System.nanoTime();
        long remaining = pace.remainingNanos(now);
        lock.lock();
        try {
            state = State.IN_STEP;
            stuckOn = side;
            deadlineNanos = now + Math.min(remaining, Long.MAX_VALUE / 2) + GRACE_NANOS;
            if (look == null) {
                schedule(deadlineNanos - now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The step has returned; true if that is the watchdog's doing. */
    boolean leave() {
        if (this == NONE) {
            return false;
        }
        lock.lock();
        try {
            if (state == State.IN_STEP) {
                state = State.IDLE;
            }
            return state == State.FIRED;
        } finally {
            lock.unlock();
        }
    }

    boolean hasFired() {
        if (this == NONE) {
            return false;
        }
        lock.lock();
        try {
            return state == State.FIRED;
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long delayNanos) {
        look = Timer.schedule(this::look, delayNanos);
    }

    private void look() {
        lock.lock();
        try {
            look = null;
            if (state != State.IN_STEP) {
                return;
            }
            long early = deadlineNanos - System.nanoTime();
            if (early > 0) {
                schedule(early);
            } else {
                state = State.FIRED;
                free();
            }
        } finally {
            lock.unlock();
        }
    }

    private void free() {
        if (stuckOn == Side.TARGET && target != null) {
            Abort.unblock(target);
        } else if (stuckOn == Side.SOURCE && source != null) {
            Abort.close(source);
        }
    }

    /** Waits out an action that is firing, and leaves nothing in the timer's queue. */
    @Override
    public void close() {
        if (this == NONE) {
            return;
        }
        lock.lock();
        try {
            state = State.DONE;
            if (look != null) {
                look.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The one timer thread, made when the first watchdog needs it. A task that is the next one due wakes the thread,
     * only to wait for another time: with one short send after the other that would be a context switch a send. So a
     * tick is always due before, as long as there are sends.
     */
    private static final class Timer {
        private enum Ticks {
            NONE,
            /** Ticking, and nobody has come since the last one. */
            UNUSED,
            USED
        }

        private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

        private static final ScheduledThreadPoolExecutor THREAD = make();

        private static final AtomicReference<Ticks> TICKS = new AtomicReference<>(Ticks.NONE);

        static Future<?> schedule(Runnable task, long delayNanos) {
            if (TICKS.get() != Ticks.USED && TICKS.getAndSet(Ticks.USED) == Ticks.NONE) {
                tickLater();
            }
            return THREAD.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        }

        private static void tickLater() {
            Future<?> unused = THREAD.schedule(Timer::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
        }

        private static void tick() {
            if (!TICKS.compareAndSet(Ticks.UNUSED, Ticks.NONE)) {
                TICKS.set(Ticks.UNUSED);
                tickLater();
            }
        }

        private static ScheduledThreadPoolExecutor make() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "zerocopy-timer");
                thread.setDaemon(true);
                return thread;
            });
            timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            timer.allowCoreThreadTimeOut(true);
            timer.setRemoveOnCancelPolicy(true);
            return timer;
        }
    }
}
