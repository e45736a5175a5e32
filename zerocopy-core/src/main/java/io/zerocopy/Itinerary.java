package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one transfer moves: the part that is being moved and those behind it, where they go, by which road, and how far
 * they have come.
 */
final class Itinerary implements Closeable {
    private final ZeroCopyPolicy policy;
    private final @Nullable Cursor behind;
    /** What the target is part of, where the caller gave no channel. */
    private final @Nullable Landing landing;

    private final Tally tally;
    /** Why the kernel's road is not to be taken, if so. */
    private @Nullable String kernelIsBarred;

    private Source source;
    private WritableByteChannel target;
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
        this.road = chooseRoad();
        this.untoldFallback = road.whyNot();
        this.tally = new Tally(road.mechanism());
    }

    private Road chooseRoad() {
        Capabilities capabilities = Capabilities.current();
        Road road = Selection.choose(source.kind(), TargetKind.of(target, capabilities), policy, capabilities);
        return kernelIsBarred == null || !road.mechanism().isZeroCopy() ? road : road.refused(kernelIsBarred, null);
    }

    /** The kernel's road is there, but not safe for this target. */
    void avoidKernel(String reason) {
        kernelIsBarred = reason;
        takeRoad();
    }

    Source source() {
        return source;
    }

    @Nullable
    Cursor behind() {
        return behind;
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

    boolean isDone() {
        return source.remaining() == 0 && (behind == null || behind.isAtEnd());
    }

    /** Goes on with another target. */
    void turnTo(WritableByteChannel to) {
        target = to;
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
    }

    private void takeRoad() {
        road = chooseRoad();
        untoldFallback = road.whyNot();
    }

    /** Goes on, within this part, by the copy. */
    void refused(String reason, @Nullable Exception cause) {
        untoldFallback = reason;
        road = road.refused(reason, cause);
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
                observer.fellBack(source.describe(), road.wanted(), by, untoldFallback);
                untoldFallback = null;
            }
            rest -= here;
            if (rest == 0) {
                return;
            }
            nextPart();
        }
    }

    /** How the transfer ends now; {@code bytesInHand} have been taken from the source and not by the target. */
    Ending ending(long bytesInHand) {
        return new Ending(source, target, landing, tally.totalBytes(), bytesInHand, totalBytes(), road.refusal());
    }

    /** Closes what the library opened; the target is not touched. */
    @Override
    public void close() {
        source.close();
        if (behind != null) {
            behind.close();
        }
    }
}
