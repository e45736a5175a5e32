package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;

/** How a TCP peer may see its connection end, which depends on who ends it. */
enum PeerEnd {
    /** The library does: a reset, unless the peer has got all. */
    RESET,
    /** The JDK does by itself, inside a call that is interrupted; or somebody closes it beside the library. */
    EITHER,
    /** The application does, when the call is over. */
    CLEAN;

    private static final int FIRST_JDK_THAT_HOLDS_THE_TARGET = 22;

    /** Of a blocking call that the library ended. */
    static PeerEnd ofLibrary(TargetPlan target, ZeroCopyPolicy policy) {
        // A stream's own close is all there is for what it hides.
        return ExpectedRoad.isHidden(target.kind(), policy) ? EITHER : RESET;
    }

    /** Of a blocking call whose steps may be the kernel's, and that was cancelled while its peer reads. */
    static PeerEnd ofCancelled(TargetPlan target, ZeroCopyPolicy policy) {
        // A kernel step is freed by a FIN there, and the reset comes when it is back: the peer may be faster.
        boolean byFin = Runtime.version().feature() < FIRST_JDK_THAT_HOLDS_THE_TARGET
                && policy != ZeroCopyPolicy.AVOID
                && target.blocking()
                && !target.virtual();
        return byFin ? EITHER : ofLibrary(target, policy);
    }

    void judge(Rules rules, boolean wasReset, boolean hasAll) {
        rules.rule(this != RESET || wasReset || hasAll, "the peer sees a clean end of what is not whole");
        rules.rule(this != CLEAN || !wasReset, "the peer is reset although the library had no reason");
    }
}
