package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The one loop: a state machine that moves a {@link Source} to a target by bounded steps. It has one entry,
 * {@link #advance}, and never waits for a peer; who calls it decides how to wait.
 *
 * <pre>
 *   MOVING ---- n bytes ---------------------------------------------&gt; MOVING
 *   MOVING ---- refused, nothing moved: the copy, at that very byte -&gt; MOVING
 *   MOVING ---- the target takes no more ----------------------------&gt; TARGET_FULL --- advance --&gt; MOVING
 *   MOVING ---- the source has no more yet --------------------------&gt; SOURCE_EMPTY -- advance --&gt; MOVING
 *   MOVING ---- the rate limit grants nothing -----------------------&gt; HELD ---------- advance --&gt; MOVING
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
        HELD,
        COMPLETE
    }

    private final TransferOptions options;
    private final Observer observer;
    private final Pace pace;
    private final Watchdog watchdog;
    private final Tally tally;
    /** What the target is part of, where the caller gave no channel. */
    private final @Nullable Landing landing;

    private Source source;
    private WritableByteChannel target;
    private TargetKind targetKind;
    private Road road;
    /** What the last step went by: the mechanism, or a nudge in between. */
    private TransferMechanism lastStep;

    private State state;
    /** Why the copy is used, until the listener has been told. */
    private @Nullable String untoldFallback;
    /** What this transfer, and not a target that makes transfers of its own, ended with. */
    private @Nullable TransferException verdict;
    /** What the kernel's road threw when it was refused. */
    private @Nullable Exception refusal;

    Transfer(
            Source source,
            WritableByteChannel target,
            @Nullable Landing landing,
            TransferOptions options,
            Observer observer,
            Pace pace,
            Watchdog watchdog) {
        this.source = source;
        this.target = target;
        this.landing = landing;
        this.options = options;
        this.observer = observer;
        this.pace = pace;
        this.watchdog = watchdog;
        this.targetKind = TargetKind.of(target, Capabilities.current());
        this.road = chooseRoad();
        this.lastStep = road.copy();
        this.untoldFallback = road.whyNot();
        this.tally = new Tally(road.mechanism());
        this.state = State.MOVING;
        completeIfDone();
    }

    private Road chooseRoad() {
        return Selection.choose(source.kind(), targetKind, options.zeroCopy(), Capabilities.current());
    }

    State state() {
        return state;
    }

    Tally tally() {
        return tally;
    }

    /** Bytes there will be in all; -1 where nobody knows. */
    long totalBytes() {
        long toCome = source.remainingBytes();
        return toCome < 0 ? -1 : tally.totalBytes() + toCome;
    }

    /** Tells whether the last step was the kernel's, rather than a write of the channel's own. */
    boolean wasInKernel() {
        return lastStep.isZeroCopy();
    }

    /**
     * Moves at most {@code budgetBytes}, and returns how many bytes that was; {@link #state} says what to do next.
     * Blocks only as the channel itself does.
     */
    long advance(WritableByteChannel to, long budgetBytes) throws IOException {
        if (to != target) {
            Cancellation.check(to);
            target = to;
            targetKind = TargetKind.of(to, Capabilities.current());
            takeRoad();
        }
        if (state != State.COMPLETE) {
            state = State.MOVING;
        }
        long before = tally.totalBytes();
        while (state == State.MOVING && tally.totalBytes() - before < budgetBytes) {
            if (source.remaining() == 0) {
                nextPart();
            } else {
                step(budgetBytes - (tally.totalBytes() - before));
            }
        }
        return tally.totalBytes() - before;
    }

    /**
     * Writes a few bytes through the channel's own write, for a channel that says it blocks and yet answered 0 to the
     * kernel: the write blocks, parks, or fails as the channel must. Not a fallback, and allowed under every policy.
     * Returns how many bytes that was.
     */
    long nudge() throws IOException {
        long before = tally.totalBytes();
        apply(BufferCopy.NUDGE, TransferMechanism.HEAP_COPY, Math.min(BufferCopy.NUDGE_BYTES, source.remaining()));
        source.dropAhead();
        return tally.totalBytes() - before;
    }

    /** Gives back what the transfer does without while nobody calls it. */
    void pause() {
        source.pause();
    }

    private void nextPart() throws IOException {
        source = source.next();
        takeRoad();
        if (road.mechanism().isZeroCopy()) {
            // Any number of transfers may wait here for slow peers: none keeps the buffer of the bytes before it.
            source.dropEmptied();
        }
    }

    private void takeRoad() {
        road = chooseRoad();
        untoldFallback = road.whyNot();
        refusal = null;
    }

    private void step(long maxBytes) throws IOException {
        ReadAhead left = source.leftAhead();
        if (left != null) {
            apply(left.owner(), road.copy(), Math.min(maxBytes, left.remainingBytes()));
        } else if (road.mechanism() == TransferMechanism.DELEGATED) {
            apply(Delegated.TO_TARGET, road.mechanism(), Math.min(maxBytes, source.remaining()));
        } else if (road.mechanism().isZeroCopy()) {
            apply(KernelTransfer.TRANSFER_TO, road.mechanism(), Math.min(maxBytes, source.remaining()));
        } else if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE && source.kind() != SourceKind.BYTES) {
            requireNothingToMove();
        } else {
            BufferCopy copy = road.copy() == TransferMechanism.HEAP_COPY ? BufferCopy.HEAP : BufferCopy.DIRECT;
            if (source.kind().canBeReadAgain()) {
                apply(copy, road.copy(), maxBytes);
            } else {
                read(copy);
            }
        }
    }

    /** Takes bytes from what gives each only once; apart from the write, since here the source may be waited for. */
    private void read(BufferCopy copy) throws IOException {
        Cancellation.check(target);
        if (pace != Pace.FREE) {
            requireTime(System.nanoTime());
        }
        watchdog.enter(pace, Side.SOURCE);
        int bytes;
        try {
            bytes = source.readOnce(copy);
        } finally {
            leaveRead();
        }
        if (bytes < 0) {
            end();
        } else if (bytes == 0) {
            // A path's stream answers 0 on its way to the position: the loop looks at everything and comes back.
            if (source.kind().isReceived()) {
                waitFor(Side.SOURCE);
            }
        } else {
            pace.progressed();
            if (source.isLongerThanAllowed()) {
                throw verdict(ending().tooLong(options.maxBytes()));
            }
        }
    }

    private void leaveRead() throws TransferTimeoutException {
        if (watchdog.leave()) {
            throw verdict(ending().outOfTime(pace, pace.first(System.nanoTime()), Side.SOURCE));
        }
    }

    private void apply(Mechanism step, TransferMechanism by, long maxBytes) throws IOException {
        Cancellation.check(target);
        long granted = pace == Pace.FREE ? maxBytes : grant(maxBytes);
        if (granted == 0) {
            state = State.HELD;
            return;
        }
        lastStep = by;
        watchdog.enter(pace, Side.TARGET);
        long moved;
        try {
            moved = step.step(source, target, granted);
        } catch (IOException | UnsupportedOperationException e) {
            if (!isRefusal(by, e)) {
                stepped(by, source.takeWritten());
                throw e;
            }
            refusal = e;
            moved = Mechanism.REFUSED;
        } catch (RuntimeException | Error e) {
            stepped(by, source.takeWritten());
            throw e;
        }
        stepped(by, Math.max(0, moved));
        if (moved > 0) {
            if (state == State.MOVING && moved < granted && by.isZeroCopy() && answersWhenFull()) {
                // A short count from such a socket means that it is full: asking again would only say so.
                state = State.TARGET_FULL;
            }
        } else if (moved == Mechanism.NOT_READY) {
            waitFor(Side.TARGET);
        } else if (moved == Mechanism.END) {
            end();
        } else {
            refuse();
        }
    }

    private long grant(long maxBytes) throws IOException {
        long now = System.nanoTime();
        requireTime(now);
        long wanted = isNonBlocking() ? maxBytes : Math.min(maxBytes, pace.blockingStepBytes());
        return pace.grant(wanted, now);
    }

    private void requireTime(long now) throws TransferTimeoutException {
        if (pace.expiry(now) == Pace.Expiry.TIMEOUT) {
            throw verdict(ending().outOfTime(
                            pace, Pace.Expiry.TIMEOUT, source.kind().isReceived() ? Side.NONE : Side.TARGET));
        }
    }

    private void stepped(TransferMechanism by, long bytes) throws IOException {
        boolean wasStuck = watchdog.leave();
        if (pace != Pace.FREE) {
            pace.stepped(bytes);
        }
        account(by, bytes);
        if (wasStuck) {
            throw verdict(ending().outOfTime(pace, pace.first(System.nanoTime()), Side.TARGET));
        }
    }

    private void waitFor(Side side) throws IOException {
        state = side == Side.SOURCE ? State.SOURCE_EMPTY : State.TARGET_FULL;
        if (pace.hasTimeLimit()) {
            long now = System.nanoTime();
            pace.waits(now);
            Pace.Expiry expiry = pace.expiry(now);
            if (expiry != Pace.Expiry.NOTHING) {
                throw verdict(ending().outOfTime(pace, expiry, side));
            }
        }
    }

    /** For a virtual thread the JDK keeps the descriptor non-blocking, whatever the channel says. */
    private boolean answersWhenFull() {
        return isNonBlocking() || (target instanceof SelectableChannel && CurrentThread.isVirtual());
    }

    private boolean isNonBlocking() {
        return target instanceof SelectableChannel channel && !channel.isBlocking();
    }

    /**
     * A kernel step that threw while both ends are open and nobody interrupted moved nothing, whatever the errno: EPERM
     * of seccomp, EOPNOTSUPP of NFS, ENOSYS. If it was a dead peer or a bad disk the copy's own failure says so.
     */
    private boolean isRefusal(TransferMechanism by, Exception e) {
        return by.isZeroCopy()
                && by != TransferMechanism.DELEGATED
                && options.zeroCopy() != ZeroCopyPolicy.REQUIRE
                && !source.isFailure(e)
                && source.isOpen()
                && target.isOpen()
                && !watchdog.hasFired()
                && !Thread.currentThread().isInterrupted();
    }

    private void refuse() throws IOException {
        String reason;
        if (refusal != null) {
            reason = "the kernel's road was refused: " + refusal;
        } else if (road.mechanism() == TransferMechanism.DELEGATED) {
            reason = "the ZeroCopyTarget said NOT_HERE";
        } else {
            reason = "the kernel moved nothing although the file has more";
        }
        if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE) {
            throw verdict(ending().unavailable(reason));
        }
        untoldFallback = reason;
        road = road.refused(reason);
    }

    /**
     * Under REQUIRE an end is still an end: an empty file needs no road. What comes only once is not even looked at.
     */
    private void requireNothingToMove() throws IOException {
        Cancellation.check(target);
        if (source.kind().isReceived() || source.hasByteAtPosition()) {
            throw verdict(ending().unavailable(String.valueOf(road.whyNot())));
        }
        end();
    }

    private void end() throws IOException {
        switch (source.extent()) {
            case UNTIL_END -> finishHere();
            case AS_ANNOUNCED -> {
                Cancellation.check(target);
                if (source.size() <= source.position()) {
                    throw verdict(ending().truncated());
                }
                // A log that is cut and written on (copytruncate) may have been too short for a moment only.
                boolean hasMore = source.kind().canBeReadAgain() && source.hasByteAtPosition();
                if (!hasMore) {
                    finishHere();
                }
            }
            case EXACT -> throw verdict(ending().truncated());
        }
    }

    private void finishHere() {
        source.endHere();
        completeIfDone();
    }

    private void completeIfDone() {
        if (source.remaining() == 0 && source.isLast()) {
            state = State.COMPLETE;
        }
    }

    /** Counts bytes where they belong: one write may end a part and reach into the next ones. */
    private void account(TransferMechanism by, long bytes) throws IOException {
        if (bytes == 0) {
            return;
        }
        long rest = bytes;
        while (true) {
            long here = Math.min(rest, source.remaining());
            source.advance(here);
            boolean ofFile = source.kind() != SourceKind.BYTES;
            tally.add(ofFile ? by : TransferMechanism.BUFFER_WRITE, here);
            if (ofFile && untoldFallback != null && by == road.copy()) {
                observer.fellBack(source.describe(), road.wanted(), by, untoldFallback);
                untoldFallback = null;
            }
            rest -= here;
            if (rest == 0) {
                break;
            }
            nextPart();
        }
        // Also when the target threw after it had taken the last of them.
        completeIfDone();
        observer.moved(by, bytes, this);
    }

    /** The end of this transfer, which {@link #failure} tells from what a target of the caller's threw. */
    private <E extends TransferException> E verdict(E end) {
        verdict = end;
        return end;
    }

    private Ending ending() {
        return new Ending(source, target, landing, tally.totalBytes(), totalBytes(), refusal);
    }

    /**
     * Tells whether an exception that came out of {@link #advance} is about the source or the transfer, not about the
     * target.
     */
    boolean isFinal(IOException cause) {
        return cause == verdict || source.isFailure(cause) || !source.isOpen();
    }

    /**
     * The exception to throw for one that came out of {@link #advance}: how far the transfer got, and whose fault it
     * is.
     */
    TransferException failure(IOException cause) {
        return verdict != null && cause == verdict ? verdict : ending().failed(cause, side(cause));
    }

    private Side side(IOException cause) {
        if (cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted()) {
            return Side.NONE;
        }
        if (source.isFailure(cause) || !source.isOpen()) {
            return Side.SOURCE;
        }
        // A kernel call touches both sides and does not say which one failed.
        boolean inKernel = lastStep.isZeroCopy() && lastStep != TransferMechanism.DELEGATED;
        return inKernel && target.isOpen() ? Side.NONE : Side.TARGET;
    }

    /** Gives back everything; the target is not touched. */
    @Override
    public void close() {
        pace.end();
        source.closeAll();
    }
}
