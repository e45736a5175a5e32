package io.zerocopy.testkit;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Takes everything and compares it with what it should be. */
public final class CheckingTarget implements WritableByteChannel {
    private final ContentCheck check;
    private volatile boolean open = true;

    /** Expects this content from byte {@code from} on. */
    public CheckingTarget(Content content, long from) {
        this.check = content.checkFrom(from);
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int bytes = source.remaining();
        check.accept(source);
        return bytes;
    }

    /** What has been received. */
    public ContentCheck check() {
        return check;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
