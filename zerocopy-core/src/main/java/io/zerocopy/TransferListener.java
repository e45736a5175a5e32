package io.zerocopy;

/**
 * Told what a transfer does while it runs. All methods do nothing by default.
 *
 * <p>They are called on the transferring thread with no lock held, so a slow listener slows its transfer. A listener
 * that throws never fails a transfer: what it throws is logged once per transfer at WARN and swallowed. One listener
 * may serve many transfers at once if it is thread-safe. It may close the {@link PendingTransfer} that calls it, which
 * takes effect when {@code advance} returns, and must not advance it.
 */
public interface TransferListener {
    /**
     * Bytes have moved. Called after each step; the count never falls and never passes the total.
     *
     * @param transferredBytes bytes accepted by the target so far, in all; for a FileChannel that was opened for DIRECT
     *     as many as 1 MiB of them are not in the file yet
     * @param totalBytes bytes there will be in all, or -1 where that is not known (until end of stream; a size of 0
     *     with content)
     */
    default void onProgress(long transferredBytes, long totalBytes) {}

    /**
     * The transfer copies although it would rather not. Called when {@code to} has moved its first byte, also when the
     * kernel's road was never tried because the pair does not allow it. Not called under {@link ZeroCopyPolicy#AVOID}.
     *
     * @param from the zero-copy mechanism that is not used
     * @param to the mechanism used in its place
     * @param reason why, for a person to read
     */
    default void onFallback(TransferMechanism from, TransferMechanism to, String reason) {}

    /**
     * The transfer is complete. Exactly one of this and {@link #onFailure} is called for a call whose arguments were
     * accepted.
     *
     * @param result what the call returns
     */
    default void onComplete(TransferResult result) {}

    /**
     * The transfer has failed for good.
     *
     * @param failure what the call throws; for a {@link PendingTransfer} that is closed before it is complete, a
     *     {@link TransferException} that says so
     */
    default void onFailure(Throwable failure) {}
}
