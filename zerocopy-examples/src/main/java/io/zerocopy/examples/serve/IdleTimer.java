package io.zerocopy.examples.serve;

import io.zerocopy.examples.net.Client;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends connections away that are idle for too long: one timer for all of them. A read with a timeout would do it, too,
 * but JDK 17 makes four more system calls for one, and newer ones set a timer for each.
 */
final class IdleTimer implements Closeable {
    private final long limitNanos;
    /** Discards what is late: when it is closed, whoever is still connected has been told to go by other means. */
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, IdleTimer::thread, new ThreadPoolExecutor.DiscardPolicy());

    IdleTimer(Duration limit) {
        this.limitNanos = limit.toNanos();
        timer.setRemoveOnCancelPolicy(true);
        // Now, since later clients may have taken all threads that there are.
        timer.prestartCoreThread();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "idle connections");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to watch a connection, which is not idle yet. */
    Watch watch(Runnable sendAway) {
        Watch watch = new Watch(sendAway);
        watch.lookIn(limitNanos);
        return watch;
    }

    /** Does something else again and again, on the same thread: it must be short, and must not throw. */
    void every(Duration pause, Runnable task) {
        Future<?> unused = timer.scheduleWithFixedDelay(task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private enum State {
        BUSY,
        IDLE,
        SENT_AWAY
    }

    /** Watches one connection until it is closed. Cheap to begin and to end being idle: it looks once in a limit. */
    final class Watch implements Closeable {
        private final Runnable sendAway;
        private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);
        private volatile long sinceNanos;
        private boolean closed;
        private @Nullable Future<?> nextLook;

        private Watch(Runnable sendAway) {
            this.sendAway = sendAway;
        }

        void beginIdle() {
            sinceNanos = System.nanoTime();
            state.compareAndSet(State.BUSY, State.IDLE);
        }

        void endIdle() {
            state.compareAndSet(State.IDLE, State.BUSY);
        }

        /** From another thread: true once, and only if it is idle and stays so. */
        boolean sendAway() {
            return state.compareAndSet(State.IDLE, State.SENT_AWAY);
        }

        boolean isSentAway() {
            return state.get() == State.SENT_AWAY;
        }

        /** How long it has been idle; negative when it is not. */
        long idleNanos() {
            return state.get() == State.IDLE ? Math.max(0, System.nanoTime() - sinceNanos) : Client.BUSY;
        }

        private synchronized void lookIn(long nanos) {
            if (!closed) {
                nextLook = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
            }
        }

        private void look() {
            // One that is busy now cannot have been idle for too long before another limit has passed.
            long idleNanos = idleNanos();
            long leftNanos = idleNanos == Client.BUSY ? limitNanos : limitNanos - idleNanos;
            if (leftNanos <= 0) {
                sendAway.run();
            }
            // Also then: it may have become busy a moment ago, and stay.
            lookIn(leftNanos > 0 ? leftNanos : limitNanos);
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (nextLook != null) {
                nextLook.cancel(false);
            }
        }
    }
}
