package io.zerocopy;

import java.io.IOException;

/** A channel or stream of somebody else's did what its contract rules out: to go on could lose bytes, or never end. */
final class BrokenContractException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContractException(Object culprit, String did) {
        super(culprit.getClass().getName() + did);
    }

    /**
     * What a buffer's position says is what was taken. A count may differ from it (a TLS channel counts what it
     * encrypted), but not so that nobody knows whether bytes are gone.
     */
    static void requireSoundWrite(Object target, int offered, int claimed, int taken) throws BrokenContractException {
        if (claimed < 0 || claimed > offered || (claimed > 0 && taken == 0)) {
            throw new BrokenContractException(
                    target, ".write was given " + offered + " bytes, answered " + claimed + " and took " + taken);
        }
    }
}
