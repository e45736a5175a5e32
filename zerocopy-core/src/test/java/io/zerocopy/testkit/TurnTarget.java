package io.zerocopy.testkit;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * What an event loop calls a channel with room for some bytes: takes what its turn allows, then nothing until the next
 * turn. Compares all with what it should be.
 */
public final class TurnTarget implements WritableByteChannel {
    private final CheckingTarget taken;
    private long room;

    /** Expects this content from byte {@code from} on. */
    public TurnTarget(Content content, long from) {
        this.taken = new CheckingTarget(content, from);
    }

    /** Begins a turn: there is room for so many bytes. */
    public TurnTarget turn(long bytes) {
        room = bytes;
        return this;
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        int bytes = (int) Math.min(room, source.remaining());
        taken.write(source.slice(source.position(), bytes));
        source.position(source.position() + bytes);
        room -= bytes;
        return bytes;
    }

    /** What has been received. */
    public ContentCheck check() {
        return taken.check();
    }

    @Override
    public boolean isOpen() {
        return taken.isOpen();
    }

    @Override
    public void close() {
        taken.close();
    }
}
