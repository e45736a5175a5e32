package io.zerocopy.soak;

/** What happens to a job in the middle. */
enum Fault {
    NONE,
    /** Who takes the bytes goes, by a reset where there is one. */
    TAKER_GOES,
    /** Who gives the bytes goes: a reset, or an end too early. */
    GIVER_GOES,
    /** A peer gives or takes nothing any more, and the stall timeout ends it. */
    SILENCE,
    /** The file gets shorter. */
    CUT,
    INTERRUPT,
    /** Another thread closes a channel of the call; a pending transfer is closed by its loop. */
    CLOSE,
    CANCEL;

    /** Whether it may happen there: what the contract forbids is left out. */
    boolean suits(Road road, boolean mayClose) {
        return switch (this) {
            case NONE, CANCEL -> true;
            case TAKER_GOES -> road.writesWire();
            case GIVER_GOES -> road.readsWire();
            case SILENCE -> road != Road.COPY;
            case CUT -> road.readsFile();
            case INTERRUPT -> !road.isPending();
            case CLOSE -> road != Road.COPY && mayClose;
        };
    }
}
