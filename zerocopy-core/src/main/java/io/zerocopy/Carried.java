package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer carries in a buffer: bytes that were taken from the source and that the target has not taken yet. It
 * holds one only while it carries something, or is about to.
 */
final class Carried {
    /** Enough for a request or an answer of a chatty protocol. */
    private static final int SMALL_READ_BYTES = 8 * 1024;

    /** A socket seldom gives so much at once unless more is coming. */
    private static final int MUCH_BYTES = 64 * 1024;

    /** What a waiting transfer keeps of more rather than reads again. */
    private static final int LITTLE_BYTES = 6 * 1024;

    /** A whole rest of this size is read at once, and kept: a small range goes with the bytes before it. */
    private static final int SMALL_REST_BYTES = Cursor.GATHERED_FILE_BYTES + 4 * 1024;

    /**
     * The JDK keeps, for each thread, a direct buffer as large as the largest heap buffer a channel was given there.
     */
    private static final int LARGEST_ARRAY_BYTES = 64 * 1024;

    /** Of what has moved, a transfer that waits and waits may read so much a second time: an eleventh. */
    private static final int READ_AGAIN_SHARE = 11;

    /** How far reads go ahead of what the target takes. */
    private enum Reads {
        /** As far as the buffer goes: what is not taken is written next. */
        BOLD,
        /**
         * No further than what can be kept, or read again: the transfer waits in between, and must hold next to
         * nothing.
         */
        CAREFUL
    }

    private final int bufferSizeBytes;

    private @Nullable ByteBuffer buffer;
    /** The size that was asked for; the pool may have given less. */
    private int wantedBytes;

    private Reads reads;

    /** How much of it is to be filled. */
    private int readBytes;

    /** What was read last is all that is left, or goes together, and small. */
    private boolean isSmallRest;

    private int filled;
    private int written;
    /** What came with an exception of the read: gone from the source, and not to be written. */
    private int lost;

    private long movedBytes;
    private long droppedBytes;

    private Carried(int bufferSizeBytes, Reads reads) {
        this.bufferSizeBytes = bufferSizeBytes;
        this.reads = reads;
    }

    /** Of a call that blocks: most of those never wait outside of a write. */
    static Carried bold(int bufferSizeBytes) {
        return new Carried(bufferSizeBytes, Reads.BOLD);
    }

    /** Of a transfer that waits whenever its target takes no more. */
    static Carried careful(int bufferSizeBytes) {
        return new Carried(bufferSizeBytes, Reads.CAREFUL);
    }

    boolean isEmpty() {
        return buffer == null || !buffer.hasRemaining();
    }

    int remainingBytes() {
        return buffer == null ? 0 : buffer.remaining();
    }

    /** Bytes that the last read took from its source although it failed. */
    int lostBytes() {
        return lost;
    }

    /**
     * Takes bytes in hand, of which there are none: at most {@code maxBytes} of a source, and of what comes behind it
     * as far as that goes well with it. Returns how many; 0 if the source has none now, -1 at its end.
     */
    int fill(Source source, @Nullable Cursor behind, long maxBytes) throws IOException {
        ByteBuffer into = emptyFor(source, behind, maxBytes);
        // The pool may have lent less than was wanted, or a little more.
        int most = (int) Math.min(Math.min(readBytes, into.capacity()), maxBytes);
        into.clear().limit((int) Math.min(most, source.remaining()));
        int bytes = -1;
        filled = 0;
        try {
            bytes = source.read(into);
            filled = Math.max(0, bytes);
            if (behind != null) {
                if (filled == source.remaining()) {
                    into.limit(most);
                    behind.readOn(into, source);
                    filled = into.position();
                }
                behind.lookAtUnread(source);
            }
        } finally {
            // What a read left behind that did not come back must never be taken for the file's.
            lost = into.position() - filled;
            into.position(0).limit(filled);
        }
        return bytes < 0 ? bytes : filled;
    }

