package io.zerocopy.model;

import io.zerocopy.TransferException.Side;
import io.zerocopy.model.FaultPlan.Kind;

/**
 * The rules of how a receive or relay may end: each way needs its reason, and what happened on the calling thread must
 * have its way. What another thread does comes at any moment, when the call may be over but for its return: then each
 * way that has a reason is right.
 */
final class EndingRules {
    private final InflowCase plan;
    private final FaultPlan fault;
    private final InflowOutcome outcome;
    private final InflowEnding ending;
    private final boolean fired;
    private final Rules rules;

    EndingRules(InflowCase plan, InflowOutcome outcome, Rules rules) {
        this.plan = plan;
        this.fault = plan.fault();
        this.outcome = outcome;
        this.ending = InflowEnding.of(outcome.failure());
        this.fired = outcome.fault().hasFired();
        this.rules = rules;
    }

    void judge() {
        rules.rule(hasReason(), "no reason to end so: " + ending);
        rules.rule(isDecidedByFault(), "the fault must decide, and not " + ending);
        rules.rule(
                !outcome.stood() || plan.limits() != Limits.STALL_AT_ONCE || ending == InflowEnding.STALLED,
                "no stall although nothing moved twice");
        boolean lied = outcome.sourceLied() || outcome.targetLied();
        rules.rule(!lied || ending == InflowEnding.LIED, "told what cannot be, and not " + ending);
        Side side = outcome.side();
        rules.rule(side == null || side == expectedSide() || isOutOfTime(), "the side is " + side);
        boolean interrupted =
                fired && (fault.kind() == Kind.INTERRUPT || fault.kind() == Kind.CANCEL) && outcome.movedAtFault() >= 0;
        rules.rule(
                !interrupted || outcome.received().remaining() == outcome.movedAtFault(),
                "went on after the interrupt, or the cancel");
    }

    private boolean isOutOfTime() {
        return ending == InflowEnding.STALLED || ending == InflowEnding.OUT_OF_TIME;
    }

    private Side expectedSide() {
        return switch (ending) {
            case TRUNCATED, TOO_LONG -> Side.SOURCE;
            case LIED -> outcome.sourceLied() ? Side.SOURCE : Side.TARGET;
            case THREW, CLOSED, BROKEN -> fault.hitsSource() ? Side.SOURCE : Side.TARGET;
            default -> Side.NONE;
        };
    }

    private boolean hasReason() {
        long there = outcome.there();
        long told = outcome.told();
        Kind kind = fault.kind();
        return switch (ending) {
            case COMPLETE -> mayBeComplete();
            case CLOSED_ALREADY ->
                kind == Kind.CLOSED_BEFORE
                        || kind == Kind.SOURCE_CLOSED_BEFORE
                        || (fired && fault.isFromPeer() && kind.closes());
            case REFUSED -> plan.isTargetRefused();
            case NO_ROAD -> plan.isRoadRefused() && told == 0 && outcome.toldRead() == 0;
            case TRUNCATED ->
                !plan.untilEnd() && (wasReset() ? told < plan.count() : (told == there && there < plan.count()));
            case TOO_LONG ->
                plan.untilEnd()
                        && there > plan.maxBytes()
                        && told <= plan.maxBytes()
                        && outcome.toldRead() > plan.maxBytes();
            case STALLED -> plan.limits() == Limits.STALL_AT_ONCE;
            case OUT_OF_TIME -> plan.limits() == Limits.TIMEOUT_AT_ONCE && told == 0 && outcome.toldRead() == 0;
            case INTERRUPTED -> kind == Kind.INTERRUPTED_BEFORE || (fired && kind == Kind.INTERRUPT);
            case CANCELLED -> fired && kind == Kind.CANCEL;
            case LIED -> outcome.sourceLied() || outcome.targetLied();
            case THREW -> fired && kind == Kind.THROWS_IO;
            case THREW_RUNTIME -> fired && kind == Kind.THROWS_RUNTIME;
            case CLOSED -> fired && (kind.closes() || kind == Kind.SHUTDOWN_OUTPUT);
            case BROKEN ->
                fired && (kind == Kind.PEER_CLOSES || kind == Kind.PEER_RESETS || kind == Kind.SHUTDOWN_OUTPUT);
            case UNKNOWN -> false;
        };
    }

    private boolean mayBeComplete() {
        long there = outcome.there();
        boolean all = (wasReset() && plan.untilEnd())
                ? outcome.told() <= there
                : outcome.told() == plan.wantedOf(there) && plan.wantedOf(there) <= there;
        boolean tooLong = plan.untilEnd() && there > plan.maxBytes();
        boolean outOfTime = plan.limits() == Limits.TIMEOUT_AT_ONCE && plan.count() != 0;
        return all && !tooLong && !outOfTime && !plan.isRoadRefused() && !plan.isTargetRefused();
    }

    private boolean wasReset() {
        return fired && fault.hitsSource() && fault.kind() == Kind.PEER_RESETS;
    }

    /** What happened on the calling thread is seen before the next call into a channel. */
    private boolean isDecidedByFault() {
        if (fault.kind().isBefore()) {
            return isDecidedBefore();
        }
        if (!fired || fault.isFromPeer()) {
            return true;
        }
        // What came with the fault was one byte too many, or none was missing any more.
        boolean own = ending == InflowEnding.COMPLETE
                || (ending == InflowEnding.TOO_LONG && fault.venue() == FaultPlan.Venue.SOURCE);
        return switch (fault.kind()) {
            case THROWS_IO -> ending == InflowEnding.THREW;
            case THROWS_RUNTIME -> ending == InflowEnding.THREW_RUNTIME;
            case CLOSES_AND_THROWS -> ending == InflowEnding.CLOSED;
            case INTERRUPT -> ending == InflowEnding.INTERRUPTED || own;
            case CANCEL -> ending == InflowEnding.CANCELLED || own;
            case CLOSES_ITSELF, CLOSE, CLOSE_SOURCE ->
                // A close of the target is noticed at the next byte to be written, and there may be none.
                ending == InflowEnding.CLOSED || own || (fault.hitsTarget() && ending == InflowEnding.TRUNCATED);
            default -> false;
        };
    }

    private boolean isDecidedBefore() {
        if (fault.kind() == Kind.INTERRUPTED_BEFORE) {
            return ending == InflowEnding.INTERRUPTED || plan.count() == 0;
        }
        return ending == InflowEnding.CLOSED_ALREADY || ending == InflowEnding.REFUSED;
    }
}
