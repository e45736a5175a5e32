package io.zerocopy.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call that runs on a thread of its own while the test does something else. */
public final class Background<T> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    /** Starts the call. */
    public static <T> Background<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return new Background<>(task, thread);
    }

    /** Starts the call on a virtual thread. */
    public static <T> Background<T> startVirtual(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        return new Background<>(task, VirtualThreads.start(task));
    }

    /** Its thread. */
    public Thread thread() {
        return thread;
    }

    /** Tells whether the call has returned or thrown. */
    public boolean isDone() {
        return task.isDone();
    }

    /** What the call returned, or throws what it threw; fails after five minutes, with the stack of where it hangs. */
    public T get() throws Exception {
        return get(PATIENCE);
    }

    /** The same with more patience, for a crowd on a machine that has other work. */
    public T get(Duration patience) throws Exception {
        try {
            T value = task.get(patience.toSeconds(), TimeUnit.SECONDS);
            thread.join();
            return value;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) e.getCause();
        } catch (TimeoutException e) {
            AssertionError hangs = new AssertionError("still running after " + patience.toSeconds() + " s", e);
            hangs.setStackTrace(thread.getStackTrace());
            throw hangs;
        }
    }
}
