package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A place in a file of the caller's. The file's own position is never moved, and the file stays open. */
final class PositionedFile implements Landing, WritableByteChannel {
    /** So often in a row nobody else adds to a file exactly what was to be written over it. */
    private static final int LOOKS = 16;

    /** So often somebody may add to the file while it is looked at, before it is taken for one that does not append. */
    private static final int MOST_LOOKS = 64;

    private static final int LOOK_BYTES = 64;

    private static final String APPENDS =
            "the target was opened to append, and cannot be written at a position: open it without APPEND";

    private final FileChannel file;
    /** What writes the file where that takes whole blocks only. */
    private final @Nullable AlignedTarget blocks;

    private final Durability durability;
    private final long first;
    private long position;
    private boolean mayAppend;

    private PositionedFile(
            FileChannel file, @Nullable AlignedTarget blocks, long position, Durability durability, boolean mayAppend) {
        this.file = file;
        this.blocks = blocks;
        this.first = position;
        this.position = position;
        this.durability = durability;
        this.mayAppend = mayAppend;
    }

    /**
     * Finds out, before a byte is read, what the first write would, as far as that can be known.
     *
     * @throws java.nio.channels.NonWritableChannelException if the file was opened for reading only
     * @throws IllegalArgumentException if it was opened to append: it would ignore the position
     * @throws IOException if it was opened for DIRECT, and position or count is no multiple of a block
     */
    static PositionedFile at(FileChannel file, long position, long count, TransferOptions options) throws IOException {
        if (!file.isOpen()) {
            throw UnusableChannel.closed("the target, a FileChannel, is closed. Hand over an open channel.");
        }
        try {
            file.write(NoRoom.atABlock(), 0);
        } catch (NonWritableChannelException e) {
            throw UnusableChannel.readOnly();
        }
        AlignedTarget blocks = AlignedTarget.isFor(file) ? AlignedTarget.at(file, position, count) : null;
        // At its end a file gets the bytes where they are wanted, whether it appends or not.
        Appending appends = file.size() == position ? Appending.NO : Appending.of(file, options.zeroCopy());
        if (appends == Appending.YES) {
            // What cannot tell its position since it was closed just now says so, too.
            Cancellation.check(file);
            throw new IllegalArgumentException(APPENDS);
        }
        // What is not the JDK's own is written once and for all: who knows what it does with a byte that comes twice.
        boolean mayAppend = appends == Appending.UNKNOWN && blocks == null && TargetKind.isOfTheJdk(file);
        return new PositionedFile(file, blocks, position, options.durability(), mayAppend);
    }

    @Override
    public WritableByteChannel channel() {
        return this;
    }

    @Override
    public TargetKind kind() {
        return TargetKind.FILE;
    }

    /** What has been taken from the transfer and not been written. */
    long keptBytes() {
        return blocks == null ? 0 : blocks.keptBytes();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (blocks != null) {
            return blocks.write(source);
        }
        if (mayAppend && source.hasRemaining()) {
            requireNotAppending(source);
            mayAppend = false;
        }
        int before = source.position();
        int offered = source.remaining();
        int claimed = file.write(source, position);
        int taken = source.position() - before;
        BrokenContractException.requireSoundWrite(file, offered, claimed, taken);
        position += taken;
        return taken;
    }

    /**
     * Writes the first few bytes where they belong, and looks at what that does to the file's size: one that appends
     * grows by all of them. Somebody else may make it grow at the same time, so this takes several looks, with the same
     * bytes at the same place, and of different lengths.
     */
    private void requireNotAppending(ByteBuffer source) throws IOException {
        long begin = 0;
        long end = -1;
        int inARow = 0;
        for (int look = 0; look < MOST_LOOKS && inARow < LOOKS; look++) {
            Cancellation.check(file);
            int bytes = Math.max(1, Math.min(source.remaining(), LOOK_BYTES) - look);
            long before = file.size();
            int written = file.write(source.duplicate().limit(source.position() + bytes), position);
            long after = file.size();
            boolean leftAHole = position > before && after >= position + written;
            boolean wroteOver = position < before && after < before + written;
            if (written <= 0 || leftAHole || wroteOver) {
                return;
            }
            boolean grewByThisAlone = after == before + written;
            if (before != end || !grewByThisAlone) {
                begin = before;
                inARow = 0;
            }
            // Where the file ends just there it grows either way.
            if (grewByThisAlone && position != before) {
                inARow++;
            }
            end = grewByThisAlone ? after : -1;
        }
        if (inARow == LOOKS) {
            undo(begin, end);
            throw new IOException(APPENDS);
        }
    }

    /** Nobody has added anything between the looks: if that is still so, they are all that is cut off. */
    private void undo(long begin, long end) throws IOException {
        if (file.size() == end) {
            file.truncate(begin);
        }
    }

    @Override
    public void publish() throws IOException {
        if (durability == Durability.FSYNC) {
            Cancellation.check(file);
            file.force(true);
        }
    }

    @Override
    public String unpublished(String reason) {
        return "the file could not be forced to the disk: " + reason
                + ". All bytes are in it, but may not be on the disk.";
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    /** Leaves the file open: it is the caller's. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return Wording.end(file) + " at byte " + Wording.number(first);
    }
}
