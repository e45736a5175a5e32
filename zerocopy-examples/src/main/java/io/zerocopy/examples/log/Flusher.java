package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs flushes on a thread of its own, one at a time: the loop goes on meanwhile, and what it appends waits for the
 * next flush together.
 */
final class Flusher implements Closeable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "log-flusher");
        made.setDaemon(true);
        return made;
    });
    private final AtomicReference<@Nullable Outcome> ended = new AtomicReference<>();
    private final Runnable whenEnded;
    private boolean isRunning;

    /** How a flush went. */
    private record Outcome(Flush flush, @Nullable Exception failure) {}

    Flusher(Runnable whenEnded) {
        this.whenEnded = whenEnded;
    }

    boolean isRunning() {
        return isRunning;
    }

    void begin(Flush flush) {
        isRunning = true;
        thread.execute(() -> {
            ended.set(run(flush));
            whenEnded.run();
        });
    }

    private static Outcome run(Flush flush) {
        try {
            flush.run();
            return new Outcome(flush, null);
        } catch (IOException | RuntimeException e) {
            return new Outcome(flush, e);
        }
    }

    /**
     * The flush that has ended since the last call; null if none has.
     *
     * @throws IOException if the disk has failed. What of the log it has cannot be known after that, and trying again
     *     would not tell: the kernel may have dropped the pages.
     */
    @Nullable
    Flush takeEnded() throws IOException {
        Outcome outcome = ended.getAndSet(null);
        if (outcome == null) {
            return null;
        }
        isRunning = false;
        if (outcome.failure() != null) {
            throw new IOException("The log could not be brought to the disk", outcome.failure());
        }
        return outcome.flush();
    }

    /** Waits for a flush that is running. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            // A disk may take its time; the log must not be closed under the flush.
            thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
