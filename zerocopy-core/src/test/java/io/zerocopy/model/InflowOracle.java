package io.zerocopy.model;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import java.util.List;

/** Judges a receive or relay by a byte array and by the rules of the contract alone. */
final class InflowOracle {
    /** The pipe is filled when it is empty, and never asked to take more. */
    private static final long MOST_IN_A_PIPE = 256 * 1024;

    private final InflowCase plan;
    private final FaultPlan fault;
    private final InflowOutcome outcome;
    private final InflowEnding ending;
    private final boolean fired;
    private final Rules rules = new Rules();

    private InflowOracle(InflowCase plan, InflowOutcome outcome) {
        this.plan = plan;
        this.fault = plan.fault();
        this.outcome = outcome;
        this.ending = InflowEnding.of(outcome.failure());
        this.fired = outcome.fault().hasFired();
    }

    /** The rules that were broken; empty if all is well. */
    static List<String> judge(InflowCase plan, InflowOutcome outcome) {
        InflowOracle oracle = new InflowOracle(plan, outcome);
        oracle.rules.addAll(outcome.complaints());
        oracle.judgeContent();
        new EndingRules(plan, outcome, oracle.rules).judge();
        oracle.judgeCounts();
        oracle.judgeWhatIsLeft();
        oracle.judgePeer();
        TransferResult result = outcome.result();
        if (result != null) {
            oracle.judgeResult(result);
        }
        ListenerRules listener = outcome.listener();
        if (listener != null) {
            oracle.judgeListener(listener);
        }
        return oracle.rules.broken();
    }

    private void rule(boolean kept, String otherwise) {
        rules.rule(kept, otherwise);
    }

    private void judgeContent() {
        int difference =
                SourceFiles.firstDifference(outcome.received(), plan.source().position());
        rule(difference < 0, "the byte at " + difference + " is not the source's");
        rule(outcome.received().remaining() <= plan.wantedOf(plan.source().length()), "more than was asked for");
        rule(
                !plan.toPath() || outcome.appeared() == (ending == InflowEnding.COMPLETE),
                "a file has " + (outcome.appeared() ? "" : "not ") + "appeared");
    }

    /** What the caller is told about how far it went: everything read is written or reported. */
    private void judgeCounts() {
        long told = outcome.told();
        long read = outcome.toldRead();
        long given = outcome.given();
        if (told < 0) {
            boolean begun = ending == InflowEnding.THREW_RUNTIME;
            rule(begun || given <= 0, "refused, yet " + given + " bytes were read");
            return;
        }
        // What a liar gave and took back, or denied, nobody can know.
        boolean unknown = given == Inflow.UNKNOWN || outcome.sourceLied();
        rule(unknown ? read <= outcome.there() : read == given, "told that " + read + " were read");
        long mostInHand = Math.max(plan.options().bufferSize(), plan.maySplice() ? MOST_IN_A_PIPE : 0);
        rule(told <= read && read - told <= mostInHand, "told " + told + " of " + read);
        boolean peerGone = fired
                && fault.venue() == FaultPlan.Venue.PEER
                && (fault.kind() == FaultPlan.Kind.PEER_CLOSES || fault.kind() == FaultPlan.Kind.PEER_RESETS);
        boolean lost = peerGone
                || outcome.peerReset()
                || (ending.isByLimit() && plan.target().kind().hasPeer());
        long received = outcome.received().remaining();
        if (!plan.toPath()) {
            // What the kernel accepted and the peer never read cannot be known.
            rule(lost ? received <= told : received == told, "told " + told + ", received " + received);
        }
        boolean endedBySource = ending == InflowEnding.TRUNCATED || (fired && fault.hitsSource());
        boolean inHand = plan.source().givesAndThrows() || ending == InflowEnding.TOO_LONG;
        rule(!endedBySource || inHand || told == read, "the source failed, and " + (read - told) + " bytes are lost");
    }

