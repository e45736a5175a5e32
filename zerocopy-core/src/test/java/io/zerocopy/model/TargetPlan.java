package io.zerocopy.model;

import io.zerocopy.testkit.WriteLie;
import org.jspecify.annotations.Nullable;

/**
 * What a case sends to, and how willingly it takes the bytes.
 *
 * @param largestPiece most bytes taken by a call (read at once by a peer)
 * @param zeroPercent how often a call takes nothing
 * @param lie what a scripted channel does now and then instead of a write, if it is not honest
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
        @Nullable WriteLie lie,
        int existing,
        long position,
        boolean blocking,
        int bufferBytes,
        boolean virtual) {
    /** Small pieces through the smallest window take TCP milliseconds each: so for a few bytes only. */
    static final int SMALL_WINDOWS = 1000;

    enum Kind {
        CHANNEL,
        STREAM,
        FILE,
        APPENDING_FILE,
        /** A FileChannel that is given with a position, beside its own. */
        POSITIONED_FILE,
        /** A file that appears when it is whole: see {@link PathPlan}. */
        PATH,
        TCP,
        /** A stream that was made from a SocketChannel, of which JDK 24 and newer show the channel. */
        SOCKET_STREAM,
        UNIX,
        PIPE;

        /** Whether the target itself can act at a random byte. */
        boolean isScripted() {
            return this == CHANNEL || this == STREAM;
        }

        boolean isFile() {
            return this == FILE || this == APPENDING_FILE || this == POSITIONED_FILE;
        }

        boolean isSocket() {
            return isTcp() || this == UNIX;
        }

        boolean isTcp() {
            return this == TCP || this == SOCKET_STREAM;
        }

        boolean isStream() {
            return this == STREAM || this == SOCKET_STREAM;
        }

        boolean hasPeer() {
            return isSocket() || this == PIPE;
        }
    }

    static TargetPlan scripted(Kind kind, int largestPiece, int zeroPercent, @Nullable WriteLie lie) {
        return new TargetPlan(kind, largestPiece, zeroPercent, lie, 0, 0, true, 0, false);
    }

    static TargetPlan file(Kind kind, int existing, long position) {
        return new TargetPlan(kind, 1, 0, null, existing, position, true, 0, false);
    }

    /** What {@link PathPlan} tells more about. */
    static TargetPlan path(boolean virtual) {
        return new TargetPlan(Kind.PATH, 1, 0, null, 0, 0, true, 0, virtual);
    }

    static TargetPlan withPeer(Kind kind, int largestPiece, boolean blocking, int bufferBytes, boolean virtual) {
        return new TargetPlan(kind, largestPiece, 0, null, 0, 0, blocking, bufferBytes, virtual);
    }

    /** The same for so many bytes: the smallest buffers only where they are few. */
    TargetPlan taking(int bytes) {
        return bufferBytes == 1 && bytes > SMALL_WINDOWS ? withPeer(kind, largestPiece, blocking, 0, virtual) : this;
    }
}
