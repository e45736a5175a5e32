package io.zerocopy;

/**
 * A transfer ran out of time: a peer took or gave nothing for the stall timeout, or the whole took longer than the
 * timeout. A blocking call has closed its target, a TCP connection with a reset, so that no peer takes the truncated
 * stream for a whole one; so has it the source of a receive or relay. Two targets differ: a FileChannel stays open, and
 * one that is neither a socket nor a pipe is closed by a thread of its own, perhaps a moment later. Of a
 * {@link ZeroCopyTarget} the socket is closed that it waits on, where it names one. A {@link PendingSend} leaves its
 * target to the caller.
 */
public final class TransferTimeoutException extends TransferException {
    private static final long serialVersionUID = 1L;

    /** What ran out. */
    private final boolean stall;

    TransferTimeoutException(String message, long bytesTransferred, long bytesRead, Side side, Pace.Expiry expiry) {
        super(message, null, bytesTransferred, bytesRead, side);
        this.stall = expiry == Pace.Expiry.STALL;
    }

    /**
     * Tells which limit ran out.
     *
     * @return true for the stall timeout, false for the timeout of the whole transfer
     */
    public boolean isStall() {
        return stall;
    }
}
