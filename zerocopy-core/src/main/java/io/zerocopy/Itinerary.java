package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one transfer moves: the part that is being moved, what of it is in hand, the parts behind it, where they go, by
 * which road, how far they have come, and how that ends.
 */
final class Itinerary implements Closeable {
    private final ZeroCopyPolicy policy;
    private final @Nullable Cursor behind;
    /** What the target is part of, where the caller gave no channel. */
    private final @Nullable Landing landing;

    private final Tally tally;
    /** Null until something has to be carried: most sends never do. */
    private @Nullable Hand hand;
    /** What this transfer, and not a target that makes transfers of its own, ended with. */
    private @Nullable TransferException verdict;

    private Source source;
    private WritableByteChannel target;
    private TargetKind targetKind;
    private Road road;
    /** Why the copy is used, until the listener has been told. */
    private @Nullable String untoldFallback;

    Itinerary(
            Source source,
            @Nullable Cursor behind,
            WritableByteChannel target,
            @Nullable Landing landing,
            ZeroCopyPolicy policy) {
        this.source = source;
        this.behind = behind;
        this.target = target;
        this.landing = landing;
        this.policy = policy;
        this.targetKind = landing == null ? kindOf(target, policy) : landing.kind();
        this.road = chooseRoad();
        this.untoldFallback = road.whyNot();
        this.tally = new Tally(road.mechanism());
    }

    private static TargetKind kindOf(WritableByteChannel target, ZeroCopyPolicy policy) {
        return TargetKind.of(target, policy, Capabilities.current());
    }

    private Road chooseRoad() {
        return Selection.choose(source.kind(), targetKind, policy, Capabilities.current());
    }

    /** The kernel's road is there, but not safe for this target. */
    void avoidKernel() {
        targetKind = TargetKind.UNSAFE_SOCKET;
        takeRoad();
    }

    Source source() {
        return source;
    }

    @Nullable
    Landing landing() {
        return landing;
    }

    WritableByteChannel target() {
        return target;
    }

    Road road() {
        return road;
    }

    Tally tally() {
        return tally;
    }

    boolean isRequired() {
        return policy == ZeroCopyPolicy.REQUIRE;
    }

    /** Bytes there will be in all; -1 where nobody knows. */
    long totalBytes() {
        if (source.extent() == Source.Extent.UNTIL_END) {
            return -1;
        }
        return tally.totalBytes() + source.remaining() + (behind == null ? 0 : behind.remainingBytes());
    }

    /** As {@link #totalBytes}, of a file the size that it really has. */
    long confirmedBytes() throws IOException {
        source.confirm();
        return totalBytes();
    }

    boolean isDone() {
        return source.remaining() == 0 && (behind == null || behind.isAtEnd());
    }

    /** Goes on with another channel of the caller's as the source. */
    void turnTo(ReadableByteChannel from) {
        if (!source.isFrom(from)) {
            source.turnTo(from);
            takeRoad();
        }
    }

    /** Goes on with another target. */
    void turnTo(WritableByteChannel to) {
        target = to;
        targetKind = kindOf(to, policy);
        takeRoad();
    }

    /** Goes on with the next part; not after the last. */
    void nextPart() throws IOException {
        source.close();
        try {
            source = Objects.requireNonNull(behind, "there is no next part").next();
        } catch (IOException e) {
            throw source.blamed(e);
        }
        takeRoad();
        if (road.direct() != null && hand != null) {
            // Any number of transfers may wait here for slow peers: none keeps the buffer of the bytes before it.
            hand.freeIfEmpty();
        }
    }

    private void takeRoad() {
        road = chooseRoad();
        untoldFallback = road.whyNot();
        tally.expect(road.mechanism());
    }

    /** Goes on, within this part, by the copy, unless that is not wanted. */
    void refuse(Mechanism direct, @Nullable Exception cause) throws TransferException {
        refuse(cause == null ? direct.refusal() : "the kernel's road was refused: " + Wording.why(cause), cause);
    }

    private void refuse(String reason, @Nullable Exception cause) throws TransferException {
        if (isRequired()) {
            String whyNot = road.whyNot();
            String remedy = Probe.remedy(source.kind(), targetKind, road.wanted());
            throw verdict(ending().unavailable(whyNot == null ? reason : whyNot, remedy));
        }
        untoldFallback = reason;
        road = road.refused(reason, cause);
    }

    /** Goes on, to the end, by the copy: the kernel takes no more through a pipe. What is in one is carried on. */
    void refuse(SpliceRefusedException cause) throws TransferException {
        if (isRequired() && tally.totalBytes() + bytesInHand() > 0) {
            throw verdict(ending().failed(cause, carries() ? Side.TARGET : Side.NONE));
        }
        refuse("the kernel's road was refused: " + cause.getMessage(), cause);
    }

    /** As many bytes as a step may be asked for: beyond the end, where what it moves is to tell the size. */
    long mostBytes(@Nullable Mechanism direct, long granted) throws IOException {
        if (direct == null) {
            int piped = hand == null ? 0 : hand.nextPipedBytes();
            return piped == 0 ? granted : Math.min(granted, piped);
        }
        boolean isProof = source.extent() == Source.Extent.AS_LOOKED_AT
                && direct instanceof KernelTransfer
                && granted > source.remaining()
                && !Readiness.answersWhenFull(target);
        if (isProof) {
            return granted;
        }
        source.confirm();
        return Math.min(granted, source.remaining());
    }

