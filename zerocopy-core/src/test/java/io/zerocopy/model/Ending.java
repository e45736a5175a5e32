package io.zerocopy.model;

import org.jspecify.annotations.Nullable;

/** Where a payload must come to its end: all of it, or the first byte that is in no file. */
final class Ending {
    private final PayloadPlan payload;
    private final @Nullable CutPlan cut;
    private final boolean hasBeenCut;
    private final long mostReadAhead;

    Ending(PayloadPlan payload, @Nullable CutPlan cut, boolean hasBeenCut, long mostReadAhead) {
        this.payload = payload;
        this.cut = cut;
        this.hasBeenCut = hasBeenCut;
        this.mostReadAhead = mostReadAhead;
    }

    /** Tells whether the send may say at this byte that the file is too short. */
    boolean mayBeTruncatedAt(long place) {
        return takesPlace() && place >= leastPlace() && place <= mostPlace() && place < end();
    }

    /** Tells whether bytes from this one on may arrive at all. */
    boolean mayReach(long place) {
        return !takesPlace() || place <= mostPlace() || mostPlace() >= end();
    }

    /** Tells whether the send must fail before its first byte. */
    boolean isMissedBeforeTheSend() {
        boolean wasCut = cut != null && cut.beforeTheSend() && takesPlace();
        return wasCut || payload.firstMissing() < payload.count();
    }

    /** Tells whether the cut took something that had not been sent. */
    private boolean takesPlace() {
        return cut != null && hasBeenCut && gap() < end() && end() > 0 && cut.at() < end();
    }

    private long leastPlace() {
        return cut == null ? 0 : Math.max(cut.at(), gap());
    }

    private long mostPlace() {
        return cut == null ? 0 : Math.max(gap(), cut.at() + mostReadAhead);
    }

    /** The first byte that the cut took. */
    private long gap() {
        return cut == null ? end() : Math.max(0, payload.placeInChangingFile(cut.newSize()));
    }

    /** The end of the part whose file is cut, or of the slice in it. */
    private long end() {
        return Math.min(payload.count(), payload.endOfChangingFile());
    }
}
