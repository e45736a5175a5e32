package io.zerocopy;

import io.zerocopy.linux.SystemCalls;
import java.io.IOException;

/**
 * The kernel refused a call on the way through a pipe. Nothing that was taken is lost, so the copy goes on at that very
 * byte; what is wrong with a peer or a disk, its own exception says.
 */
final class SpliceRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    SpliceRefusedException(String message) {
        super(message);
    }

    /** For a call that answered an errno. */
    static SpliceRefusedException of(String call, long errno) {
        return new SpliceRefusedException(call + ": " + SystemCalls.errnoName((int) errno));
    }
}
