package io.zerocopy.model;

/**
 * What goes wrong in a case, and when.
 *
 * @param at bytes that the venue has seen when it happens
 */
record FaultPlan(Kind kind, Venue venue, long at) {
    enum Kind {
        NONE,
        /** The target's write throws an IOException, having taken part of the buffer. */
        THROWS_IO,
        /** The same with a RuntimeException. */
        THROWS_RUNTIME,
        /** The target closes itself, and its write returns. */
        CLOSES_ITSELF,
        /** The target closes itself, and its write throws. */
        CLOSES_AND_THROWS,
        /** The sending thread is interrupted. */
        INTERRUPT,
        /** Somebody closes the target. */
        CLOSE,
        /** Somebody shuts down the target's output. */
        SHUTDOWN_OUTPUT,
        PEER_CLOSES,
        PEER_RESETS,
        INTERRUPTED_BEFORE,
        CLOSED_BEFORE;

        boolean isThrow() {
            return this == THROWS_IO || this == THROWS_RUNTIME;
        }

        boolean closesTarget() {
            return this == CLOSES_ITSELF || this == CLOSES_AND_THROWS || this == CLOSE;
        }
    }

    enum Venue {
        /** Inside a call of the target's, on the sending thread: at that very byte. */
        TARGET,
        /** Inside onProgress, on the sending thread: between two steps. */
        LISTENER,
        /** On the peer's thread, at any moment of a step. */
        PEER
    }

    static final FaultPlan NONE = new FaultPlan(Kind.NONE, Venue.TARGET, 0);

    boolean isFromPeer() {
        return venue == Venue.PEER && kind != Kind.NONE;
    }
}
