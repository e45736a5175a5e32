package io.zerocopy;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/** Stands for the channels of a pending transfer until its first advance says which they are. */
final class NoPeer implements ByteChannel {
    static final NoPeer YET = new NoPeer();

    private NoPeer() {}

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        throw new ClosedChannelException();
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        throw new ClosedChannelException();
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public void close() {}
}