    private ByteBuffer emptyFor(Source source, @Nullable Cursor behind, long maxBytes) {
        SourceKind kind = source.kind();
        long useful = source.remaining();
        if (behind != null && useful < bufferSizeBytes) {
            useful += behind.readOnBytes(source, bufferSizeBytes - useful);
        }
        long most = Math.min(useful, maxBytes);
        if (kind.isForeign()) {
            most = Math.min(most, LARGEST_ARRAY_BYTES);
        }
        readBytes = (int) Math.min(most, kind.isReceived() ? toReceive() : toRead(most));
        // Of few sizes, so that one from the pool fits; it goes back there while the transfer waits.
        int room = kind.isForeign() || kind.isReceived() ? readBytes : (int) Math.min(most, bufferSizeBytes);
        ByteBuffer held = buffer;
        // A file's last bytes go into the buffer that is there; a peer that may be silent for hours does not get it.
        boolean fits = room == wantedBytes || (room < wantedBytes && !kind.isReceived());
        if (held != null && fits && held.isDirect() != kind.isForeign()) {
            return held;
        }
        free();
        ByteBuffer fresh = BufferPool.acquireFor(kind, room);
        buffer = fresh;
        wantedBytes = room;
        return fresh;
    }

    /**
     * Any number of connections may be waiting in a read: their buffer is small, unless the last read says that much is
     * coming.
     */
    private int toReceive() {
        return muchIsComing() ? bufferSizeBytes : Math.min(SMALL_READ_BYTES, bufferSizeBytes);
    }

    /** Tells what the last read from a peer says about the next. */
    boolean muchIsComing() {
        return buffer != null && (filled >= Math.min(wantedBytes, buffer.capacity()) || filled >= MUCH_BYTES);
    }

    /** Takes bytes out of a pipe, while there is nothing in the buffer. */
    void fill(CarriedPipe pipe, long maxBytes) throws IOException {
        free();
        int wanted = (int) Math.min(Math.min(pipe.heldBytes(), maxBytes), bufferSizeBytes);
        ByteBuffer into = BufferPool.DIRECT.acquire(wanted);
        buffer = into;
        wantedBytes = wanted;
        filled = 0;
        into.clear().limit(Math.min(wanted, into.capacity()));
        try {
            pipe.read(into);
        } finally {
            filled = into.flip().remaining();
        }
    }

    /**
     * A target that takes less than a buffer a turn leaves a rest, which a waiting transfer cannot keep if it is large.
     * So a careful read is no larger than what is kept, or what may be read again.
     */
    private long toRead(long mostBytes) {
        long wanted = Math.min(bufferSizeBytes, mostBytes);
        isSmallRest = mostBytes <= SMALL_REST_BYTES;
        if (reads == Reads.BOLD || isSmallRest) {
            return wanted;
        }
        long again = movedBytes / READ_AGAIN_SHARE - droppedBytes;
        return Math.min(wanted, Math.max(LITTLE_BYTES, again));
    }

    /**
     * Writes at most {@code maxBytes}. What the target took is what the buffer's position says, also when the write
     * throws: see {@link #takeWritten}.
     *
     * @throws BrokenContractException if the target claims what cannot be
     */
    long writeTo(WritableByteChannel target, long maxBytes) throws IOException {
        ByteBuffer from = buffer;
        if (from == null) {
            return 0;
        }
        int before = from.position();
        int offered = (int) Math.min(from.remaining(), maxBytes);
        // A slice: a foreign channel that changes its limits cannot reach the bytes behind it.
        ByteBuffer slice = from.slice(before, offered);
        int claimed;
        try {
            claimed = target.write(slice);
        } finally {
            written = slice.position();
            from.position(before + written);
            movedBytes += written;
        }
        BrokenContractException.requireSoundWrite(target, offered, claimed, written);
        return takeWritten();
    }

    /** Returns, once, what a write moved before it threw. */
    long takeWritten() {
        int bytes = written;
        written = 0;
        return bytes;
    }

    /** Gives back what the transfer does without while it waits for a time that nobody knows. */
    void pause(SourceKind kind) {
        ByteBuffer held = buffer;
        if (held == null) {
            return;
        }
        int rest = held.remaining();
        boolean isSmall = rest <= LITTLE_BYTES || isSmallRest || !kind.canBeReadAgain();
        if (rest == 0) {
            free();
        } else if (isSmall && rest <= SMALL_REST_BYTES && held.isDirect()) {
            // In an array of just this size: direct memory is scarce, and any number of transfers may wait.
            ByteBuffer little = ByteBuffer.allocate(rest).put(held).flip();
            free();
            buffer = little;
        } else if (!isSmall) {
            reads = Reads.CAREFUL;
            droppedBytes += rest;
            free();
        }
    }

    /** Gives the buffer back unless there is something in it. */
    void freeIfEmpty() {
        if (isEmpty()) {
            free();
        }
    }

    /** Forgets what is in hand, and gives the buffer back. */
    void free() {
        ByteBuffer held = buffer;
        if (held != null) {
            buffer = null;
            wantedBytes = 0;
            BufferPool.DIRECT.release(held);
        }
    }
}
