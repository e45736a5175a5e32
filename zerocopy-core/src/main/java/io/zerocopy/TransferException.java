package io.zerocopy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A transfer failed after it had begun to work on its channels. The cause is the original exception, where there was
 * one.
 *
 * <p>After a failure past the first byte the target is in the middle of a message: close it.
 */
public class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The side of a transfer that failed. Later versions may add constants. */
    public enum Side {
        /** Reading the file or the source channel failed. */
        SOURCE,
        /** Writing to the target failed, or it was closed. */
        TARGET,
        /** Neither, or not known: the thread was interrupted, or a kernel call that touches both sides failed. */
        NONE
    }

    /** Bytes accepted by the target. */
    private final long bytesTransferred;
    /** Bytes taken from the source. */
    private final long bytesRead;
    /** The side that failed. */
    private final Side side;

    TransferException(String message, @Nullable Throwable cause, long bytesTransferred, long bytesRead, Side side) {
        super(message, cause);
        this.bytesTransferred = bytesTransferred;
        this.bytesRead = bytesRead;
        this.side = side;
    }

    /**
     * Bytes accepted by the target: where a resumed send to the same target goes on. For a socket that is what the
     * kernel took, and the peer may have less: before the rest is sent on a new connection, ask it how much it has.
     * Exact, except for a thread interrupted inside a kernel step (the JDK drops the count), and for an
     * {@code OutputStream} or a {@link ZeroCopyTarget} that threw: then it is a lower bound, off by less than one
     * chunk.
     *
     * @return bytes
     */
    public final long bytesTransferred() {
        return bytesTransferred;
    }

    /**
     * Bytes taken from the source. Equal to {@link #bytesTransferred()} when the source is a file, which can be read
     * again; larger by what was in hand when a receive or relay failed.
     *
     * @return bytes
     */
    public final long bytesRead() {
        return bytesRead;
    }

    /**
     * The side that failed.
     *
     * @return the side
     */
    public final Side side() {
        return side;
    }
}
