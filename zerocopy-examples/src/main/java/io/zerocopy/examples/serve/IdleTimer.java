package io.zerocopy.examples.serve;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Watches one connection until it is closed. Cheap to begin and to end being idle: it looks once in a limit. */
    final class Watch implements Closeable {
        private final Runnable sendAway;
        private volatile long sinceNanos;
        private volatile boolean idle;
        private boolean closed;
        private @Nullable Future<?> nextLook;

        private Watch(Runnable sendAway) {
            this.sendAway = sendAway;
        }

        void beginIdle() {
            sinceNanos = System.nanoTime();
            idle = true;
        }

        void endIdle() {
            idle = false;
        }

        boolean isIdle() {
            return idle;
        }

        private synchronized void lookIn(long nanos) {
            if (!closed) {
                nextLook = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
            }
        }

        private void look() {
            // One that is busy now cannot have been idle for too long before another limit has passed.
            long leftNanos = idle ? sinceNanos + limitNanos - System.nanoTime() : limitNanos;
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
