package io.zerocopy.model;

import io.zerocopy.testkit.ReadLie;
import org.jspecify.annotations.Nullable;

/**
 * What a receive or relay reads from, and how willingly it gives the bytes.
 *
 * @param position where a file stands before the call; 0 for all else
 * @param length bytes from there until it ends
 * @param largestPiece most bytes given by a call (written at once by a peer)
 * @param zeroPercent how often a call gives nothing
 * @param lie what the channel does now and then instead of a read, if it is not honest
 * @param givesAndThrows whether a call that throws has given bytes before
 * @param blocking the mode of a socket or pipe
 * @param bufferBytes size of the socket's buffers; 0 leaves the system's
 */
record InflowPlan(
        Kind kind,
        int position,
        int length,
        int largestPiece,
        int zeroPercent,
        @Nullable ReadLie lie,
        boolean givesAndThrows,
        boolean blocking,
        int bufferBytes) {
    enum Kind {
        CHANNEL,
        STREAM,
        FILE,
        TCP,
        UNIX,
        PIPE;

        /** Whether the source itself can act at a random byte. */
        boolean isScripted() {
            return this == CHANNEL || this == STREAM;
        }

        boolean hasPeer() {
            return this == TCP || this == UNIX || this == PIPE;
        }
    }

    static InflowPlan scripted(
            Kind kind, int length, int largestPiece, int zeroPercent, @Nullable ReadLie lie, boolean givesAndThrows) {
        return new InflowPlan(kind, 0, length, largestPiece, zeroPercent, lie, givesAndThrows, true, 0);
    }

    static InflowPlan file(int position, int length) {
        return new InflowPlan(Kind.FILE, position, length, 1, 0, null, false, true, 0);
    }

    static InflowPlan withPeer(Kind kind, int length, int largestPiece, boolean blocking, int bufferBytes) {
        return new InflowPlan(kind, 0, length, largestPiece, 0, null, false, blocking, bufferBytes);
    }
}
