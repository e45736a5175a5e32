package io.zerocopy;

import java.io.IOException;

/** A channel or stream of somebody else's did what its contract rules out: to go on could lose bytes, or never end. */
final class BrokenContractException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContractException(Object culprit, String did) {
        super(culprit.getClass().getName() + did);
    }
}
