package io.zerocopy;

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
 * memory by other threads ({@link WindowRead}): the next window while this one is sent.
 *
 * <p>Where the system says what is in memory ({@link Residency}) it is asked window by window. Where nobody can say it
 * goes by time:
 *
 * <pre>
 *   UNKNOWN ---- a window came from memory -------------------------------&gt; HOT
 *   UNKNOWN ---- it came from a disk -------------------------------------&gt; COLD
 *   HOT     ---- sent in place; a step that took as long as a disk's -----&gt; COLD
 *   COLD    ---- read ahead; enough that came from memory, more each time &gt; HOT
 * </pre>
 */
final class ReadAhead {
    /** Of a transfer that reads in place. Shared: nothing is ever noted in it. */
    static final ReadAhead NONE = new ReadAhead(source -> Runnable::run, () -> {}, Steps.MAY_WAIT_FOR_PEER, 0);

    /** What the kernel reads ahead by itself on most file systems. */
    static final long FIRST_WINDOW_BYTES = 128 * 1024;

    /** To read less is not worth a hand-over to another thread, where nobody knows that the disk is needed. */
    static final long SMALL_BYTES = Cursor.GATHERED_FILE_BYTES;

    /** What no disk, but memory, has read in so short a time, together with what follows for each byte. */
    private static final long READ_FROM_MEMORY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final double READ_NANOS_PER_BYTE = 0.75;

    /** A step that takes longer may have waited for a disk that is worth the trouble; or the machine is busy. */
    private static final long STEP_FROM_MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double STEP_NANOS_PER_BYTE = 1;

    /** No machine is as busy as that, or not often. */
    private static final long STEP_ON_DISK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long QUICK_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long SLOW_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What has to come from memory after a step that took long: that may have been a busy machine. */
    private static final long FIRST_PROOF_BYTES = FIRST_WINDOW_BYTES / 2;

    /** After a disk was seen: more than a kernel reads ahead of what a slow peer takes. */
    private static final long PROOF_AFTER_DISK_BYTES = 4L * 1024 * 1024;

    private static final long LARGEST_PROOF_BYTES = 256L * 1024 * 1024;

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

    private enum Belief {
        /** The system tells; for the time being it is in memory. */
        TOLD_HOT,
        /** The system tells; the last answer was no. */
        TOLD_COLD,
        UNKNOWN,
        COLD,
        HOT,
        /** Too little to ask for, or nothing that another thread could do. */
        IN_PLACE
    }

    private final Threads threads;
    private final Runnable wake;
    private final Steps steps;
    private final long patienceNanos;

    private @Nullable Source source;
    private @Nullable Executor executor;
    private int number = Residency.NOBODY;
    private Belief belief = Belief.UNKNOWN;
    private long windowBytes;
    /** The step may go up to here. */
    private long inMemoryUntil;

    private @Nullable WindowRead ahead;
    private long handedOverNanos;
    /** What a cold file must give from memory before it is believed to be there, and what it has given. */
    private long proofBytes;

    private long provenBytes;
    /** How many have been judged, and how many of them came from a disk. */
    private int windows;

    private int slowWindows;

