package io.zerocopy;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer has in hand, in two forms: a buffer, which serves everybody, and behind it a pipe of the kernel, for
 * bytes that are many and may be spliced.
 *
 * <p>A pipe is limited by its slots, not by its bytes: each small message takes one. So it begins with a small read
 * into the buffer, takes a pipe when that says that much is coming, and goes back to the buffer when the pipe says
 * otherwise.
 */
final class Hand {
    /** Less is not worth a pipe. */
    private static final int LITTLE_BYTES = 4 * 1024;

    /** In a pipe without a free slot so few are the crumbs of small messages: to copy them costs no more. */
    private static final int CRUMBS_BYTES = 16 * 1024;

    /** From so many on it is clear from the start that much is coming. */
    private static final int MUCH_BYTES = 64 * 1024;

    /** So much of a stream of crumbs goes by the buffer before the pipe is tried again; each time twice as much. */
    private static final long FIRST_SHUNNED_BYTES = 256 * 1024;

    private static final long MOST_SHUNNED_BYTES = 16 * 1024 * 1024;

    /**
     * What goes through the channel's own read or write in between, where that must wait. Small, since any number of
     * virtual threads may be parked in it.
     */
    static final int NUDGE_BYTES = 4 * 1024;

    private enum Coming {
        NOBODY_KNOWS,
        LITTLE,
        /** The pipe got little once: it may be the rest of a segment. */
        LESS,
        MUCH
    }

    private final Carried buffer;
    private @Nullable CarriedPipe pipe;
    private final StreamEnd streamEnd = new StreamEnd();
    private Coming coming = Coming.NOBODY_KNOWS;
    private long shunnedBytes;
    private long nextShunnedBytes = FIRST_SHUNNED_BYTES;

    private Hand(Carried buffer) {
        this.buffer = buffer;
    }

    /** Of a call that blocks. */
    static Hand bold(int bufferSizeBytes) {
        return new Hand(Carried.bold(bufferSizeBytes));
    }

    /** Of a transfer that waits whenever its target takes no more. */
    static Hand careful(int bufferSizeBytes) {
        return new Hand(Carried.careful(bufferSizeBytes));
    }

    boolean isEmpty() {
        return buffer.isEmpty() && pipedBytes() == 0;
    }

    long remainingBytes() {
        return (long) buffer.remainingBytes() + pipedBytes();
    }

    private int pipedBytes() {
        return pipe == null ? 0 : pipe.heldBytes();
    }

    /** Bytes that the last read took from its source although it failed. */
    int lostBytes() {
        return buffer.lostBytes();
    }

    /** Tells whether what is to be written next is in a pipe, and how much that is; 0 if it is not. */
    int nextPipedBytes() {
        return buffer.isEmpty() ? pipedBytes() : 0;
    }

    /** Takes bytes in hand by the buffer, as {@link Carried#fill}. */
    int fill(Source source, @Nullable Cursor behind, long maxBytes) throws IOException {
        streamEnd.before(source);
        int bytes = buffer.fill(source, behind, maxBytes);
        if (bytes < 0) {
            streamEnd.requireEnd(source);
        }
        return bytes;
    }

    /**
     * Takes bytes of a socket in hand, of which there are none, by the form that they are worth. Returns how many; 0 if
     * there are none now, -1 at the end.
     *
     * @throws SpliceRefusedException if the kernel refused, or there is no pipe and the policy insists on one; nothing
     *     has been taken
     */
    int splice(Source source, long maxBytes, ZeroCopyPolicy policy) throws IOException {
        streamEnd.before(source);
        int bytes = spliceOrFill(source, maxBytes, policy);
        if (bytes < 0) {
            streamEnd.requireEnd(source);
        }
        return bytes;
    }

