package io.zerocopy;

import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferException.Side;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a pending transfer: runs {@link Transfer} for the caller's event loop, a turn a call, and never waits.
 * What the three kinds have in common is here; which channels a turn moves between is theirs.
 */
final class PendingDriver {
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

    private final Itinerary itinerary;
    private final Transfer transfer;
    private final TransferOptions options;
    private final Observer observer;
    private final Pace pace;
    private final long startNanos;
    private final ReadyAction onReady = new ReadyAction();
    /** What the target is part of, where it is a file that is received. */
    private final @Nullable Landing landing;

    private State state = State.OPEN;
    private Turn turn = Turn.NONE_YET;
    private @Nullable TransferException failure;
    private @Nullable TransferResult result;
    /** Not known, and less than 0, before that. */
    private long readAtTheEnd = -1;

    private PendingDriver(Itinerary itinerary, TransferOptions options, Observer observer, Pace pace, long startNanos) {
        this.itinerary = itinerary;
        ReadAhead ahead = ReadAhead.ofEventLoop(options, onReady);
        this.transfer = new Transfer(itinerary, options, observer, pace, Watchdog.NONE, ahead);
        this.options = options;
        this.observer = observer;
        this.pace = pace;
        this.startNanos = startNanos;
        this.landing = itinerary.landing();
    }