    private long stepBeganNanos;

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
        if (from != source) {
            turnTo(from);
        }
        if (belief == Belief.IN_PLACE) {
            return wantedBytes;
        }
        long known = inMemoryUntil - from.position();
        if (known <= 0) {
            known = ahead == null ? look(from, wantedBytes) : collect(from, ahead, wantedBytes);
        }
        if (known <= 0) {
            return 0;
        }
        boolean goesOn = belief == Belief.COLD || belief == Belief.TOLD_COLD;
        if (goesOn && ahead == null && known < from.remaining()) {
            // While these are sent.
            bring(from, inMemoryUntil, wantedBytes);
        }
        // The last window is no limit: the step may ask for more, to find out where the file ends.
        return known >= from.remaining() ? wantedBytes : Math.min(known, wantedBytes);
    }

    private void turnTo(Source next) {
        end();
        source = next;
        executor = null;
        ahead = null;
        inMemoryUntil = next.position();
        windowBytes = FIRST_WINDOW_BYTES;
        proofBytes = FIRST_PROOF_BYTES;
        provenBytes = 0;
        windows = 0;
        slowWindows = 0;
        number = Residency.numberOf(next.file());
        belief = number == Residency.NOBODY ? untold(next) : Belief.TOLD_HOT;
    }

    private Belief untold(Source from) {
        if (from.remaining() <= SMALL_BYTES) {
            return Belief.IN_PLACE;
        }
        if (SeenCold.lately(from)) {
            proofBytes = PROOF_AFTER_DISK_BYTES;
            return Belief.COLD;
        }
        return Belief.UNKNOWN;
    }

    /** Nothing is known about what comes next, and nobody reads it. */
    private long look(Source from, long wantedBytes) {
        bring(from, from.position(), wantedBytes);
        return inMemoryUntil - from.position();
    }

    /** Makes the next window one that may be sent in place, or has it read. */
    private void bring(Source from, long position, long wantedBytes) {
        if (belief == Belief.TOLD_HOT || belief == Belief.TOLD_COLD) {
            ask(from, position, wantedBytes);
        }
        switch (belief) {
            case TOLD_HOT -> {}
            case HOT, IN_PLACE -> {
                inMemoryUntil = position + windowBytes;
                grows(wantedBytes);
            }
            case UNKNOWN, TOLD_COLD, COLD -> read(from, position, wantedBytes);
        }
    }

    private void ask(Source from, long position, long wantedBytes) {
        long bytes = Math.min(wantedBytes, from.position() + from.remaining() - position);
        switch (Residency.of(number, position, bytes)) {
            case YES -> {
                belief = Belief.TOLD_HOT;
                inMemoryUntil = position + bytes;
            }
            case NO -> belief = Belief.TOLD_COLD;
            case UNKNOWN -> belief = untold(from);
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
    private long collect(Source from, WindowRead window, long wantedBytes) throws IOException {
        if (executor instanceof ExecutorService service && service.isShutdown() && window.withdraw()) {
            LOG.debug("The disk executor has been shut down; {} is read in place", from.describe());
        }
        switch (window.state()) {
            case QUEUED, RUNNING -> {
                if (System.nanoTime() - handedOverNanos < patienceNanos || !window.withdraw()) {
                    return 0;
                }
                LOG.debug("The disk executor does not come; {} is read in place", from.describe());
                belief = Belief.IN_PLACE;
                inMemoryUntil = window.end();
            }
            case READ -> judge(from, window, wantedBytes);
            case UNREAD -> inMemoryUntil = window.end();
            case UNCACHED -> {
                belief = Belief.IN_PLACE;
                inMemoryUntil = window.end();
            }
            case FAILED -> {
                inMemoryUntil = window.readUntil();
                IOException failure = window.failure();
                if (failure != null && inMemoryUntil <= from.position()) {
                    throw from.blamed(failure);
                }
                return inMemoryUntil - from.position();
            }
        }
        ahead = null;
        from.readBy(null);
        return inMemoryUntil - from.position();
    }

    private void judge(Source from, WindowRead window, long wantedBytes) {
        inMemoryUntil = window.end();
        windows++;
        long took = window.tookNanos();
        if (took < READ_FROM_MEMORY_NANOS + (long) (READ_NANOS_PER_BYTE * window.bytes())) {
            provenBytes += window.bytes();
            if (belief == Belief.UNKNOWN || (belief == Belief.COLD && provenBytes >= proofBytes)) {
                belief = Belief.HOT;
            }
        } else {
            sawDisk(from);
        }
        if (took < QUICK_WINDOW_NANOS) {
            grows(wantedBytes);
        } else if (took > SLOW_WINDOW_NANOS) {
            windowBytes = Math.max(windowBytes / 2, FIRST_WINDOW_BYTES);
        }
    }

    /** To the step. */
    private void grows(long wantedBytes) {
        windowBytes = Math.min(2 * windowBytes, Math.max(wantedBytes, FIRST_WINDOW_BYTES));
    }

    private void sawDisk(Source from) {
        slowWindows++;
        // One may be a busy machine's.
        if (slowWindows > 1 && 2 * slowWindows >= windows) {
            SeenCold.note(from, System.nanoTime());
        }
        proofBytes = Math.max(proofBytes, PROOF_AFTER_DISK_BYTES);
        cools();
    }

    private void cools() {
        if (belief == Belief.HOT) {
            windowBytes = FIRST_WINDOW_BYTES;
            proofBytes = Math.min(2 * proofBytes, LARGEST_PROOF_BYTES);
        }
        if (belief != Belief.TOLD_COLD) {
            belief = Belief.COLD;
        }
        provenBytes = 0;
    }

    /**
     * The transfer is over: what is still queued need not be read. A file of the library's own has gone its own way.
     */
    void end() {
        if (ahead != null) {
            ahead.abandon();
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
        if (belief == Belief.HOT) {
            stepBeganNanos = System.nanoTime();
        }
    }

    /** It has ended. */
    void ended(long bytes, boolean waitsForPeer) {
        boolean tells = belief == Belief.HOT && (!waitsForPeer || steps == Steps.NEVER_WAIT_FOR_PEER);
        Source from = source;
        if (!tells || bytes <= 0 || from == null) {
            return;
        }
        long took = System.nanoTime() - stepBeganNanos;
        windows++;
        if (took > STEP_ON_DISK_NANOS) {
            sawDisk(from);
        } else if (took > STEP_FROM_MEMORY_NANOS + (long) (STEP_NANOS_PER_BYTE * bytes)) {
            cools();
        }
    }
}
