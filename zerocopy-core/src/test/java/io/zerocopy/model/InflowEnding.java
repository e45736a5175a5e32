package io.zerocopy.model;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyUnavailableException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** The ways in which a receive, relay or copy may end, told from each other by what it threw alone. */
enum InflowEnding {
    COMPLETE,
    /** Refused before it began: a channel was closed already. */
    CLOSED_ALREADY,
    /** Refused before it began, by what the file system has there. */
    REFUSED,
    NO_ROAD,
    TRUNCATED,
    TOO_LONG,
    STALLED,
    OUT_OF_TIME,
    INTERRUPTED,
    CANCELLED,
    /** One of the channels threw an IOException by itself. */
    THREW,
    THREW_RUNTIME,
    /** One of the channels was closed meanwhile. */
    CLOSED,
    /** One of the channels claimed what cannot be. */
    LIED,
    /** What the system says when a peer has gone. */
    BROKEN,
    UNKNOWN;

    /** Whether the library has ended the use of both ends by itself. */
    boolean isByLimit() {
        return this == STALLED || this == OUT_OF_TIME || this == CANCELLED;
    }

    static InflowEnding of(@Nullable Throwable failure) {
        if (failure == null) {
            return COMPLETE;
        } else if (failure instanceof ZeroCopyUnavailableException) {
            return NO_ROAD;
        } else if (failure instanceof SourceTruncatedException) {
            return TRUNCATED;
        } else if (failure instanceof TransferTimeoutException late) {
            return late.isStall() ? STALLED : OUT_OF_TIME;
        } else if (Cancelled.isToldBy(failure)) {
            return CANCELLED;
        } else if (Lies.areTold(failure, Side.SOURCE) || Lies.areTold(failure, Side.TARGET)) {
            return LIED;
        } else if (failure instanceof TransferException known) {
            return byCause(known.getCause());
        } else if (failure instanceof PlannedFailure.Unchecked) {
            return THREW_RUNTIME;
        } else if (failure instanceof FileSystemException) {
            return REFUSED;
        }
        return Oracle.isClosedBefore(failure) ? CLOSED_ALREADY : UNKNOWN;
    }

    private static InflowEnding byCause(@Nullable Throwable cause) {
        if (cause == null) {
            return TOO_LONG;
        } else if (cause instanceof ClosedByInterruptException) {
            return INTERRUPTED;
        } else if (cause instanceof PlannedFailure.Checked) {
            return THREW;
        }
        return cause instanceof ClosedChannelException ? CLOSED : BROKEN;
    }
}
