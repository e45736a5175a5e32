package io.zerocopy;

import io.zerocopy.Warmth.Belief;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how much of a file the next step may touch, so that it need not wait for the disk, and has the rest brought into
 * memory by other threads ({@link WindowRead}): the next window while this one is sent. What is believed to be there is
 * sent in place ({@link Warmth}).
 */
final class ReadAhead {
    /** Of a transfer that reads in place. Shared: nothing is ever noted in it. */
    static final ReadAhead NONE = new ReadAhead(source -> Runnable::run, () -> {}, Steps.MAY_WAIT_FOR_PEER, 0);

    /** What the kernel reads ahead by itself on most file systems. */
    static final long FIRST_WINDOW_BYTES = 128 * 1024;

    /**
     * Enough for one step. A step may be as large as the caller likes, and a range end far behind its file: to ask the
     * system about all of that would take a call for each half a MiB of it.
     */
    private static final long MOST_ASKED_BYTES = 64L * 1024 * 1024;

    private static final long QUICK_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long SLOW_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** So long a thread that may as well read by itself waits for a task to begin: it may be its own pool's. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What the time of a kernel step tells. */
    enum Steps {
        /** Of an event loop: what takes time is the disk. */
        NEVER_WAIT_FOR_PEER,
        MAY_WAIT_FOR_PEER
    }

    /** Who reads a file, if the disk has to be asked. */
    interface Threads {
        Executor of(Source source);
    }

    private final Threads threads;
    private final Runnable wake;
    private final Steps steps;
    private final long patienceNanos;

    private @Nullable Source source;
    private @Nullable Executor executor;
    private @Nullable Warmth warmth;
    private long windowBytes;
    /** The step may go up to here. */
    private long inMemoryUntil;

    private @Nullable WindowRead ahead;
    private long handedOverNanos;
    private long stepBeganNanos;
    private long stepBeganAt;

    private ReadAhead(Threads threads, Runnable wake, Steps steps, long patienceNanos) {
        this.threads = threads;
        this.wake = wake;
        this.steps = steps;
        this.patienceNanos = patienceNanos;
    }

    /**
     * For a call that blocks: by the executor of its options, or else, on a virtual thread, by the library's threads.
     */
    static ReadAhead ofBlockingSend(TransferOptions options) {
        Executor given = options.diskExecutor();
        boolean isVirtual = CurrentThread.isVirtual();
        if (given == null && !isVirtual) {
            return NONE;
        }
        Thread sender = Thread.currentThread();
        Runnable wake = () -> LockSupport.unpark(sender);
        Threads threads = given == null ? DiskThreads::of : any -> given;
        long patience = isVirtual ? Pace.UNLIMITED_NANOS : PATIENCE_NANOS;
        return new ReadAhead(threads, wake, Steps.MAY_WAIT_FOR_PEER, patience);
    }

    /** For an event loop: by the executor of its options alone, since somebody has to be told. */
    static ReadAhead ofEventLoop(TransferOptions options, Runnable wake) {
        Executor given = options.diskExecutor();
        long patience = Pace.UNLIMITED_NANOS;
        return given == null ? NONE : new ReadAhead(any -> given, wake, Steps.NEVER_WAIT_FOR_PEER, patience);
    }

    /**
     * How many of the next bytes may be sent without waiting for the disk, as far as can be known.
     *
     * @param wantedBytes at least 1
     * @return {@code wantedBytes} or less; 0 if they are being read: see {@link #await}
     * @throws IOException if they could not be read; the source is told
     */
    long readyBytes(Source from, long wantedBytes) throws IOException {
        if (this == NONE || from.kind() != SourceKind.FILE) {
            return wantedBytes;
        }
        Warmth known = warmth;
        if (known == null || from != source) {
            known = turnTo(from);
        }
        if (known.belief() == Belief.IN_PLACE) {
            return wantedBytes;
        }
        long ready = inMemoryUntil - from.position();
        if (ready <= 0) {
            ready = ahead == null ? look(from, known, wantedBytes) : collect(from, known, ahead, wantedBytes);
        }
        if (ready <= 0) {
            return 0;
        }
        if (known.isCold() && ahead == null && ready < from.remaining()) {
            // While these are sent.
            bring(from, known, inMemoryUntil, wantedBytes);
        }
        // The last window is no limit: the step may ask for more, to find out where the file ends.
        return ready >= from.remaining() ? wantedBytes : Math.min(ready, wantedBytes);
    }

    private Warmth turnTo(Source next) {
        end();
        Warmth fresh = Warmth.of(next, System.nanoTime());
        source = next;
        warmth = fresh;
        executor = null;
        ahead = null;
        inMemoryUntil = next.position();
        windowBytes = FIRST_WINDOW_BYTES;
        return fresh;
    }

    /** Nothing is known about what comes next, and nobody reads it. */
    private long look(Source from, Warmth known, long wantedBytes) {
        bring(from, known, from.position(), wantedBytes);
        return inMemoryUntil - from.position();
    }

