package io.zerocopy.model;

/**
 * What goes wrong in a case, and when.
 *
 * @param at bytes that the venue has seen when it happens
 */
record FaultPlan(Kind kind, Venue venue, long at) {
    enum Kind {
        NONE,
        /** The target's write (the source's read) throws an IOException, having taken (given) part of the buffer. */
        THROWS_IO,
        /** The same with a RuntimeException. */
        THROWS_RUNTIME,
        /** The target, or the source, closes itself, and its call returns. */
        CLOSES_ITSELF,
        /** The same, and its call throws. */
        CLOSES_AND_THROWS,
        /** The sending thread is interrupted. */
        INTERRUPT,
        /** The conversation of the transfer is cancelled. */
        CANCEL,
        /** Somebody closes the target. */
        CLOSE,
        /** Somebody closes the source. */
        CLOSE_SOURCE,
        /** Somebody shuts down the target's output. */
        SHUTDOWN_OUTPUT,
        PEER_CLOSES,
        PEER_RESETS,
        INTERRUPTED_BEFORE,
        CLOSED_BEFORE,
        SOURCE_CLOSED_BEFORE;

        boolean isThrow() {
            return this == THROWS_IO || this == THROWS_RUNTIME;
        }

        /** Whether the call itself throws in which it happens. */
        boolean throwsFromTheCall() {
            return isThrow() || this == CLOSES_AND_THROWS;
        }

        /** Whether it happens before the call, and not at a byte. */
        boolean isBefore() {
            return this == INTERRUPTED_BEFORE || this == CLOSED_BEFORE || this == SOURCE_CLOSED_BEFORE;
        }

        /** Whether one of the two ends is closed for it. */
        boolean closes() {
            return closesTarget() || this == CLOSE_SOURCE || this == CLOSED_BEFORE || this == SOURCE_CLOSED_BEFORE;
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
        PEER,
        /** Inside a call of the source's, on the transferring thread: at that very byte. */
        SOURCE,
        /** On the thread of the source's peer, at any moment of a step. */
        SOURCE_PEER
    }

    static final FaultPlan NONE = new FaultPlan(Kind.NONE, Venue.TARGET, 0);

    boolean isFromPeer() {
        return (venue == Venue.PEER || venue == Venue.SOURCE_PEER) && kind != Kind.NONE;
    }

    boolean isInterrupt() {
        return kind == Kind.INTERRUPT || kind == Kind.INTERRUPTED_BEFORE;
    }

    /** Whether it is about neither end. */
    private boolean hitsNone() {
        return kind == Kind.NONE || kind == Kind.CANCEL || isInterrupt();
    }

    boolean hitsSource() {
        if (kind == Kind.CLOSE_SOURCE || kind == Kind.SOURCE_CLOSED_BEFORE) {
            return true;
        }
        return (venue == Venue.SOURCE || venue == Venue.SOURCE_PEER) && !hitsNone();
    }

    boolean hitsTarget() {
        return !hitsNone() && !hitsSource();
    }
}
