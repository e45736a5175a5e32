package io.zerocopy;

import org.jspecify.annotations.Nullable;

/**
 * The source ended, or was cut while it was read, before the bytes asked for were there. What was there has been sent:
 * {@link #bytesTransferred()} is exact.
 */
public final class SourceTruncatedException extends TransferException {
    private static final long serialVersionUID = 1L;

    SourceTruncatedException(String message, @Nullable Throwable cause, long bytesTransferred, long bytesRead) {
        super(message, cause, bytesTransferred, bytesRead, Side.SOURCE);
    }
}
