package io.zerocopy;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Moves bytes from a source to a target without carrying them through this process, one bounded step at a time. A
 * mechanism has no state of its own, never waits for readiness, and knows nothing of time or progress: those are the
 * loop's ({@link Transfer}). What no mechanism moves is {@link Carried}.
 */
interface Mechanism {
    /** The target takes nothing now. */
    long TARGET_NOT_READY = 0;
    /** The source has no more at this position. */
    long END = -1;
    /** This step moved nothing and took nothing; the copy may repeat it at that very byte. */
    long REFUSED = -2;

    /** What its bytes are counted as. */
    TransferMechanism counted();

    /** Why a step was refused that threw nothing. */
    String refusal();

    /**
     * Makes one step from where the source stands. The source is not moved: the loop does that with what is returned.
     *
     * @param maxBytes at least 1
     * @return bytes moved, or one of the constants
     * @throws IOException if the step failed; then it moved nothing
     */
    long step(Source source, WritableByteChannel target, long maxBytes) throws IOException;
}
