package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;

/** Says what may happen to a real socket or pipe at any moment of a step. */
final class FaultsOfPeers {
    private static final int FIRST_JDK_THAT_HOLDS_THE_TARGET = 22;

    private FaultsOfPeers() {}

    static FaultPlan.Kind choose(Dice dice, TargetPlan target, OptionsPlan options) {
        FaultPlan.Kind kind = dice.oneOf(
                FaultPlan.Kind.PEER_CLOSES,
                FaultPlan.Kind.PEER_RESETS,
                FaultPlan.Kind.INTERRUPT,
                FaultPlan.Kind.INTERRUPT,
                FaultPlan.Kind.CANCEL,
                FaultPlan.Kind.CANCEL,
                FaultPlan.Kind.CLOSE,
                FaultPlan.Kind.SHUTDOWN_OUTPUT);
        if (kind == FaultPlan.Kind.CLOSE && !mayBeClosed(target, options)) {
            return FaultPlan.Kind.SHUTDOWN_OUTPUT;
        }
        if (kind == FaultPlan.Kind.SHUTDOWN_OUTPUT && !target.kind().isSocket()) {
            return FaultPlan.Kind.CLOSE;
        }
        return kind;
    }

    /** JDK-8310902: before 22 a blocking socket must not be closed under a running transferTo. */
    private static boolean mayBeClosed(TargetPlan target, OptionsPlan options) {
        return Runtime.version().feature() >= FIRST_JDK_THAT_HOLDS_THE_TARGET
                || !target.kind().isSocket()
                || !target.blocking()
                || options.policy() == ZeroCopyPolicy.AVOID;
    }
}