    /** Makes the next window one that may be sent in place, or has it read. */
    private void bring(Source from, Warmth known, long position, long wantedBytes) {
        long wanted = Math.min(wantedBytes, MOST_ASKED_BYTES);
        long bytes = Math.min(wanted, from.position() + from.remaining() - position);
        known.ask(position, bytes);
        switch (known.belief()) {
            case TOLD_HOT -> inMemoryUntil = position + bytes;
            case HOT, IN_PLACE -> {
                inMemoryUntil = position + windowBytes;
                grows(wantedBytes);
            }
            case UNKNOWN, TOLD_COLD, COLD -> read(from, position, wantedBytes);
        }
    }

    /** Hands the next window to another thread; if that is not to be, it is read in place. */
    private void read(Source from, long position, long wantedBytes) {
        long bytes = Math.min(windowBytes, from.position() + from.remaining() - position);
        WindowRead window = new WindowRead(from.file(), position, bytes, wake);
        try {
            executorOf(from).execute(window);
        } catch (RuntimeException | OutOfMemoryError e) {
            // OutOfMemoryError: no thread could be started, which is a limit of the system's more often than of memory.
            LOG.debug("The disk executor refused; {} is read in place", from.describe(), e);
            // If it throws and somebody runs it all the same, that is waited for.
            window.withdraw();
        } finally {
            window.handedOver();
        }
        if (window.state() == WindowRead.State.UNREAD) {
            inMemoryUntil = window.end();
            grows(wantedBytes);
        } else {
            from.readBy(window);
            ahead = window;
            handedOverNanos = System.nanoTime();
        }
    }

    private Executor executorOf(Source from) {
        Executor known = executor;
        if (known == null) {
            known = threads.of(from);
            executor = known;
        }
        return known;
    }

    /** What has become of the window that comes next. */
    private long collect(Source from, Warmth known, WindowRead window, long wantedBytes) throws IOException {
        if (executor instanceof ExecutorService service && service.isShutdown() && window.withdraw()) {
            LOG.debug("The disk executor has been shut down; {} is read in place", from.describe());
        }
        switch (window.state()) {
            case QUEUED, RUNNING -> {
                if (System.nanoTime() - handedOverNanos < patienceNanos || !window.withdraw()) {
                    return 0;
                }
                LOG.debug("The disk executor does not come; {} is read in place", from.describe());
                known.staysInPlace();
                inMemoryUntil = window.end();
            }
            case READ -> {
                inMemoryUntil = window.end();
                known.windowTook(window.end() - window.bytes(), window.bytes(), window.tookNanos());
                resize(window.tookNanos(), wantedBytes);
            }
            case UNREAD -> inMemoryUntil = window.end();
            case UNCACHED -> {
                known.staysInPlace();
                inMemoryUntil = window.end();
            }
            case FAILED -> {
                inMemoryUntil = window.readUntil();
                IOException failure = window.failure();
                // What was read before goes out first, unless the file was closed.
                if (failure != null && (inMemoryUntil <= from.position() || !from.isOpen())) {
                    throw from.blamed(failure);
                }
                return inMemoryUntil - from.position();
            }
        }
        ahead = null;
        from.readBy(null);
        return inMemoryUntil - from.position();
    }

    private void resize(long tookNanos, long wantedBytes) {
        if (tookNanos < QUICK_WINDOW_NANOS) {
            grows(wantedBytes);
        } else if (tookNanos > SLOW_WINDOW_NANOS) {
            windowBytes = Math.max(windowBytes / 2, FIRST_WINDOW_BYTES);
        }
    }

    /** To the step. */
    private void grows(long wantedBytes) {
        windowBytes = Math.min(2 * windowBytes, Math.max(wantedBytes, FIRST_WINDOW_BYTES));
    }

    /**
     * The transfer is over: what is still queued need not be read. A file of the library's own has gone its own way.
     */
    void end() {
        if (ahead != null) {
            ahead.abandon();
        }
        if (warmth != null) {
            warmth.end();
        }
    }

    /**
     * The transfer goes away until the window has been read, and is woken then.
     *
     * @return false if it has been read meanwhile
     */
    boolean await() {
        return ahead != null && ahead.await();
    }

    /** A step begins that touches the file, and whose time tells whether that was in memory. */
    void begins() {
        if (source != null && warmth != null && warmth.belief() == Belief.HOT) {
            stepBeganAt = source.position();
            stepBeganNanos = System.nanoTime();
        }
    }

    /** It has ended. */
    void ended(long bytes, boolean waitsForPeer) {
        Source from = source;
        Warmth known = warmth;
        boolean tells = !waitsForPeer || steps == Steps.NEVER_WAIT_FOR_PEER;
        if (!tells || bytes <= 0 || from == null || known == null || known.belief() != Belief.HOT) {
            return;
        }
        known.stepTook(stepBeganAt, bytes, System.nanoTime() - stepBeganNanos);
        if (known.isCold()) {
            // Nor is the rest of what was believed to be there.
            inMemoryUntil = from.position();
            windowBytes = FIRST_WINDOW_BYTES;
        }
    }
}
