package io.zerocopy.model;

import io.zerocopy.testkit.WriteLie;
import org.jspecify.annotations.Nullable;

/**
 * How willingly a scripted channel takes bytes.
 *
 * @param takesFiles whether it declares itself a ZeroCopyTarget
 * @param largestPiece most bytes taken by a call
 * @param zeroPercent how often a call takes nothing, until {@code mostZeros} have
 * @param throwPercent how often a call throws when it has taken its piece, which may be nothing
 * @param closePercent how often the channel closes itself when it has taken its piece
 * @param notHerePercent how often a ZeroCopyTarget wants its bytes written
 * @param lie what the channel does now and then instead of a write, if it is not honest
 */
record SinkPlan(
        boolean takesFiles,
        int largestPiece,
        int zeroPercent,
        int mostZeros,
        int throwPercent,
        int closePercent,
        int notHerePercent,
        @Nullable WriteLie lie) {
    /** For a blocking send, which parks at each zero; its faults come by a {@link FaultPlan}. */
    static SinkPlan of(TargetPlan target) {
        return new SinkPlan(false, target.largestPiece(), target.zeroPercent(), 5, 0, 0, 0, target.lie());
    }
}