    /** Begins what is between ends that need not be known yet: see {@link NoPeer}. */
    static PendingDriver begin(Opening<Itinerary> opening, TransferOptions options) throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        PendingDriver driver;
        try {
            requireNotInterrupted(opening);
            BlockingTransfer.requireNotCancelled(options, opening);
            Itinerary itinerary = opening.open();
            itinerary.willWait(options.bufferSizeBytes());
            driver = new PendingDriver(itinerary, options, observer, Pace.of(options, startNanos), startNanos);
        } catch (Throwable e) {
            observer.failed(e);
            throw e;
        }
        driver.completeIfDone();
        return driver;
    }

    /**
     * Fails if there is nothing to advance any more: it is closed, or has failed for good; or if it is being advanced.
     */
    void requireGoingOn() throws IOException {
        if (state == State.ADVANCING) {
            // What the target has in its hands just now would be written twice.
            throw new IllegalStateException(this + ": advance was called from inside advance, or by two threads");
        }
        if (state == State.CLOSED || state == State.CLOSED_INSIDE) {
            throw UnusableChannel.closed(itinerary + " was closed after " + progress() + ". Begin another one.");
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Fails if a turn on this channel would block. */
    void requireNonBlocking(@Nullable SelectableChannel channel) {
        if (channel != null && channel.isBlocking()) {
            throw UnusableChannel.blocking(UnusableChannel.refused(itinerary, bytesRead()) + Wording.end(channel)
                    + " is in blocking mode, and advance is not to wait. Call configureBlocking(false).");
        }
    }

    /** Fails if a turn on this channel cannot be made. */
    void requireUsable(Channel channel) throws IOException {
        UnusableChannel.requireNone(channel, itinerary, bytesRead());
    }

    /** Before any channel is touched: this is not final. */
    void requireNotInterrupted() throws TransferException {
        if (Thread.currentThread().isInterrupted()) {
            throw Ending.interruptedBefore(itinerary + " stands after " + progress(), transferred(), bytesRead());
        }
    }

    /** Before anything has begun. */
    static void requireNotInterrupted(Object end) throws TransferException {
        if (Thread.currentThread().isInterrupted()) {
            throw Ending.interruptedBefore("nothing was done with " + Wording.end(end), 0, 0);
        }
    }

    @Nullable
    Landing landing() {
        return landing;
    }

    /** Reads from this channel from now on. */
    void turnTo(ReadableByteChannel source) {
        itinerary.turnTo(source);
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
            if (itinerary.isFinal(e)) {
                throw failed(transfer.failure(e));
            }
            throw e instanceof ClosedByInterruptException || transfer.isOfEitherSide()
                    ? transfer.failure(e)
                    : itinerary.ending().withRefusal(e);
        } catch (Exception e) {
            if (itinerary.isFinal(e)) {
                failed(itinerary.ending().failed(e));
            }
            throw e;
        } finally {
            transfer.pause();
            advanced();
        }
    }

    private void advanced() throws IOException {
        try {
            // Before it is in place a file that is closed does not appear, though all of it may be there.
            boolean isGivenUp = state == State.CLOSED_INSIDE && landing != null;
            // Also when the target threw once it had taken the last byte.
            if (failure == null && !isGivenUp) {
                completeIfDone();
            }
        } finally {
            if (state == State.CLOSED_INSIDE) {
                closeNow();
            } else {
                state = failure == null ? State.OPEN : State.FAILED;
            }
        }
    }

    private void completeIfDone() throws TransferException {
        if (transfer.state() == Transfer.State.COMPLETE) {
            publish();
            release();
            result = new TransferResult(transfer.tally(), System.nanoTime() - startNanos);
            observer.completed(result);
        }
    }

    private void publish() throws TransferException {
        if (landing == null) {
            return;
        }
        try {
            landing.publish();
        } catch (IOException e) {
            TransferException end = Ending.notInPlace(itinerary.toString(), landing, transferred(), e);
            throw itinerary.isFinal(e) ? failed(end) : end;
        } catch (Exception e) {
            failed(Ending.notInPlace(itinerary.toString(), landing, transferred(), new IOException(e.toString(), e)));
            throw e;
        }
    }

    /** It ends here, and holds nothing any more: nobody need close what has failed. */
    private TransferException failed(TransferException end) {
        failure = end;
        release();
        try {
            discard();
        } catch (Exception e) {
            end.addSuppressed(e);
        }
        observer.failed(end);
        return end;
    }

    private void release() {
        readAtTheEnd = bytesRead();
        transfer.close();
    }

    /** What has not been put in place goes away again. */
    private void discard() throws IOException {
        if (landing != null) {
            landing.close();
        }
    }

    /** Bytes taken from the source, also those that the target has not taken. */
    long bytesRead() {
        return readAtTheEnd < 0 ? transfer.tally().totalBytes() + itinerary.bytesInHand() : readAtTheEnd;
    }

    long transferred() {
        return transfer.tally().totalBytes() - itinerary.keptBytes();
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
            throw new IllegalStateException(this + ": there is no result before isComplete()");
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
            case MOVING, SKIPPING -> readsNext() ? Awaits.READABLE : Awaits.WRITABLE;
            case TARGET_FULL -> Awaits.WRITABLE;
            case SOURCE_EMPTY -> Awaits.READABLE;
            case HELD -> Awaits.TIME;
            case AWAITING_DISK -> Awaits.DISK;
            case COMPLETE -> Awaits.NOTHING;
        };
    }

    /** A peer has to give something before the target can get more. */
    private boolean readsNext() {
        return itinerary.source().kind().isReceived() && !itinerary.carries();
    }

    long nextCallMillis() {
        long now = System.nanoTime();
        long nanos = switch (awaits()) {
            case NOTHING -> Pace.UNLIMITED_NANOS;
            case TIME -> Math.min(pace.holdNanos(now), pace.remainingTimeoutNanos(now));
            case DISK -> Math.min(pace.remainingTimeoutNanos(now), onReady.isSet() ? LOST_NANOS : UNTOLD_NANOS);
            case READABLE, WRITABLE -> turn == Turn.USED_UP ? 0 : pace.nextLookNanos(now);
        };
        // Rounded up: the limit is to have passed by then.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        return Math.max(1, Math.min(NEVER_MILLIS, millis));
    }

    void onReady(Runnable action) {
        if (turn != Turn.NONE_YET) {
            throw new IllegalStateException(this + ": onReady is to be set before the first advance");
        }
        onReady.set(action);
    }

    void close() throws IOException {
        switch (state) {
            case OPEN, FAILED -> closeNow();
            case ADVANCING -> state = State.CLOSED_INSIDE;
            case CLOSED_INSIDE, CLOSED -> {}
        }
    }

    private void closeNow() throws IOException {
        state = State.CLOSED;
        if (failure != null || isComplete()) {
            return;
        }
        release();
        try {
            discard();
        } finally {
            observer.failed(new TransferException(
                    Wording.printable(itinerary + " was closed after " + progress()),
                    null,
                    transferred(),
                    bytesRead(),
                    Side.NONE));
        }
    }

    private String progress() {
        return Wording.progress(transferred(), transfer.totalBytes());
    }

    /** What it is and how far, such as {@code send of 'file' to 127.0.0.1:8080, open, 0 of 4,096 bytes}. */
    @Override
    public String toString() {
        return Wording.printable(itinerary + ", " + stand() + ", " + progress());
    }

    private String stand() {
        if (isComplete()) {
            return "complete";
        }
        if (failure != null) {
            return "failed";
        }
        return state == State.CLOSED || state == State.CLOSED_INSIDE ? "closed" : "open";
    }
}
