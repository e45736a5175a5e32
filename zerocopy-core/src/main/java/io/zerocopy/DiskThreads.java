package io.zerocopy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads of the library's own that read files for virtual threads, which would hold their carriers meanwhile: a few
 * for each file store, so that a mount which does not answer holds up nobody else's.
 */
final class DiskThreads {
    /** Enough to keep a disk busy. */
    static final int MOST_OF_ONE_STORE = 16;

    /** Whoever finds so many before it reads in place. */
    private static final int MOST_WAITING = 8 * 1024;

    private static final int MOST_STORES = 64;
    private static final long IDLE_SECONDS = 10;

    private static final Map<Object, ThreadPoolExecutor> STORES = new ConcurrentHashMap<>();
    /** A FileChannel does not tell where its file is. */
    private static final ThreadPoolExecutor SOMEWHERE = make();

    private DiskThreads() {}

    /** Those that read this file. */
    static Executor of(Source source) {
        Object store = storeOf(source.path());
        if (store == null) {
            return SOMEWHERE;
        }
        ThreadPoolExecutor threads = STORES.get(store);
        if (threads == null && STORES.size() < MOST_STORES) {
            threads = STORES.computeIfAbsent(store, any -> make());
        }
        return threads == null ? SOMEWHERE : threads;
    }

    /** The device: a stat of a file that has just been opened, where FileStore would have to read all mounts. */
    private static @Nullable Object storeOf(@Nullable Path path) {
        try {
            return path == null ? null : Files.getAttribute(path, "unix:dev");
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static ThreadPoolExecutor make() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_OF_ONE_STORE,
                MOST_OF_ONE_STORE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> DaemonThread.of("zerocopy-disk", task));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
