package io.zerocopy.soak;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The disk executors: one that works, a slow one, and those that do not do what executors are for. */
final class Disks implements AutoCloseable {
    private static final int THREADS = 3;
    private static final int SLOWEST_MILLIS = 8;

    private final ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(THREADS);
    private final List<Executor> all;

    Disks() {
        pool.prestartAllCoreThreads();
        ScheduledThreadPoolExecutor dead = new ScheduledThreadPoolExecutor(1);
        dead.shutdown();
        Executor slow = task -> {
            Future<?> unused =
                    pool.schedule(task, ThreadLocalRandom.current().nextInt(SLOWEST_MILLIS), TimeUnit.MILLISECONDS);
        };
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };
        all = List.of(pool, slow, refusing, dead, Runnable::run);
    }

    int count() {
        return all.size();
    }

    Executor get(int index) {
        return all.get(index);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
