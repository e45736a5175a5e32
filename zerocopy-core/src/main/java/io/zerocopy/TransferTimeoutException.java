package io.zerocopy;

/**
 * A transfer ran out of time: a peer took or gave nothing for the stall timeout, or the whole took longer than the
 * timeout. Time in the disk or in the transfer's own rate limit is no stall.
 *
 * <p>A blocking call has closed its target, and the source of a receive or relay: a TCP connection with a reset, so
 * that no peer takes a truncated stream for a whole one. Of a {@link ZeroCopyTarget} that is the socket that it names,
 * or was seen to forward to. A FileChannel stays open. What is not the JDK's own is closed by a thread of its own,
 * perhaps a moment later. Where a TCP peer may see a clean end all the same is said at {@link ZeroCopyTransfer#send(
 * java.nio.file.Path, java.nio.channels.WritableByteChannel, TransferOptions)}. A {@link PendingTransfer} leaves its
 * channels to the caller, who ends a TCP connection by a reset: SO_LINGER 0, then close, which takes effect when the
 * selector that it is registered with selects next.
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
