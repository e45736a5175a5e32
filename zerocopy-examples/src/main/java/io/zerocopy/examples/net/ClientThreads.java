package io.zerocopy.examples.net;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where clients are served: each on a virtual thread of its own on JDK 21 and newer, on a bounded pool before. */
public final class ClientThreads {
    /** What a platform thread costs bounds the pool; a virtual one costs little more than its connection. */
    public static final int MOST_CLIENTS = Runtime.version().feature() >= 21 ? 16_384 : 256;

    private ClientThreads() {}

    /**
     * Starts them.
     *
     * @param most tasks at a time
     * @return to be shut down by the caller
     */
    public static ExecutorService start(int most) {
        return Runtime.version().feature() >= 21 ? virtual() : Executors.newFixedThreadPool(most);
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
