package io.zerocopy;

import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lends the kernel's pipes, and keeps empty ones for reuse. How much all pipes of a user may hold is one budget, from
 * which other programs of that user live, too (16,384 pages, unless the administrator says otherwise): so there are at
 * most {@value #MOST_PIPES}, of {@value #SIZE_BYTES} bytes each. Where the budget gives smaller ones they serve; under
 * {@value #SMALLEST_BYTES} bytes, which is 16 slots, a pipe would take a call for each few bytes of a chatty peer.
 */
final class PipePool {
    static final int MOST_PIPES = 32;
    static final int SIZE_BYTES = 256 * 1024;
    static final int SMALLEST_BYTES = 64 * 1024;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final PipePool SHARED = new PipePool(PipePool::onTimer);

    private final Consumer<Runnable> later;
    private final ReentrantLock lock = new ReentrantLock();
    /** Empty ones: those that were used last come first. */
    private final Deque<Idle> idle = new ArrayDeque<>();
    /** All there are, lent or not. */
    private int pipes;

    private boolean sweepIsDue;
    private final AtomicBoolean hasWorked = new AtomicBoolean();
    private volatile @Nullable String whyOff;

    /** Calls {@code later} with what is to be run in {@link #IDLE_NANOS}: the look for pipes that nobody uses. */
    PipePool(Consumer<Runnable> later) {
        this.later = later;
    }

    private static void onTimer(Runnable sweep) {
        Future<?> unused = TimerThread.schedule(sweep, IDLE_NANOS);
    }

    /**
     * One pipe.
     *
     * @param capacityBytes 4,096 for each of its slots; a slot may hold more than that, or a single byte
     */
    record KernelPipe(int readingEnd, int writingEnd, int capacityBytes) {
        void close() {
            SystemCalls.close(readingEnd);
            SystemCalls.close(writingEnd);
        }
    }

    private record Idle(KernelPipe pipe, long sinceNanos) {}

    /**
     * Tells whether the kernel can be called now. Linking takes a while, once: a transfer that need not be spliced does
     * not wait for it.
     */
    static boolean isReady(ZeroCopyPolicy policy) {
        SystemCalls.start();
        return SystemCalls.isReady() || (policy == ZeroCopyPolicy.REQUIRE && SystemCalls.awaitReady());
    }

    /** Why there are no pipes for the rest of this process; null if there are. */
    @Nullable
    String whyOff() {
        return whyOff;
    }

    /**
     * Notes what the kernel answered to a call: a first EPERM (seccomp) or ENOSYS is its last word. Returns the
     * exception for this transfer.
     */
    SpliceRefusedException refused(String call, long errno) {
        SpliceRefusedException refusal = SpliceRefusedException.of(call, errno);
        if ((errno == -Linux.EPERM || errno == -Linux.ENOSYS) && !hasWorked.get()) {
            whyOff = "the kernel said so at the first call: " + refusal.getMessage();
        }
        return refusal;
    }

    /** The kernel has moved bytes by a pipe: whatever it refuses later is about that transfer. */
    void works() {
        if (!hasWorked.get()) {
            hasWorked.set(true);
        }
    }

    /**
     * Lends an empty pipe.
     *
     * @return null if all that there may be are lent
     * @throws SpliceRefusedException if the kernel makes none, or one that is too small
     */
    @Nullable
    KernelPipe acquire() throws SpliceRefusedException {
        String off = whyOff;
        if (off != null) {
            throw new SpliceRefusedException(off);
        }
        lock.lock();
        try {
            Idle kept = idle.pollFirst();
            if (kept != null) {
                return kept.pipe();
            }
            if (pipes == MOST_PIPES) {
                return null;
            }
            pipes++;
        } finally {
            lock.unlock();
        }
        KernelPipe made = null;
        try {
            made = make();
            return made;
        } finally {
            if (made == null) {
                forget();
            }
        }
    }

    private KernelPipe make() throws SpliceRefusedException {
        long ends = SystemCalls.pipe();
        if (ends < 0) {
            throw refused("pipe2", ends);
        }
        int readingEnd = (int) ends;
        int writingEnd = (int) (ends >>> Integer.SIZE);
        int bytes = SystemCalls.setPipeSize(writingEnd, SIZE_BYTES);
        if (bytes < 0) {
            // EPERM: over the user's budget, or larger than pipe-max-size lets anybody have. It may do as it is.
            bytes = SystemCalls.pipeSize(writingEnd);
        }
        KernelPipe made = new KernelPipe(readingEnd, writingEnd, bytes);
        if (bytes < SMALLEST_BYTES) {
            made.close();
            if (bytes < 0) {
                throw refused("fcntl", bytes);
            }
            throw new SpliceRefusedException(
                    "a new pipe has room for " + bytes + " bytes only: this user's budget for pipes is used up");
        }
        return made;
    }

    private void forget() {
        lock.lock();
        try {
            pipes--;
        } finally {
            lock.unlock();
        }
    }

    /** Takes an empty pipe back. */
    void release(KernelPipe pipe) {
        lock.lock();
        try {
            idle.addFirst(new Idle(pipe, System.nanoTime()));
            sweepLater();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a pipe that holds something nobody wants: it goes with the pipe. */
    void discard(KernelPipe pipe) {
        pipe.close();
        forget();
    }

    /** How many are lent. */
    int lentPipes() {
        lock.lock();
        try {
            return pipes - idle.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many are kept. */
    int keptPipes() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    private void sweepLater() {
        if (!sweepIsDue) {
            sweepIsDue = true;
            later.accept(this::sweep);
        }
    }

    /** Closes those that nobody has used for a while. A close of an empty pipe waits for nothing. */
    private void sweep() {
        List<KernelPipe> old = new ArrayList<>();
        lock.lock();
        try {
            sweepIsDue = false;
            long now = System.nanoTime();
            for (Idle last = idle.peekLast();
                    last != null && now - last.sinceNanos() >= IDLE_NANOS / 2;
                    last = idle.peekLast()) {
                idle.removeLast();
                old.add(last.pipe());
                pipes--;
            }
            if (!idle.isEmpty()) {
                sweepLater();
            }
        } finally {
            lock.unlock();
        }
        old.forEach(KernelPipe::close);
    }
}
