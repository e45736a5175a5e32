package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Says in an exception how a transfer ended: how far it got, between what, and which side failed. Made only when one
 * has.
 *
 * @param landing what the target is part of, where the caller gave no channel
 * @param bytesInHand taken from the source and not by the target
 * @param totalBytes -1 where nobody knows
 * @param refusal what the kernel's road threw before, where it was refused
 */
record Ending(
        Source source,
        WritableByteChannel target,
        @Nullable Landing landing,
        long movedBytes,
        long bytesInHand,
        long totalBytes,
        @Nullable Exception refusal) {

    ZeroCopyUnavailableException unavailable(String reason) {
        return new ZeroCopyUnavailableException(
                "no zero-copy road for " + source.describe() + " to " + describeTarget() + ": " + reason + progress(),
                refusal,
                movedBytes);
    }

    SourceTruncatedException truncated() {
        return new SourceTruncatedException(
                source.describe() + " ended at byte " + source.position() + progress(), refusal, movedBytes);
    }

    TransferException tooLong(long maxBytes) {
        return new TransferException(
                source.describe() + " has more than the " + maxBytes + " bytes allowed" + progress(),
                null,
                movedBytes,
                readBytes(),
                Side.SOURCE);
    }

    TransferTimeoutException outOfTime(Pace pace, Pace.Expiry expiry, Side side) {
        return new TransferTimeoutException(
                describe() + " timed out" + progress() + ": " + pace.describe(expiry, side),
                movedBytes,
                readBytes(),
                side,
                expiry);
    }

    TransferException cancelled() {
        return new TransferException(
                describe() + " was cancelled with its conversation" + progress(),
                null,
                movedBytes,
                readBytes(),
                Side.NONE);
    }

    /** Tells whether an exception is about the source rather than the target. */
    boolean isOfSource(IOException cause) {
        return source.isFailure(cause) || !source.isOpen();
    }

    /**
     * Tells whether a transfer that could go on cannot after this exception. What a channel of the caller's threw is
     * the caller's to judge, unless bytes are gone with it, or it cannot be believed.
     */
    boolean isFinal(Exception cause, int lostBytes) {
        if (!source.kind().isReceived()) {
            return cause instanceof IOException e && isOfSource(e);
        }
        if (source.isFailure(cause)) {
            return lostBytes > 0 || cause instanceof BrokenContractException;
        }
        // Of a file that is being made: it is ours, and what an unexpected exception did to it nobody knows.
        boolean isBetweenCalls = cause instanceof ClosedByInterruptException && target.isOpen();
        return landing != null && !isBetweenCalls;
    }

    /** For an exception that no channel should throw. */
    TransferException failed(RuntimeException cause) {
        IOException told = new IOException(cause.toString(), cause);
        return failed(source.isFailure(cause) ? source.blamed(told) : told, Side.TARGET);
    }

    /** For a failure of which {@code otherwise} is to blame, unless it was an interrupt or the source. */
    TransferException failed(IOException cause, Side otherwise) {
        boolean interrupted = cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted();
        Side side = interrupted ? Side.NONE : isOfSource(cause) ? Side.SOURCE : otherwise;
        if (refusal != null && refusal != cause) {
            cause.addSuppressed(refusal);
        }
        String where = switch (side) {
            case SOURCE -> "reading " + source.describe();
            case TARGET -> "writing to " + describeTarget();
            case NONE -> describe();
        };
        return new TransferException(
                where + " failed" + progress() + ": " + cause, cause, movedBytes, readBytes(), side);
    }

    /** All bytes were there, and yet there is no file. */
    static TransferException notInPlace(Landing landing, long bytes, IOException cause) {
        Side side = cause instanceof ClosedByInterruptException ? Side.NONE : Side.TARGET;
        return new TransferException(
                landing + " could not be put in place after " + bytes + " bytes: " + cause, cause, bytes, bytes, side);
    }

    private long readBytes() {
        return movedBytes + bytesInHand;
    }

    private String describe() {
        return "the transfer of " + source.describe() + " to " + describeTarget();
    }

    private String describeTarget() {
        if (landing != null) {
            return landing.toString();
        }
        return target instanceof StreamTarget
                ? target.toString()
                : target.getClass().getName();
    }

    private String progress() {
        return totalBytes < 0
                ? " after " + movedBytes + " bytes"
                : " after " + movedBytes + " of " + totalBytes + " bytes";
    }
}
