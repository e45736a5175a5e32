package io.zerocopy.model;

/**
 * What a receive or relay reads from, and how willingly it gives the bytes.
 *
 * @param position where a file stands before the call; 0 for all else
 * @param length bytes from there until it ends
 * @param largestPiece most bytes given by a call (written at once by a peer)
 * @param zeroPercent how often a call gives nothing
 * @param lies whether read returns something else than what it gave
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
        boolean lies,
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
            Kind kind, int length, int largestPiece, int zeroPercent, boolean lies, boolean givesAndThrows) {
        return new InflowPlan(kind, 0, length, largestPiece, zeroPercent, lies, givesAndThrows, true, 0);
    }

    static InflowPlan file(int position, int length) {
        return new InflowPlan(Kind.FILE, position, length, 1, 0, false, false, true, 0);
    }

    static InflowPlan withPeer(Kind kind, int length, int largestPiece, boolean blocking, int bufferBytes) {
        return new InflowPlan(kind, 0, length, largestPiece, 0, false, false, blocking, bufferBytes);
    }
}
