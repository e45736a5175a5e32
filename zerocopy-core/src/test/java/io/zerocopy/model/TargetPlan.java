package io.zerocopy.model;

/**
 * What a case sends to, and how willingly it takes the bytes.
 *
 * @param largestPiece most bytes taken by a call (read at once by a peer)
 * @param zeroPercent how often a call takes nothing
 * @param lies whether write returns something else than what it took
 * @param existing bytes of the file before the call
 * @param position where the file stands before the call; not for append
 * @param blocking the mode of a socket or pipe
 * @param bufferBytes size of the socket's buffers; 0 leaves the system's
 * @param virtual whether a virtual thread sends
 */
record TargetPlan(
        Kind kind,
        int largestPiece,
        int zeroPercent,
        boolean lies,
        int existing,
        long position,
        boolean blocking,
        int bufferBytes,
        boolean virtual) {
    enum Kind {
        CHANNEL,
        STREAM,
        FILE,
        APPENDING_FILE,
        TCP,
        UNIX,
        PIPE;

        /** Whether the target itself can act at a random byte. */
        boolean isScripted() {
            return this == CHANNEL || this == STREAM;
        }

        boolean isFile() {
            return this == FILE || this == APPENDING_FILE;
        }

        boolean isSocket() {
            return this == TCP || this == UNIX;
        }

        boolean hasPeer() {
            return isSocket() || this == PIPE;
        }
    }

    static TargetPlan scripted(Kind kind, int largestPiece, int zeroPercent, boolean lies) {
        return new TargetPlan(kind, largestPiece, zeroPercent, lies, 0, 0, true, 0, false);
    }

    static TargetPlan file(Kind kind, int existing, long position) {
        return new TargetPlan(kind, 1, 0, false, existing, position, true, 0, false);
    }

    static TargetPlan withPeer(Kind kind, int largestPiece, boolean blocking, int bufferBytes, boolean virtual) {
        return new TargetPlan(kind, largestPiece, 0, false, 0, 0, blocking, bufferBytes, virtual);
    }
}