    private int spliceOrFill(Source source, long maxBytes, ZeroCopyPolicy policy) throws IOException {
        SocketChannel socket = source.socket();
        long wanted = Math.min(maxBytes, source.remaining());
        if (coming == Coming.NOBODY_KNOWS) {
            boolean isLong = source.extent() == Source.Extent.EXACT && source.remaining() >= MUCH_BYTES;
            coming = isLong ? Coming.MUCH : Coming.LITTLE;
        }
        if (pipe == null) {
            pipe = new CarriedPipe();
        }
        CarriedPipe through = pipe;
        boolean muchIsComing =
                coming.compareTo(Coming.LESS) >= 0 && shunnedBytes <= 0 && source.remaining() >= LITTLE_BYTES;
        boolean hasPipe = muchIsComing && through.open();
        if (muchIsComing && !hasPipe && policy == ZeroCopyPolicy.REQUIRE) {
            throw new SpliceRefusedException("all " + PipePool.MOST_PIPES + " pipes are in use");
        }
        if (!hasPipe) {
            through.rest();
            int bytes = buffer.fill(source, null, maxBytes);
            shunnedBytes -= Math.max(0, bytes);
            coming = buffer.muchIsComing() ? Coming.MUCH : Coming.LITTLE;
            return bytes;
        }
        // It goes by the pipe now, and the next small read by a small buffer.
        buffer.free();
        boolean isFirst = !through.hasRead();
        int bytes;
        try {
            bytes = through.fill(socket, wanted);
        } catch (SpliceRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw source.blamed(e);
        }
        // Nothing, although it was waited for, or although the channel is one that waits: the channel is asked. At the
        // end, too: in front of urgent data (MSG_OOB) splice answers the same, with the rest of the stream to come.
        boolean channelIsAsked = bytes < 0 || (bytes == 0 && (isFirst || socket.isBlocking()));
        if (channelIsAsked) {
            through.rest();
            bytes = buffer.fill(source, null, Math.min(NUDGE_BYTES, maxBytes));
            coming = bytes == NUDGE_BYTES ? Coming.MUCH : Coming.LITTLE;
        } else if (bytes > 0) {
            judge(through, bytes, wanted);
        }
        return bytes;
    }

    private void judge(CarriedPipe through, int bytes, long wanted) {
        if (bytes >= MUCH_BYTES) {
            nextShunnedBytes = FIRST_SHUNNED_BYTES;
        } else if (bytes < CRUMBS_BYTES && bytes < wanted && through.isFull()) {
            shunnedBytes = nextShunnedBytes;
            nextShunnedBytes = Math.min(2 * nextShunnedBytes, MOST_SHUNNED_BYTES);
        }
        if (bytes >= Math.min(LITTLE_BYTES, wanted)) {
            coming = Coming.MUCH;
        } else {
            coming = coming == Coming.MUCH ? Coming.LESS : Coming.LITTLE;
        }
    }

    /** Takes bytes that are next, and in a pipe, into the buffer. */
    void takeOutOfPipe(long maxBytes) throws IOException {
        CarriedPipe from = pipe;
        if (from != null && buffer.isEmpty() && !from.isEmpty()) {
            from.letGo();
            buffer.fill(from, maxBytes);
            from.rest();
        }
    }

    /** Writes what is next, at most {@code maxBytes} of it and all of one form; see {@link Carried#writeTo}. */
    long writeTo(WritableByteChannel target, long maxBytes) throws IOException {
        if (pipe == null || !buffer.isEmpty()) {
            return buffer.writeTo(target, maxBytes);
        }
        boolean isFirst = !pipe.hasWritten();
        long bytes = pipe.writeTo(target, maxBytes);
        if (bytes == 0 && isFirst) {
            // It was waited for, and takes nothing by this road: the next write is the channel's own.
            takeOutOfPipe(NUDGE_BYTES);
        }
        return bytes;
    }

    /** Returns, once, what a write moved before it threw. */
    long takeWritten() {
        return buffer.takeWritten();
    }

    /** A turn of the loop is over. */
    void letGo() {
        if (pipe != null) {
            pipe.letGo();
        }
    }

    /** Gives back what the transfer does without while it waits for a time that nobody knows. */
    void pause(SourceKind kind) {
        buffer.pause(kind);
        if (pipe != null) {
            pipe.rest();
        }
    }

    /** Gives back what holds nothing. */
    void freeIfEmpty() {
        buffer.freeIfEmpty();
        if (pipe != null) {
            pipe.rest();
        }
    }

    /** Forgets what is in hand, and gives everything back. */
    void free() {
        buffer.free();
        if (pipe != null) {
            pipe.free();
        }
    }
}
