package io.zerocopy.model;

import java.io.IOException;

/** Something that happens once, when a number of bytes is reached, unless the call has returned by then. */
final class Trigger {
    /** What happens. */
    interface Action {
        void happenAt(long bytes) throws IOException;
    }

    private static final long NOT_YET = -1;

    private final long at;
    private final Action action;
    private boolean armed = true;
    private long firedAt = NOT_YET;

    Trigger(long at, Action action) {
        this.at = at;
        this.action = action;
    }

    /** One that never happens. */
    static Trigger never() {
        return new Trigger(Long.MAX_VALUE, bytes -> {});
    }

    /** Tells how far the transfer is; may throw what the action throws. */
    synchronized void reached(long bytes) throws IOException {
        if (armed && bytes >= at) {
            armed = false;
            firedAt = bytes;
            action.happenAt(bytes);
        }
    }

    /** How many bytes may still pass before it happens. */
    synchronized long distance(long bytes) {
        return armed ? at - bytes : Long.MAX_VALUE;
    }

    /** From now on it does not happen any more. */
    synchronized void disarm() {
        armed = false;
    }

    synchronized boolean hasFired() {
        return firedAt != NOT_YET;
    }

    /** The bytes at which it happened. */
    synchronized long firedAt() {
        return firedAt;
    }
}
