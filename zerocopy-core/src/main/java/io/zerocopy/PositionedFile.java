package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A place in a file of the caller's. The file's own position is never moved, and the file stays open. */
final class PositionedFile implements Landing, WritableByteChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** So often in a row nobody else adds to a file exactly what was to be written over it. */
    private static final int LOOKS = 16;

    /** So often somebody may add to the file while it is looked at, before it is taken for one that does not append. */
    private static final int MOST_LOOKS = 64;

    private static final int LOOK_BYTES = 64;

    private final FileChannel file;
    private final Durability durability;
    private long position;
    private boolean mayAppend;

    private PositionedFile(FileChannel file, long position, Durability durability, boolean mayAppend) {
        this.file = file;
        this.position = position;
        this.durability = durability;
        this.mayAppend = mayAppend;
    }

    /**
     * Finds out, before a byte is read, what the first write would, as far as that can be known.
     *
     * @throws java.nio.channels.NonWritableChannelException if the file was opened for reading only
     * @throws IllegalArgumentException if it was opened to append: it would ignore the position
     */
    static PositionedFile at(FileChannel file, long position, TransferOptions options) throws IOException {
        file.write(NOTHING.duplicate(), position);
        // At its end a file gets the bytes where they are wanted, whether it appends or not.
        Appending appends = file.size() == position ? Appending.NO : Appending.of(file, options.zeroCopy());
        if (appends == Appending.YES) {
            // What cannot tell its position since it was closed just now says so, too.
            Cancellation.check(file);
            throw new IllegalArgumentException("the target was opened to append, and cannot be written at a position");
        }
        return new PositionedFile(file, position, options.durability(), appends == Appending.UNKNOWN);
    }

    @Override
    public WritableByteChannel channel() {
        return this;
    }

    @Override
    public TargetKind kind() {
        return TargetKind.CHANNEL;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (mayAppend && source.hasRemaining()) {
            requireNotAppending(source);
            mayAppend = false;
        }
        int bytes = file.write(source, position);
        position += bytes;
        return bytes;
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
            throw new IOException("the target was opened to append, and cannot be written at a position");
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
            file.force(true);
        }
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
        return "a FileChannel";
    }
}
