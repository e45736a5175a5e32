package io.zerocopy;

import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferException.Side;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver of a pending transfer: runs {@link Transfer} for the caller's event loop, a turn a call, and never waits.
 * What the three kinds have in common is here; which channels a turn moves between is theirs.
 */
final class PendingDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** For a Selector to wait for, and small enough to be added to any clock. */
    private static final long NEVER_MILLIS = Integer.MAX_VALUE;

    /** Nobody is told when the disk has answered: so soon it is looked at. */
    private static final long UNTOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** An executor that has been shut down tells nobody that it has dropped a task. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        OPEN,
        ADVANCING,
        FAILED,
        /** From inside {@link #advance}, by a channel or the listener: the buffer is in its hands. */
        CLOSED_INSIDE,
        CLOSED
    }

    /** How the last turn ended. */
    private enum Turn {
        NONE_YET,
        /** It moved as much as one may: there may be more at once. */
        USED_UP,
        WAITS,
        THREW
    }

    private final Transfer transfer;
    private final TransferOptions options;
    private final Observer observer;
    private final Pace pace;
    private final long startNanos;
    private State state = State.OPEN;
    private Turn turn = Turn.NONE_YET;
    private @Nullable TransferException failure;
    private @Nullable TransferResult result;
    private @Nullable Runnable onReady;
    /** By the threads of the disk executor, one after the other. */
    private volatile boolean warned;

    private PendingDriver(Itinerary itinerary, TransferOptions options, Observer observer, Pace pace, long startNanos) {
        this.transfer = new Transfer(
                itinerary, options, observer, pace, Watchdog.NONE, ReadAhead.ofEventLoop(options, this::tellReady));
        this.options = options;
        this.observer = observer;
        this.pace = pace;
        this.startNanos = startNanos;
    }

    /** Begins what is between ends that need not be known yet: see {@link NoPeer}. */
    static PendingDriver begin(BlockingTransfer.Opening<Itinerary> opening, TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            requireNotInterrupted(0, 0);
            BlockingTransfer.requireNotCancelled(options);
            Itinerary itinerary = opening.open();
            itinerary.willWait(options.bufferSizeBytes());
            PendingDriver driver =
                    new PendingDriver(itinerary, options, observer, Pace.of(options, startNanos), startNanos);
            driver.completeIfDone();
            return driver;
        } catch (IOException | RuntimeException | Error e) {
            observer.failed(e);
            throw e;
        }
    }

    /** Fails if there is nothing to advance any more: it is closed, or has failed for good. */
    void requireGoingOn() throws IOException {
        if (state == State.CLOSED || state == State.CLOSED_INSIDE) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Fails if a turn on this channel would block. */
    static void requireNonBlocking(@Nullable SelectableChannel channel) {
        if (channel != null && channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    /** Before any channel is touched: this is not final. */
    void requireNotInterrupted() throws TransferException {
        requireNotInterrupted(transferred(), transfer.bytesRead());
    }

    static void requireNotInterrupted(long transferred, long read) throws TransferException {
        if (Thread.currentThread().isInterrupted()) {
            throw new TransferException(
                    "interrupted after " + transferred + " bytes",
                    new ClosedByInterruptException(),
                    transferred,
                    read,
                    Side.NONE);
        }
    }

    /** Moves what can move now, at most one chunk; returns how much of it the target has taken. */
    long advance(WritableByteChannel target) throws IOException {
        state = State.ADVANCING;
        turn = Turn.THREW;
        try {
            long moved = transfer.advance(target, options.advanceSizeBytes());
            turn = transfer.state() == Transfer.State.MOVING ? Turn.USED_UP : Turn.WAITS;
            return moved;
        } catch (IOException e) {
            boolean isFinal = transfer.isFinal(e);
            if (!isFinal && !(e instanceof ClosedByInterruptException)) {
                throw e;
            }
            TransferException known = transfer.failure(e);
            if (isFinal) {
                failure = known;
                pace.end();
                observer.failed(known);
            }
            throw known;
        } finally {
            transfer.pause();
            advanced();
        }
    }

    private void advanced() {
        // Also when the target threw once it had taken the last byte.
        if (failure == null) {
            completeIfDone();
        }
        if (state == State.CLOSED_INSIDE) {
            closeNow();
        } else {
            state = failure == null ? State.OPEN : State.FAILED;
        }
    }

    private void completeIfDone() {
        if (transfer.state() == Transfer.State.COMPLETE) {
            transfer.close();
            result = new TransferResult(transfer.tally(), System.nanoTime() - startNanos);
            observer.completed(result);
        }
    }

    long transferred() {
        return transfer.tally().totalBytes();
    }

    /** -1 where nobody knows. */
    long remaining() {
        long total = transfer.totalBytes();
        return total < 0 ? -1 : total - transferred();
    }

    boolean isComplete() {
        return result != null;
    }

    TransferResult result() {
        if (result == null) {
            throw new IllegalStateException("not complete: " + progress() + " have been transferred");
        }
        return result;
    }

    Duration retryAfter() {
        // Zero would say that it waits for its target, also where its turn has come just now.
        return awaits() == Awaits.TIME
                ? Duration.ofNanos(Math.max(1, pace.holdNanos(System.nanoTime())))
                : Duration.ZERO;
    }

    Awaits awaits() {
        boolean isOver = state == State.FAILED || state == State.CLOSED_INSIDE || state == State.CLOSED;
        if (isOver || isComplete()) {
            return Awaits.NOTHING;
        }
        return switch (transfer.state()) {
            case MOVING, SKIPPING -> transfer.readsNext() ? Awaits.READABLE : Awaits.WRITABLE;
            case TARGET_FULL -> Awaits.WRITABLE;
            case SOURCE_EMPTY -> Awaits.READABLE;
            case HELD -> Awaits.TIME;
            case AWAITING_DISK -> Awaits.DISK;
            case COMPLETE -> Awaits.NOTHING;
        };
    }

    long nextCallMillis() {
        long now = System.nanoTime();
        long nanos = switch (awaits()) {
            case NOTHING -> Pace.UNLIMITED_NANOS;
            case TIME -> Math.min(pace.holdNanos(now), pace.remainingTimeoutNanos(now));
            case DISK -> Math.min(pace.remainingTimeoutNanos(now), onReady == null ? UNTOLD_NANOS : LOST_NANOS);
            case READABLE, WRITABLE -> turn == Turn.USED_UP ? 0 : pace.nextLookNanos(now);
        };
        // Rounded up: the limit is to have passed by then.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        return Math.max(1, Math.min(NEVER_MILLIS, millis));
    }

    void onReady(Runnable action) {
        Objects.requireNonNull(action, "action");
        if (onReady != null || turn != Turn.NONE_YET) {
            throw new IllegalStateException("to be set once, before the first advance");
        }
        onReady = action;
    }

    /** On a thread of the disk executor. */
    private void tellReady() {
        Runnable action = onReady;
        if (action == null) {
            return;
        }
        try {
            action.run();
        } catch (Throwable e) {
            // Throwable: other languages throw checked exceptions that they do not declare.
            if (!warned) {
                warned = true;
                LOG.warn("The action of onReady threw; the transfer goes on, and this is said once for it", e);
            }
        }
    }

    void close() throws IOException {
        switch (state) {
            case OPEN, FAILED -> closeNow();
            case ADVANCING -> state = State.CLOSED_INSIDE;
            case CLOSED_INSIDE, CLOSED -> {}
        }
    }

    private void closeNow() {
        boolean unfinished = failure == null && !isComplete();
        state = State.CLOSED;
        // What is in hand is counted before it is given up.
        long read = transfer.bytesRead();
        transfer.close();
        if (unfinished) {
            observer.failed(new TransferException("closed after " + progress(), null, transferred(), read, Side.NONE));
        }
    }

    private String progress() {
        long total = transfer.totalBytes();
        return transferred() + (total < 0 ? "" : " of " + total) + " bytes";
    }

    /** For a person: how far it is. */
    String describe() {
        return transferred() + " bytes transferred, " + state;
    }
}