    /** A TCP peer never takes what the library cut short for the whole. */
    private void judgePeer() {
        if (plan.target().kind() != TargetPlan.Kind.TCP) {
            return;
        }
        PeerEnd end = PeerEnd.CLEAN;
        if (ending.isByLimit()) {
            end = PeerEnd.RESET;
        } else if (fired
                && fault.isFromPeer()
                && (fault.kind() == FaultPlan.Kind.INTERRUPT || fault.kind() == FaultPlan.Kind.CANCEL)) {
            end = ending == InflowEnding.COMPLETE ? PeerEnd.CLEAN : PeerEnd.EITHER;
        } else if (ending == InflowEnding.INTERRUPTED) {
            end = PeerEnd.RESET;
        }
        boolean all =
                outcome.received().remaining() == plan.wantedOf(plan.source().length());
        end.judge(rules, outcome.peerReset(), all);
    }

    private void judgeWhatIsLeft() {
        boolean interruptedNow = fault.kind() == FaultPlan.Kind.INTERRUPTED_BEFORE
                || (fired && fault.kind() == FaultPlan.Kind.INTERRUPT);
        rule(outcome.interrupted() == interruptedNow, "the interrupt flag is " + outcome.interrupted());
        boolean byLimit = ending.isByLimit();
        boolean failedByInterrupt = ending == InflowEnding.INTERRUPTED;
        // The interrupt, or the cancel, may come when the call has looked for the last time, and fails for a reason of
        // its own.
        boolean cancelledNow = fired && fault.kind() == FaultPlan.Kind.CANCEL && ending != InflowEnding.CANCELLED;
        boolean eitherWay = ((interruptedNow && !failedByInterrupt) || cancelledNow) && ending != InflowEnding.COMPLETE;
        boolean insideAStep = fault.isFromPeer() && failedByInterrupt;

        boolean sourceIsFile = plan.source().kind() == InflowPlan.Kind.FILE;
        boolean sourceClosed = closedByFault(fault.hitsSource()) || (!sourceIsFile && (byLimit || failedByInterrupt));
        rule(
                eitherWay || (sourceIsFile && insideAStep) || outcome.sourceOpen() != sourceClosed,
                "the source is left " + (outcome.sourceOpen() ? "open" : "closed"));

        TargetPlan.Kind target = plan.target().kind();
        boolean kept = target == TargetPlan.Kind.POSITIONED_FILE || target == TargetPlan.Kind.PATH;
        boolean targetClosed = closedByFault(fault.hitsTarget())
                || (!kept && failedByInterrupt)
                || (!kept && !target.isFile() && byLimit);
        rule(
                eitherWay || (kept && insideAStep) || outcome.targetOpen() != targetClosed,
                "the target is left " + (outcome.targetOpen() ? "open" : "closed"));
    }

    private boolean closedByFault(boolean hits) {
        boolean happened = fired || fault.kind().isBefore();
        return hits && happened && fault.kind().closes();
    }

    private void judgeResult(TransferResult result) {
        TransferMechanism copy =
                plan.isThroughHeap() ? TransferMechanism.HEAP_COPY : TransferMechanism.DIRECT_BUFFER_COPY;
        long spliced = plan.maySplice() ? result.bytesBy(TransferMechanism.SPLICE) : 0;
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            long expected =
                    mechanism == copy ? result.bytes() - spliced : mechanism == TransferMechanism.SPLICE ? spliced : 0;
            rule(result.bytesBy(mechanism) == expected, result.bytesBy(mechanism) + " bytes by " + mechanism);
        }
        rule(result.isZeroCopy() == (result.bytes() == spliced), "isZeroCopy() " + result.isZeroCopy());
    }

    private void judgeListener(ListenerRules listener) {
        rule(listener.completed() == outcome.result(), "onComplete with what is returned, and only then");
        rule(listener.failed() == outcome.failure(), "onFailure with what is thrown, and only then");
        long told = outcome.told();
        boolean known = told >= 0 || !plan.toPath();
        long moved = told >= 0 ? told : outcome.received().remaining();
        rule(!known || listener.transferred() == moved, "progress ended at " + listener.transferred());
        boolean fallsBack =
                plan.options().policy() == ZeroCopyPolicy.PREFER && listener.transferred() > 0 && !plan.maySplice();
        rule(listener.fallbacks() == (fallsBack ? 1 : 0), listener.fallbacks() + " fallbacks");
    }
}
