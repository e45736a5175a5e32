package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The one loop: a state machine that moves a {@link Source}, and what comes behind it, to a target by bounded steps. It
 * has one entry, {@link #advance}, and never waits for a peer; who calls it decides how to wait.
 *
 * <pre>
 *   MOVING ---- n bytes ---------------------------------------------&gt; MOVING
 *   MOVING ---- refused, nothing moved: the copy, at that very byte -&gt; MOVING
 *   MOVING ---- the target takes no more ----------------------------&gt; TARGET_FULL --- advance --&gt; MOVING
 *   MOVING ---- the source has no more yet --------------------------&gt; SOURCE_EMPTY -- advance --&gt; MOVING
 *   MOVING ---- the source is on its way to its position ------------&gt; SKIPPING ------ advance --&gt; MOVING
 *   MOVING ---- the rate limit grants nothing -----------------------&gt; HELD ---------- advance --&gt; MOVING
 *   MOVING ---- what comes next is being read from a disk -----------&gt; AWAITING_DISK - advance --&gt; MOVING
 *   MOVING ---- all moved, or the end where that is fine ------------&gt; COMPLETE
 *   MOVING ---- the end where bytes are missing, out of time, failure: an exception
 * </pre>
 */
final class Transfer implements Closeable {
    /** Where the loop stands between two calls of {@link #advance}. */
    enum State {
        MOVING,
        TARGET_FULL,
        SOURCE_EMPTY,
        SKIPPING,
        HELD,
        AWAITING_DISK,
        COMPLETE
    }

    private final Itinerary itinerary;
    private final TransferOptions options;
    private final Observer observer;
    private final Limits limits;
    private final Watchdog watchdog;
    private final ReadAhead readAhead;
    private State state;

    Transfer(
            Itinerary itinerary,
            TransferOptions options,
            Observer observer,
            Pace pace,
            Watchdog watchdog,
            ReadAhead readAhead) {
        this.itinerary = itinerary;
        this.options = options;
        this.observer = observer;
        this.limits = Limits.of(pace, itinerary);
        this.watchdog = watchdog;
        this.readAhead = readAhead;
        if (readAhead != ReadAhead.NONE) {
            itinerary.spareTheDisk();
        }
        tally().stepsBy(itinerary.road().copy());
        this.state = itinerary.isDone() ? State.COMPLETE : State.MOVING;
    }

    State state() {
        return state;
    }

    Tally tally() {
        return itinerary.tally();
    }

    /** Bytes there will be in all; -1 where nobody knows. */
    long totalBytes() {
        return itinerary.totalBytes();
    }

    /** The kernel's road is there, but not safe for this target. */
    void avoidKernel() {
        itinerary.avoidKernel();
    }

    /** Tells whether the last step was the kernel's, rather than a write of the channel's own. */
    boolean wasInKernel() {
        return tally().lastStep().isZeroCopy();
    }

    /**
     * Moves at most {@code budgetBytes}, and returns how many bytes that was; {@link #state} says what to do next.
     * Blocks only as the channel itself does.
     */
    long advance(WritableByteChannel to, long budgetBytes) throws IOException {
        if (to != itinerary.target()) {
            Cancellation.check(to);
            itinerary.turnTo(to);
        }
        leaveDisk();
        if (state != State.COMPLETE) {
            state = State.MOVING;
        }
        long before = tally().totalBytes();
        long left = budgetBytes;
        try {
            while (state == State.MOVING && left > 0) {
                if (itinerary.source().remaining() == 0) {
                    itinerary.nextPart();
                } else {
                    step(left);
                }
                left = budgetBytes - (tally().totalBytes() - before);
            }
        } finally {
            itinerary.letGo();
        }
        return budgetBytes - left;
    }

    /**
     * Writes a few bytes through the channel's own write, for a channel that says it blocks and yet answered 0 to the
     * kernel: the write blocks, parks, or fails as the channel must. Not a fallback, and allowed under every policy.
     * Returns how many bytes that was.
     */
    long nudge() throws IOException {
        long before = tally().totalBytes();
        if (itinerary.carries() || take(Hand.NUDGE_BYTES)) {
            itinerary.hand(options.bufferSizeBytes()).takeOutOfPipe(Hand.NUDGE_BYTES);
            move(Hand.NUDGE_BYTES);
        }
        return tally().totalBytes() - before;
    }

    /** Gives back what the transfer does without while nobody calls it. */
    void pause() {
        itinerary.pause();
    }

    private void step(long maxBytes) throws IOException {
        boolean mustTake = itinerary.road().direct() == null && !itinerary.carries();
        if (mustTake && itinerary.source().kind().isReceived()) {
            // Before the rate limit is asked: the source may keep the transfer waiting for hours.
            mustTake = false;
            if (!take(maxBytes)) {
                return;
            }
        }
        long ready = itinerary.carries() ? maxBytes : readAhead.readyBytes(itinerary.source(), maxBytes);
        if (ready == 0) {
            awaitDisk();
            return;
        }
        long granted = limits.grant(ready);
        if (granted == 0) {
            // With many that share a slow rate a hold takes long, and no thread that is interrupted sleeps it out.
            Cancellation.check(itinerary.target());
            state = State.HELD;
            return;
        }
        try {
            if (!mustTake || take(granted)) {
                move(granted);
            }
        } finally {
            limits.pace().stepped(0);
        }
    }

    /** Goes away until another thread has read what comes next, unless it just has. */
    private void awaitDisk() throws IOException {
        Cancellation.check(itinerary.target());
        limits.requireTime();
        if (readAhead.await()) {
            state = State.AWAITING_DISK;
            limits.entersDisk();
        }
    }

    private void leaveDisk() {
        if (state == State.AWAITING_DISK) {
            limits.leavesDisk();
        }
    }

    /** Takes bytes in hand; returns false if there are none now, and {@link #state} says why. */
    private boolean take(long maxBytes) throws IOException {
        Cancellation.check(itinerary.target());
        limits.requireTime();
        itinerary.source().confirm();
        boolean fromPeer = itinerary.source().kind().isReceived();
        watchdog.enter(limits.pace(), fromPeer ? Step.READ : Step.DISK);
        int bytes = 0;
        readAhead.begins();
        try {
            bytes = itinerary.fillHand(maxBytes, options);
        } finally {
            limits.requireNotFreed(watchdog.leave(limits.pace(), fromPeer ? Math.max(0, bytes) : 0), Side.SOURCE);
        }
        readAhead.ended(bytes, fromPeer);
        if (bytes > 0) {
            itinerary.requireNoLonger(options.maxBytes());
            return true;
        }
        if (bytes < 0) {
            itinerary.end();
            completeIfDone();
        } else if (fromPeer) {
            waitFor(Side.SOURCE);
        } else {
            // To skip a gigabyte of a zip's entry takes seconds: whoever drives the loop is to see it in between.
            state = State.SKIPPING;
        }
        return false;
    }

    /** Makes one step of at most so many bytes: what is in hand first, for it has been taken already. */
    private void move(long granted) throws IOException {
        Source source = itinerary.source();
        WritableByteChannel target = itinerary.target();
        Cancellation.check(target);
        Mechanism direct = itinerary.carries() ? null : itinerary.road().direct();
        TransferMechanism by = direct == null ? itinerary.nextCarriedBy(granted) : direct.counted();
        long asked = itinerary.mostBytes(direct, granted);
        tally().stepsBy(by);
        watchdog.enter(limits.pace(), by.isZeroCopy() ? Step.KERNEL : Step.WRITE);
        long moved;
        Exception refusal = null;
        readAhead.begins();
        try {
            moved = direct == null
                    ? itinerary.hand(options.bufferSizeBytes()).writeTo(target, asked)
                    : direct.step(source, target, asked);
        } catch (IOException | UnsupportedOperationException e) {
            if (!isRefusal(direct, e)) {
                stepped(by, itinerary.takeWritten());
                itinerary.requireSound(e);
                throw e;
            }
            refusal = e;
            moved = Mechanism.REFUSED;
        } catch (Throwable e) {
            // Throwable: channels in other languages throw checked exceptions that they do not declare.
            stepped(by, itinerary.takeWritten());
            throw e;
        }
        try {
            source.confirmBy(moved);
        } finally {
            stepped(by, Math.max(0, moved));
        }
        if (direct != null) {
            readAhead.ended(moved, !Readiness.answersWhenFull(target));
        }
        if (moved > 0) {
            if (state == State.MOVING && moved < asked && by.isZeroCopy() && Readiness.answersWhenFull(target)) {
                // A short count from such a socket means that it is full: asking again would only say so.
                state = State.TARGET_FULL;
            }
        } else if (moved == Mechanism.TARGET_NOT_READY) {
            waitFor(Side.TARGET);
        } else if (moved == Mechanism.END) {
            itinerary.end();
            completeIfDone();
        } else if (direct != null) {
            itinerary.refuse(direct, refusal);
        } else if (refusal instanceof SpliceRefusedException refused) {
            itinerary.refuse(refused);
        }
    }

    private void stepped(TransferMechanism by, long bytes) throws IOException {
        limits.pace().stepped(bytes);
        boolean freed = watchdog.leave(limits.pace(), bytes);
        if (bytes > 0) {
            itinerary.moved(by, bytes, observer);
            // Also when the target threw after it had taken the last of them.
            completeIfDone();
            observer.moved(by, bytes, this);
        }
        limits.requireNotFreed(freed, Side.TARGET);
    }

    private void waitFor(Side side) throws IOException {
        state = side == Side.SOURCE ? State.SOURCE_EMPTY : State.TARGET_FULL;
        limits.waits(side);
    }

    private boolean isRefusal(@Nullable Mechanism direct, Exception e) {
        if (direct == null) {
            return e instanceof SpliceRefusedException;
        }
        return direct.counted() != TransferMechanism.DELEGATED
                && !itinerary.isRequired()
                && !watchdog.hasFired()
                && KernelTransfer.isRefusal(e, itinerary.source(), itinerary.target());
    }

    private void completeIfDone() {
        if (itinerary.isDone()) {
            state = State.COMPLETE;
        }
    }

    /** For the log: see {@link Itinerary#toString}. */
    @Override
    public String toString() {
        return itinerary.toString();
    }

    /** A channel does what its kind never does. */
    TransferException brokenContract(Side side, String what) {
        return itinerary.verdict(itinerary.ending().failed(new IOException(what), side));
    }

    /**
     * The exception to throw for one that came out of {@link #advance}: how far the transfer got, and whose fault it
     * is.
     */
    TransferException failure(IOException cause) {
        return itinerary.failure(cause, isOfEitherSide() ? Side.NONE : Side.TARGET);
    }

    /** Of what was thrown last: a kernel call touches both sides and does not say which one failed. */
    boolean isOfEitherSide() {
        TransferMechanism last = tally().lastStep();
        boolean inKernel = last == TransferMechanism.SENDFILE || last == TransferMechanism.COPY_FILE_RANGE;
        return inKernel && itinerary.target().isOpen();
    }

    /** Gives back everything; the target is not touched. */
    @Override
    public void close() {
        leaveDisk();
        limits.pace().end();
        itinerary.close();
        readAhead.end();
    }
}
