package io.zerocopy;

import org.jspecify.annotations.Nullable;

/**
 * The policy is {@link ZeroCopyPolicy#REQUIRE} and there is no zero-copy mechanism for this pair of source and target.
 * The message says why. No byte of the part that it is about has moved.
 */
public final class ZeroCopyUnavailableException extends TransferException {
    private static final long serialVersionUID = 1L;

    ZeroCopyUnavailableException(String message, @Nullable Throwable cause, long bytesTransferred) {
        super(message, cause, bytesTransferred, bytesTransferred, Side.NONE);
    }
}
