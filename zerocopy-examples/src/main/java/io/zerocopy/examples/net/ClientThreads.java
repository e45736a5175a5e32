package io.zerocopy.examples.net;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where clients are served, each on a thread of its own: on JDK 21 and newer a few at a time on threads of the system's
 * and all others on virtual ones; on older JDKs on a pool.
 */
public final class ClientThreads implements Executor {
    private static final boolean HAS_VIRTUAL = Runtime.version().feature() >= 21;

    /**
     * A platform thread has a stack of its own; a virtual one is on the heap, with its connection: 11 KiB while it
     * waits in a send (JDK 25), and they may have three quarters of it.
     */
    public static final int MOST_CLIENTS =
            HAS_VIRTUAL ? (int) Math.min(16_384, Runtime.getRuntime().maxMemory() / 4 * 3 / (11 * 1024)) : 256;

    /**
     * So many stacks are few, and on them a body waits for room in its socket inside the kernel: a virtual thread is
     * parked and woken for that, 16 times in 50 MiB, which took a quarter of the CPU (JDK 25).
     */
    public static final int FIRST = 64;

    private static final int IDLE_SECONDS = 1;

    private final ExecutorService first;
    /** Null where there is one kind. */
    private final @Nullable ExecutorService others;

    /**
     * Starts them.
     *
     * @param most tasks at a time
     * @param platform so many of them on threads of the system's, where there are virtual ones
     */
    public ClientThreads(int most, int platform) {
        if (!HAS_VIRTUAL) {
            // Nobody is refused whose predecessor has left a place, and not yet its thread.
            this.first = platform(2 * most);
            this.others = null;
        } else if (platform == 0) {
            this.first = virtual();
            this.others = null;
        } else {
            this.first = platform(platform);
            this.others = virtual();
        }
    }

    /** For tests of threads that cannot be had. */
    ClientThreads(ExecutorService first, @Nullable ExecutorService others) {
        this.first = first;
        this.others = others;
    }

    /** A thread is used again before another is started, and goes when a crowd is over. */
    private static ExecutorService platform(int most) {
        return new ThreadPoolExecutor(
                0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), ClientThreads::daemon);
    }

    /** As virtual ones are: whoever is still served when all else has ended keeps no process alive. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        return thread;
    }

    /** By reflection: this is Java 17 bytecode. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("JDK 21 and newer have virtual threads", e);
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            first.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // All are busy, or the system has none to give (ulimit -u).
            if (others == null) {
                throw e;
            }
            others.execute(task);
        }
    }

    /** Each kind of thread that a task may get. */
    List<ExecutorService> kinds() {
        return others == null ? List.of(first) : List.of(first, others);
    }

    /** Begins no more. */
    public void shutdown() {
        kinds().forEach(ExecutorService::shutdown);
    }

    /** Begins no more, and interrupts those in progress. */
    public void shutdownNow() {
        kinds().forEach(ExecutorService::shutdownNow);
    }
}
