package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Says in an exception how a transfer ended: what went from where to whom, how far it got, why, and what is to be done.
 * Made only when one has.
 *
 * @param payload what the source is a part of; null where it is all
 * @param landing what the target is part of, where the caller gave no channel
 * @param movedBytes in the target
 * @param keptBytes taken by a target that writes whole blocks, and not written
 * @param bytesInHand taken from a source that gives each byte once, and not by the target
 * @param totalBytes -1 where nobody knows
 * @param refusal what the kernel's road threw before, where it was refused
 */
record Ending(
        Source source,
        @Nullable Cursor payload,
        WritableByteChannel target,
        @Nullable Landing landing,
        long movedBytes,
        long keptBytes,
        long bytesInHand,
        long totalBytes,
        @Nullable Exception refusal) {

    private static final String FAILED = " failed after ";
    private static final String A_PART_ONLY = "The target has a part only: close it if it is still open";

    ZeroCopyUnavailableException unavailable(String reason, String remedy) {
        String allowed = "allow a copy (ZeroCopyPolicy.PREFER)";
        return new ZeroCopyUnavailableException(
                told(
                        " was refused after ",
                        "REQUIRE allows no copy: " + reason,
                        "What helps: " + (remedy.isEmpty() ? "" : remedy + ", or ") + allowed),
                refusal,
                movedBytes);
    }

    SourceTruncatedException truncated() {
        // To send it again, or to ask the peer where the rest begins, would be in vain: there is no rest.
        String left = TransferKind.of(source.kind(), landing) == TransferKind.SEND
                ? "The file has no more. " + (movedBytes == 0 ? "Nothing was sent" : A_PART_ONLY)
                : whatIsLeft();
        return new SourceTruncatedException(told(FAILED, whatIsMissing(), "", left), refusal, movedBytes, readBytes());
    }

    TransferException tooLong(long maxBytes) {
        return new TransferException(
                told(
                        FAILED,
                        Wording.bytes(readBytes()) + " came so far, and the limit is " + Wording.bytes(maxBytes),
                        "If it may be longer, raise withMaxBytes"),
                null,
                movedBytes,
                readBytes(),
                Side.SOURCE);
    }

    TransferTimeoutException outOfTime(Pace pace, Pace.Expiry expiry, Side side) {
        String option = expiry == Pace.Expiry.STALL ? "withStallTimeout" : "withTimeout";
        return new TransferTimeoutException(
                told(" timed out after ", pace.describe(expiry, side), "If it may take longer, raise " + option),
                movedBytes,
                readBytes(),
                side,
                expiry);
    }

    TransferException cancelled() {
        return new TransferException(
                told(" was cancelled after ", "somebody called cancel() of its Conversation", ""),
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
    TransferException failed(Exception cause) {
        IOException told = new IOException(cause.toString(), cause);
        return failed(source.isFailure(cause) ? source.blamed(told) : told, Side.TARGET);
    }

    /** For a failure of which {@code otherwise} is to blame, unless it was an interrupt or the source. */
    TransferException failed(IOException cause, Side otherwise) {
        boolean interrupted = cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted();
        Side side = interrupted ? Side.NONE : isOfSource(cause) ? Side.SOURCE : otherwise;
        // Who looks for an interrupt looks for its exception, whatever the call that it came into made of it.
        IOException known = withRefusal(interrupted ? Cancellation.asInterrupt(cause) : cause);
        String message = interrupted
                ? told(" was interrupted after ", "somebody called interrupt() of its thread" + whatIsClosed(), "")
                : told(FAILED, culprit(side) + ": " + Wording.why(cause) + usually(cause, side), "");
        return new TransferException(message, known, movedBytes, readBytes(), side);
    }

    /** The copy's failure, with what the kernel's road threw before it. */
    IOException withRefusal(IOException cause) {
        if (refusal != null && refusal != cause) {
            cause.addSuppressed(refusal);
        }
        return cause;
    }

    private static String culprit(Side side) {
        return switch (side) {
            case SOURCE -> "the source failed";
            case TARGET -> "the target failed";
            case NONE -> "the source or the target failed";
        };
    }

    /**
     * What it mostly means when the system says no to a connection. A peer that has gone is known by the words of the
     * exception alone, which differ from system to system: they are shown, and not looked at.
     */
    private String usually(IOException cause, Side side) {
        boolean isOfTheSystem = cause.getClass() == IOException.class || cause.getClass() == SocketException.class;
        boolean isOfAConnection = switch (side) {
            case SOURCE -> source.kind() == SourceKind.SOCKET;
            case TARGET -> target instanceof SocketChannel && TargetKind.isOfTheJdk(target);
            // A kernel call: a sandbox, the disk or the peer.
            case NONE -> false;
        };
        return isOfTheSystem && isOfAConnection ? " (most often: the peer has closed or reset the connection)" : "";
    }

    private String whatIsClosed() {
        return source.isOpen() ? "" : " inside a call into a channel, and the JDK closed the source";
    }

    /** The thread was interrupted before a turn: no channel has been touched. */
    static TransferException interruptedBefore(String stand, long movedBytes, long readBytes) {
        return new TransferException(
                Wording.printable(stand + ": somebody called interrupt() of this thread. It may "
                        + (readBytes == 0 ? "begin" : "go on") + " once Thread.interrupted() has been called."),
                new ClosedByInterruptException(),
                movedBytes,
                readBytes,
                Side.NONE);
    }

    /** All bytes were there, and yet the file is not as it was asked for. */
    static TransferException notInPlace(String transfer, Landing landing, long bytes, IOException cause) {
        boolean interrupted = cause instanceof ClosedByInterruptException;
        return new TransferException(
                Wording.printable(transfer + FAILED + "all " + Wording.bytes(bytes) + ": "
                        + landing.unpublished(Wording.reason(cause))),
                cause,
                bytes,
                bytes,
                interrupted ? Side.NONE : Side.TARGET);
    }

    /** Such as {@code send of 'file' to 127.0.0.1:8080}. */
    @Override
    public String toString() {
        if (payload != null && source.isNothing()) {
            return TransferKind.SEND.between(payload.describe(), Wording.end(target));
        }
        String from = payload == null
                ? source.describe(source.position() - movedBytes - keptBytes)
                : source.describe(payload.firstByte()) + (source.kind() == SourceKind.BYTES ? "" : " in a payload");
        return TransferKind.of(source.kind(), landing).between(from, Wording.end(landing == null ? target : landing));
    }

    private String told(String outcome, String why, String remedy) {
        boolean isFile = landing instanceof NewFile;
        boolean hasLeft = isFile || readBytes() > 0 || remedy.isEmpty();
        return told(outcome, why, remedy, hasLeft ? whatIsLeft() : "");
    }

    private String told(String outcome, String why, String remedy, String whatIsLeft) {
        return Wording.printable(this + outcome + Wording.progress(movedBytes, totalBytes) + ": " + why + "."
                + (remedy.isEmpty() ? "" : " " + remedy + ".")
                + (whatIsLeft.isEmpty() ? "" : " " + whatIsLeft + "."));
    }

    private String whatIsMissing() {
        if (source.kind().isReceived()) {
            return "the source ended " + Wording.bytes(source.remaining()) + " too early";
        }
        return source.extent() == Source.Extent.EXACT
                ? "the file ends at byte " + Wording.number(end()) + ", and is wanted up to byte "
                        + Wording.number(source.position() + source.remaining())
                : "the file was cut meanwhile, to " + Wording.bytes(end());
    }

    /** Where the file ends, as it says itself: a range may begin beyond that. */
    private long end() {
        try {
            // To ask on an interrupted thread would close the file for all its users.
            boolean saysNothing = source.kind() == SourceKind.SIZELESS_FILE
                    || Thread.currentThread().isInterrupted();
            return saysNothing ? source.position() : Math.min(source.size(), source.position());
        } catch (IOException e) {
            return source.position();
        }
    }

    private String whatIsLeft() {
        long lost = readBytes() - movedBytes;
        return switch (TransferKind.of(source.kind(), landing)) {
            case SEND ->
                movedBytes == 0
                        ? "Nothing was sent; it can be sent again as a whole"
                        // The kernel has taken them; how many have arrived only the peer knows.
                        : A_PART_ONLY + ". The rest begins at byte "
                                + Wording.number(movedBytes)
                                + " at the latest: ask the peer, which may have less than its socket took";
            case RECEIVE ->
                landing instanceof NewFile
                        ? "There is no new file"
                        : movedBytes == 0
                                ? "Nothing was written"
                                : "The first " + Wording.bytes(movedBytes) + " of it are in the file";
            case COPY -> "There is no new file: copy again";
            case RELAY ->
                (lost == 0 ? "" : Wording.bytes(lost) + " more were read and are lost. ")
                        + "Close both ends, so that neither takes what it has for the whole";
        };
    }

    private long readBytes() {
        return movedBytes + (source.kind().isReceived() ? keptBytes : 0) + bytesInHand;
    }
}
