package io.zerocopy.examples.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command does when Ctrl-C or kill ends it: it closes what it has begun, and is left the time to clean up and to
 * say how far it has come. The JVM's exit code stays that of the signal, 130 or 143.
 */
public final class Shutdown implements AutoCloseable {
    private static final CountDownLatch COMMAND_ENDED = new CountDownLatch(1);

    /** Longer than this nobody should wait without a word. */
    private static final long SILENT_MILLIS = 500;
    /** Closing has ended; now a file is removed and a line is printed. */
    private static final long CLEAN_UP_SECONDS = 5;

    private final Closeable work;
    private final PrintWriter err;
    private final String pending;
    private final Thread hook = new Thread(this::run, "shutdown");
    private volatile boolean begun;

    private Shutdown(Closeable work, PrintWriter err, String pending) {
        this.work = work;
        this.err = err;
        this.pending = pending;
    }

    /** From now until {@link #close}, closes the work when the JVM is told to end; if that takes long, says why. */
    static Shutdown closing(Closeable work, PrintWriter err, String pending) {
        Shutdown shutdown = new Shutdown(work, err, pending);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** Runs what goes on until the work is closed. */
    void around(Runnable running) {
        try {
            running.run();
        } finally {
            close();
        }
    }

    /** The command has printed its last word: the JVM may go. */
    public static void commandHasEnded() {
        COMMAND_ENDED.countDown();
    }

    /** Whether the JVM has been told to end. */
    boolean hasBegun() {
        return begun;
    }

    private void run() {
        begun = true;
        Thread closer = new Thread(this::closeWork, "close");
        closer.start();
        try {
            closer.join(SILENT_MILLIS);
            if (closer.isAlive()) {
                err.println("Stopping: " + pending);
                err.flush();
            }
            closer.join();
            if (!COMMAND_ENDED.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                err.println("Stopping: not all was cleaned up");
                err.flush();
            }
        } catch (InterruptedException e) {
            // By nobody; and if so, the JVM may go.
            Thread.currentThread().interrupt();
        }
    }

    private void closeWork() {
        try {
            work.close();
        } catch (IOException e) {
            err.println("zerocopy: " + Reason.of(e));
            err.flush();
        }
    }

    /** The work has ended by itself. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs: the work has ended by it.
        }
    }
}
