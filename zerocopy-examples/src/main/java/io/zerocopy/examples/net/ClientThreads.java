package io.zerocopy.examples.net;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where clients are served: each on a virtual thread of its own on JDK 21 and newer, on a pool before. */
public final class ClientThreads {
    /** Whether this JDK has virtual threads. */
    public static final boolean ARE_VIRTUAL = Runtime.version().feature() >= 21;

    /**
     * A platform thread has a stack of its own; a virtual one is on the heap, with its connection: 11 KiB while it
     * waits in a send (JDK 25), and they may have three quarters of it.
     */
    public static final int MOST_CLIENTS =
            ARE_VIRTUAL ? (int) Math.min(16_384, Runtime.getRuntime().maxMemory() / 4 * 3 / (11 * 1024)) : 256;

    private static final int IDLE_SECONDS = 1;

    private ClientThreads() {}

    /**
     * Starts them.
     *
     * @param most tasks at a time
     * @return to be shut down by the caller
     */
    public static ExecutorService start(int most) {
        return ARE_VIRTUAL ? virtual() : platform(most);
    }

    /** A thread is used again before another is started, and goes when a crowd is over. */
    private static ExecutorService platform(int most) {
        // Nobody is refused whose predecessor has left a place, and not yet its thread.
        return new ThreadPoolExecutor(0, 2 * most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());
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
}
