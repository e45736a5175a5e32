package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A place in a file of the caller's. The file's own position stays where it is, and the file open. */
final class PositionedFile implements Landing, WritableByteChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final FileChannel file;
    private final Durability durability;
    private long position;

    private PositionedFile(FileChannel file, long position, Durability durability) {
        this.file = file;
        this.position = position;
        this.durability = durability;
    }

    /**
     * Finds out, before a byte is read, what the first write would.
     *
     * @throws java.nio.channels.NonWritableChannelException if the file was opened for reading only
     * @throws IllegalArgumentException if it was opened to append: it would ignore the position
     */
    static PositionedFile at(FileChannel file, long position, Durability durability) throws IOException {
        file.write(NOTHING.duplicate(), position);
        if (TargetKind.appends(file)) {
            // What cannot tell its position since it was closed just now says so, too.
            Cancellation.check(file);
            throw new IllegalArgumentException("the target was opened to append, and cannot be written at a position");
        }
        return new PositionedFile(file, position, durability);
    }

    @Override
    public WritableByteChannel channel() {
        return this;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int before = source.position();
        int offered = source.remaining();
        int claimed = file.write(source, position);
        int taken = source.position() - before;
        BrokenContractException.requireSoundWrite(file, offered, claimed, taken);
        position += taken;
        return taken;
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
