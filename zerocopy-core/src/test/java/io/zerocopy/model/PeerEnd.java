package io.zerocopy.model;

/** How a TCP peer may see its connection end, which depends on who ends it. */
enum PeerEnd {
    /** The library does: a reset, unless the peer has got all. */
    RESET,
    /** The JDK does by itself, inside a call that is interrupted; or somebody closes it beside the library. */
    EITHER,
    /** The application does, when the call is over. */
    CLEAN;

    void judge(Rules rules, boolean wasReset, boolean hasAll) {
        rules.rule(this != RESET || wasReset || hasAll, "the peer sees a clean end of what is not whole");
        rules.rule(this != CLEAN || !wasReset, "the peer is reset although the library had no reason");
    }
}
