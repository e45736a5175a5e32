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
    private final long totalBytes;
    /** What the target is part of, where the caller gave no channel. */
    private final @Nullable Landing landing;

    private Source source;
    private WritableByteChannel target;
    private TargetKind targetKind;
    private Road road;
    private TransferMechanism mechanism;
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
        this.mechanism = road.first();
        this.lastStep = mechanism;
        this.untoldFallback = road.whyNot();
        this.tally = new Tally(mechanism);
        this.totalBytes = source.totalBytes();
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

    long totalBytes() {
        return totalBytes;
    }

    /** Tells whether the last step was the kernel's, rather than a write of the channel's own. */
    boolean wasInKernel() {
        return lastStep.isZeroCopy();
    }

    /**
     * Moves at most {@code budgetBytes}, and returns how many bytes that was; {@link #state} says what to do next. Blocks
     * only as the channel itself does.
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
     */
    void nudge() throws IOException {
        apply(BufferCopy.NUDGE, TransferMechanism.HEAP_COPY, Math.min(BufferCopy.NUDGE_BYTES, source.remaining()));
        source.dropAhead();
    }

    /** Gives back what the transfer does without while nobody calls it. */
    void pause() {
        source.pause();
    }

    private void nextPart() throws IOException {
        source = source.next();
        takeRoad();
    }

    private void takeRoad() {
        road = chooseRoad();
        mechanism = road.first();
        untoldFallback = road.whyNot();
        refusal = null;
    }

    private void step(long maxBytes) throws IOException {
        ReadAhead left = source.leftAhead();
        if (left != null) {
            apply(left.owner(), road.copy(), Math.min(maxBytes, left.remainingBytes()));
        } else if (mechanism == TransferMechanism.DELEGATED) {
            apply(Delegated.TO_TARGET, mechanism, Math.min(maxBytes, source.remaining()));
        } else if (mechanism.isZeroCopy()) {
            apply(KernelTransfer.TRANSFER_TO, mechanism, Math.min(maxBytes, source.remaining()));
        } else if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE && source.kind() != SourceKind.BYTES) {
            requireNothingToMove();
        } else {
            BufferCopy copy = mechanism == TransferMechanism.HEAP_COPY ? BufferCopy.HEAP : BufferCopy.DIRECT;
            if (source.kind().canBeReadAgain()) {
                apply(copy, mechanism, maxBytes);
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
        } catch (IOException e) {
            leaveRead();
            throw e;
        }
        leaveRead();
        if (bytes < 0) {
            end();
        } else if (bytes == 0) {
            waitFor(Side.SOURCE);
        } else {
            pace.progressed();
            if (source.isLongerThanAllowed()) {
                throw tooLong();
            }
        }
    }

    private void leaveRead() throws TransferTimeoutException {
        if (watchdog.leave()) {
            throw outOfTime(pace.first(System.nanoTime()), Side.SOURCE);
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
            if (moved < granted && by.isZeroCopy() && isNonBlocking()) {
                // A short count from a non-blocking socket means that it is full: asking again would only say so.
                state = State.TARGET_FULL;
            }
            completeIfDone();
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
            throw outOfTime(Pace.Expiry.TIMEOUT, source.kind().isReceived() ? Side.NONE : Side.TARGET);
        }
    }

    private void stepped(TransferMechanism by, long bytes) throws IOException {
        boolean wasStuck = watchdog.leave();
        if (pace != Pace.FREE) {
            pace.stepped(bytes);
        }
        account(by, bytes);
        if (wasStuck) {
            throw outOfTime(pace.first(System.nanoTime()), Side.TARGET);
        }
    }

    private void waitFor(Side side) throws IOException {
        state = side == Side.SOURCE ? State.SOURCE_EMPTY : State.TARGET_FULL;
        if (pace.hasTimeLimit()) {
            long now = System.nanoTime();
            pace.waits(now);
            Pace.Expiry expiry = pace.expiry(now);
            if (expiry != Pace.Expiry.NOTHING) {
                throw outOfTime(expiry, side);
            }
        }
    }

    private boolean isNonBlocking() {
        return target instanceof SelectableChannel channel && !channel.isBlocking();
    }

    /**
     * A kernel step that threw while both ends are open and nobody interrupted moved nothing, whatever the errno: EPERM of
     * seccomp, EOPNOTSUPP of NFS, ENOSYS. If it was a dead peer or a bad disk the copy's own failure says so.
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
        } else if (mechanism == TransferMechanism.DELEGATED) {
            reason = "the ZeroCopyTarget said NOT_HERE";
        } else {
            reason = "the kernel moved nothing although the file has more";
        }
        if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE) {
            throw unavailable(reason);
        }
        untoldFallback = reason;
        mechanism = road.copy();
    }

    /** Under REQUIRE an end is still an end: an empty file needs no road. What comes only once is not even looked at. */
    private void requireNothingToMove() throws IOException {
        Cancellation.check(target);
        if (source.kind().isReceived() || source.hasByteAtPosition()) {
            throw unavailable(String.valueOf(road.whyNot()));
        }
        end();
    }

    private void end() throws IOException {
        switch (source.extent()) {
            case UNTIL_END -> finishHere();
            case AS_ANNOUNCED -> {
                Cancellation.check(target);
                if (source.size() <= source.position()) {
                    throw truncated();
                }
                finishHere();
            }
            case EXACT -> throw truncated();
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
            if (ofFile && untoldFallback != null && by == mechanism) {
                observer.fellBack(source.describe(), road.wanted(), by, untoldFallback);
                untoldFallback = null;
            }
            rest -= here;
            if (rest == 0) {
                break;
            }
            nextPart();
        }
        observer.moved(by, bytes, tally, totalBytes);
    }

    private ZeroCopyUnavailableException unavailable(String reason) {
        return verdict(new ZeroCopyUnavailableException(
                "no zero-copy road for " + source.describe() + " to " + describeTarget() + ": " + reason + progress(),
                refusal,
                tally.totalBytes()));
    }

    private <E extends TransferException> E verdict(E end) {
        verdict = end;
        return end;
    }

    private SourceTruncatedException truncated() {
        return verdict(new SourceTruncatedException(
                source.describe() + " ended at byte " + source.position() + progress(), refusal, tally.totalBytes()));
    }

    private TransferException tooLong() {
        return verdict(new TransferException(
                source.describe() + " has more than the " + options.maxBytes() + " bytes allowed" + progress(),
                null,
                tally.totalBytes(),
                bytesRead(),
                Side.SOURCE));
    }

    private TransferTimeoutException outOfTime(Pace.Expiry expiry, Side side) {
        return verdict(new TransferTimeoutException(
                describe() + " timed out" + progress() + ": " + pace.describe(expiry, side),
                tally.totalBytes(),
                bytesRead(),
                side,
                expiry));
    }

    private long bytesRead() {
        return tally.totalBytes() + source.bytesInHand();
    }

    /** Tells whether an exception that came out of {@link #advance} is about the source or the transfer, not about the target. */
    boolean isFinal(IOException cause) {
        return cause == verdict || source.isFailure(cause) || !source.isOpen();
    }

    /** The exception to throw for one that came out of {@link #advance}: how far the transfer got, and whose fault it is. */
    TransferException failure(IOException cause) {
        if (verdict != null && cause == verdict) {
            return verdict;
        }
        if (refusal != null && refusal != cause) {
            cause.addSuppressed(refusal);
        }
        Side side = side(cause);
        String where = switch (side) {
            case SOURCE -> "reading " + source.describe();
            case TARGET -> "writing to " + describeTarget();
            case NONE -> describe();
        };
        return new TransferException(
                where + " failed" + progress() + ": " + cause, cause, tally.totalBytes(), bytesRead(), side);
    }

    private Side side(IOException cause) {
        if (cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted()) {
            return Side.NONE;
        }
        if (source.isFailure(cause) || !source.isOpen()) {
            return Side.SOURCE;
        }
        if (!target.isOpen() || !lastStep.isZeroCopy() || lastStep == TransferMechanism.DELEGATED) {
            return Side.TARGET;
        }
        return Side.NONE;
    }

    private String describe() {
        return "the transfer of " + source.describe() + " to " + describeTarget();
    }

    private String describeTarget() {
        if (landing != null) {
            return landing.toString();
        }
        return target instanceof StreamTarget
                ? target.toString()
                : target.getClass().getName();
    }

    private String progress() {
        return totalBytes < 0
                ? " after " + tally.totalBytes() + " bytes"
                : " after " + tally.totalBytes() + " of " + totalBytes + " bytes";
    }

    /** Gives back everything; the target is not touched. */
    @Override
    public void close() throws IOException {
        source.closeAll();
    }
}
