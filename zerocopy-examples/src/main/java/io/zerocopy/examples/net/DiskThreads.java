package io.zerocopy.examples.net;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that wait for the disk in the place of an event loop. They keep no JVM, and go when nothing is cold any more.
 */
public final class DiskThreads {
    /** As many files as may be waited for at a time; the rest waits for its turn. */
    private static final int MOST = 16;

    private static final int IDLE_SECONDS = 10;

    private DiskThreads() {}

    /**
     * Makes an executor for {@link io.zerocopy.TransferOptions#withDiskExecutor}.
     *
     * @return need not be shut down
     */
    public static ExecutorService start() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "disk");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