    /** Counts bytes where they belong: one write may end a part and reach into the next ones. */
    void moved(TransferMechanism by, long bytes, Observer observer) throws IOException {
        long rest = bytes;
        while (true) {
            long here = Math.min(rest, source.remaining());
            source.advance(here);
            boolean ofFile = source.kind() != SourceKind.BYTES;
            tally.add(ofFile ? by : TransferMechanism.BUFFER_WRITE, here);
            if (ofFile && untoldFallback != null && by == road.copy()) {
                observer.fellBack(this, road.wanted(), by, untoldFallback);
                untoldFallback = null;
            }
            rest -= here;
            if (rest == 0) {
                return;
            }
            nextPart();
        }
    }

    /** The transfer waits outside of its steps: what it carries is to be small then. */
    void willWait(int bufferSizeBytes) {
        hand = Hand.careful(bufferSizeBytes);
    }

    /** Others read from the disk: what is read to go with the bytes before it is to be in memory. */
    void spareTheDisk() {
        if (behind != null) {
            behind.spareTheDisk();
        }
    }

    boolean carries() {
        return hand != null && !hand.isEmpty();
    }

    Hand hand(int bufferSizeBytes) {
        if (hand == null) {
            hand = Hand.bold(bufferSizeBytes);
        }
        return hand;
    }

    /** Takes bytes in hand, of which there are none. */
    int fillHand(long maxBytes, TransferOptions options) throws IOException {
        Hand into = hand(options.bufferSizeBytes());
        if (road.isSpliced() && PipePool.isReady(policy)) {
            try {
                return into.splice(source, Math.min(maxBytes, options.chunkSizeBytes()), policy);
            } catch (SpliceRefusedException e) {
                refuse(e);
                into.freeIfEmpty();
            }
        }
        return into.fill(source, behind, maxBytes);
    }

    /** What the next write of what is in hand goes by; for a copy it is taken out of the pipe, if it is in one. */
    TransferMechanism nextCarriedBy(long maxBytes) throws IOException {
        if (hand == null || hand.nextPipedBytes() == 0) {
            return road.copy();
        }
        if (road.isSpliced()) {
            return TransferMechanism.SPLICE;
        }
        hand.takeOutOfPipe(maxBytes);
        return road.copy();
    }

    /** What a write of what is in hand moved before it threw; once. */
    long takeWritten() {
        return hand == null ? 0 : hand.takeWritten();
    }

    /** A turn of the loop is over: a close of the channels by somebody else is to be seen by their peers. */
    void letGo() {
        if (hand != null) {
            hand.letGo();
        }
    }

    /** Gives back what the transfer does without while nobody calls it. */
    void pause() {
        if (hand != null) {
            hand.pause(source.kind());
        }
    }

    /**
     * Bytes taken from a source that gives each only once, and not taken by the target; those of a failed read, too.
     */
    long bytesInHand() {
        return hand == null || !source.kind().isReceived() ? 0 : hand.remainingBytes() + hand.lostBytes();
    }

    /** Fails if more has come, of a length that nobody knew, than the caller will have. */
    void requireNoLonger(long maxBytes) throws TransferException {
        if (source.isLongerThan(maxBytes, bytesInHand())) {
            throw verdict(ending().tooLong(maxBytes));
        }
    }

    /** Fails if the target has broken its contract. */
    void requireSound(Exception e) throws TransferException {
        if (e instanceof BrokenContractException broken && !source.isFailure(e)) {
            throw verdict(ending().failed(broken, Side.TARGET));
        }
    }

    /** The source has no more. Fails if bytes are missing; else there is no more to come of this part, or still is. */
    void end() throws IOException {
        switch (source.extent()) {
            case UNTIL_END -> source.endHere();
            case AS_LOOKED_AT, AS_ANNOUNCED -> {
                Cancellation.check(target);
                if (source.size() <= source.position()) {
                    throw verdict(ending().truncated());
                }
                // A log that is cut and written on (copytruncate) may have been too short for a moment only.
                boolean hasMore = source.kind().canBeReadAgain() && source.hasByteAtPosition();
                if (!hasMore) {
                    source.endHere();
                }
            }
            case EXACT -> throw verdict(ending().truncated());
        }
    }

    /** How the transfer ends now. */
    Ending ending() {
        long kept = keptBytes();
        return new Ending(
                source,
                behind,
                target,
                landing,
                tally.totalBytes() - kept,
                kept,
                bytesInHand(),
                totalBytes(),
                road.refusal());
    }

    /** Bytes that a target which writes whole blocks has taken, and not written. */
    long keptBytes() {
        if (target instanceof AlignedTarget blocks) {
            return blocks.keptBytes();
        }
        return landing instanceof PositionedFile file ? file.keptBytes() : 0;
    }

    /** Notes the end of this transfer, which {@link #failure} tells from what a target of the caller's threw. */
    <E extends TransferException> E verdict(E end) {
        verdict = end;
        return end;
    }

    /** Tells whether the transfer cannot go on after this exception. */
    boolean isFinal(Exception cause) {
        return cause == verdict || ending().isFinal(cause, hand == null ? 0 : hand.lostBytes());
    }

    /** The exception to throw for one that came out of a step: how far the transfer got, and whose fault it is. */
    TransferException failure(IOException cause, Side otherwise) {
        if (verdict != null && cause == verdict) {
            return verdict;
        }
        if (cause instanceof SourceTruncatedException truncated && source.isFailure(cause)) {
            // A part that was looked at when all before it was about to go out.
            return truncated;
        }
        return ending().failed(cause, otherwise);
    }

    /** For the log, and for messages: such as {@code send of 'file' to 127.0.0.1:8080}. */
    @Override
    public String toString() {
        return Wording.printable(ending().toString());
    }

    /** Gives everything back, and closes what the library opened; the target is not touched. */
    @Override
    public void close() {
        if (hand != null) {
            hand.free();
        }
        source.close();
        if (behind != null) {
            behind.close();
        }
    }
}
