package io.zerocopy;

import java.io.IOException;

/** A channel or stream of somebody else's did what its contract rules out: to go on could lose bytes, or never end. */
final class BrokenContractException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContractException(Object culprit, String did) {
        super(culprit.getClass().getName() + did);
    }

    /**
     * What a buffer's position says is what was taken: a count may differ from it (there are TLS channels that count
     * what they encrypted). A count of something while the position says nothing leads nowhere.
     */
    static void requireSoundWrite(Object target, int offered, int claimed, int taken) throws BrokenContractException {
        if (taken < 0 || (taken == 0 && claimed != 0)) {
            throw new BrokenContractException(
                    target, ".write was given " + offered + " bytes, answered " + claimed + " and took " + taken);
        }
    }
}
