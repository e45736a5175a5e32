package io.zerocopy;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The one loop: a state machine that moves a {@link Source} to a target by bounded steps. It has one entry,
 * {@link #advance}, and never waits for a peer; who calls it decides how to wait.
 *
 * <pre>
 *              n bytes                     target takes no more
 *   MOVING ------------&gt; MOVING    MOVING ---------------------&gt; TARGET_FULL ---advance---&gt; MOVING
 *      | REFUSED, nothing moved: the copy of this road, at that very byte         -&gt; MOVING
 *      | all moved, or the end where that is fine                                 -&gt; COMPLETE
 *      | the end where bytes are missing, or a failure                            -&gt; exception
 * </pre>
 */
final class Transfer {
    /** Where the loop stands between two calls of {@link #advance}. */
    enum State {
        MOVING,
        TARGET_FULL,
        COMPLETE
    }

    private final Source source;
    private final WritableByteChannel target;
    private final TransferOptions options;
    private final Observer observer;
    private final Road road;
    private final Tally tally;
    private final long totalBytes;
    private State state;
    private TransferMechanism mechanism;
    /** What the last step went by: the mechanism, or a nudge in between. */
    private TransferMechanism lastStep;
    /** Why the copy is used, until the listener has been told. */
    private @Nullable String untoldFallback;
    /** What the kernel's road threw when it was refused. */
    private @Nullable Exception refusal;

    Transfer(Source source, WritableByteChannel target, TransferOptions options, Observer observer) {
        Capabilities capabilities = Capabilities.current();
        this.source = source;
        this.target = target;
        this.options = options;
        this.observer = observer;
        this.road =
                Selection.choose(source.kind(), TargetKind.of(target, capabilities), options.zeroCopy(), capabilities);
        this.mechanism = road.first();
        this.lastStep = mechanism;
        this.untoldFallback = road.whyNot();
        this.tally = new Tally(mechanism);
        this.totalBytes = source.extent() == Source.Extent.UNTIL_END ? -1 : source.remaining();
        this.state = source.remaining() == 0 ? State.COMPLETE : State.MOVING;
    }

    State state() {
        return state;
    }

    /** Tells whether the kernel, rather than a write of the channel's own, does the work now. */
    boolean isInKernel() {
        return mechanism.isZeroCopy();
    }

    /**
     * Moves at most one chunk, and returns how many bytes that was; {@link #state} says what to do next. Blocks only as
     * the channel itself does.
     */
    long advance() throws IOException {
        long chunk = options.chunkSizeBytes();
        long moved = 0;
        state = source.remaining() == 0 ? State.COMPLETE : State.MOVING;
        while (state == State.MOVING && moved < chunk) {
            moved += step(mechanism, Math.min(chunk - moved, source.remaining()));
        }
        return moved;
    }

    /**
     * Writes a few bytes through the channel's own write, for a channel that says it blocks and yet answered 0 to the
     * kernel: the write blocks, parks, or fails as the channel must. Not a fallback, and allowed under every policy.
     */
    long nudge() throws IOException {
        state = State.MOVING;
        long moved = apply(
                BufferCopy.NUDGE, TransferMechanism.HEAP_COPY, Math.min(BufferCopy.NUDGE_BYTES, source.remaining()));
        source.dropAhead();
        return moved;
    }

    private long step(TransferMechanism by, long maxBytes) throws IOException {
        if (by.isZeroCopy()) {
            return apply(KernelTransfer.TRANSFER_TO, by, maxBytes);
        }
        if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE) {
            requireNothingToMove();
            return 0;
        }
        return apply(by == TransferMechanism.HEAP_COPY ? BufferCopy.HEAP : BufferCopy.DIRECT, by, maxBytes);
    }

    private long apply(Mechanism step, TransferMechanism by, long maxBytes) throws IOException {
        Cancellation.check(target);
        lastStep = by;
        long moved;
        try {
            moved = step.step(source, target, maxBytes);
        } catch (IOException | UnsupportedOperationException e) {
            if (!isRefusal(by, e)) {
                account(by, source.takeWritten());
                throw e;
            }
            refusal = e;
            moved = Mechanism.REFUSED;
        } catch (RuntimeException | Error e) {
            account(by, source.takeWritten());
            throw e;
        }
        if (moved > 0) {
            account(by, moved);
            if (moved < maxBytes
                    && by.isZeroCopy()
                    && target instanceof SelectableChannel channel
                    && !channel.isBlocking()) {
                // A short count from a non-blocking socket means that it is full: asking again would only say so.
                state = State.TARGET_FULL;
            }
            if (source.remaining() == 0) {
                state = State.COMPLETE;
            }
            return moved;
        }
        if (moved == Mechanism.NOT_READY) {
            state = State.TARGET_FULL;
        } else if (moved == Mechanism.END) {
            end();
        } else {
            refuse();
        }
        return 0;
    }

    /**
     * A kernel step that threw while both ends are open and nobody interrupted moved nothing, whatever the errno: EPERM of
     * seccomp, EOPNOTSUPP of NFS, ENOSYS. If it was a dead peer or a bad disk the copy's own failure says so.
     */
    private boolean isRefusal(TransferMechanism by, Exception e) {
        return by.isZeroCopy()
                && options.zeroCopy() != ZeroCopyPolicy.REQUIRE
                && !source.isFailure(e)
                && source.isOpen()
                && target.isOpen()
                && !Thread.currentThread().isInterrupted();
    }

    private void refuse() throws IOException {
        String reason = refusal == null
                ? "the kernel moved nothing although the file has more"
                : "the kernel's road was refused: " + refusal;
        if (options.zeroCopy() == ZeroCopyPolicy.REQUIRE) {
            throw unavailable(reason);
        }
        untoldFallback = reason;
        mechanism = road.copy();
    }

    /** Under REQUIRE an end is still an end: an empty file needs no road. */
    private void requireNothingToMove() throws IOException {
        Cancellation.check(target);
        if (source.hasByteAtPosition()) {
            throw unavailable(String.valueOf(road.whyNot()));
        }
        end();
    }

    private ZeroCopyUnavailableException unavailable(String reason) {
        return new ZeroCopyUnavailableException(
                "no zero-copy road for " + source.describe() + " to " + describeTarget() + ": " + reason + progress(),
                refusal,
                tally.totalBytes());
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
        state = State.COMPLETE;
    }

    private SourceTruncatedException truncated() {
        return new SourceTruncatedException(
                source.describe() + " ended at byte " + source.position() + progress(), refusal, tally.totalBytes());
    }

    private void account(TransferMechanism by, long bytes) {
        if (bytes == 0) {
            return;
        }
        source.advance(bytes);
        tally.add(by, bytes);
        if (untoldFallback != null && by == mechanism) {
            observer.fellBack(source.describe(), road.wanted(), by, untoldFallback);
            untoldFallback = null;
        }
        observer.moved(by, bytes, tally.totalBytes(), totalBytes);
    }

    Tally tally() {
        return tally;
    }

    /** The exception to throw for one that came out of {@link #advance}: it says how far the transfer got, and whose fault it is. */
    TransferException failure(IOException cause) {
        if (cause instanceof TransferException known) {
            return known;
        }
        if (refusal != null && refusal != cause) {
            cause.addSuppressed(refusal);
        }
        TransferException.Side side = side(cause);
        String where = switch (side) {
            case SOURCE -> "reading " + source.describe();
            case TARGET -> "writing to " + describeTarget();
            case NONE -> "sending " + source.describe() + " to " + describeTarget();
        };
        return new TransferException(
                where + " failed" + progress() + ": " + cause, cause, tally.totalBytes(), tally.totalBytes(), side);
    }

    private TransferException.Side side(IOException cause) {
        if (Thread.currentThread().isInterrupted()) {
            return TransferException.Side.NONE;
        }
        if (source.isFailure(cause) || !source.isOpen()) {
            return TransferException.Side.SOURCE;
        }
        if (!target.isOpen() || !lastStep.isZeroCopy()) {
            return TransferException.Side.TARGET;
        }
        return TransferException.Side.NONE;
    }

    private String describeTarget() {
        return target instanceof StreamTarget
                ? target.toString()
                : target.getClass().getName();
    }

    private String progress() {
        return totalBytes < 0
                ? " after " + tally.totalBytes() + " bytes"
                : " after " + tally.totalBytes() + " of " + totalBytes + " bytes";
    }
}
