package io.zerocopy.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Takes everything and keeps it, for content that is not known beforehand. */
public final class RecordingTarget implements WritableByteChannel {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean open = true;

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        kept.write(bytes, 0, bytes.length);
        return bytes.length;
    }

    /** Everything received. */
    public byte[] bytes() {
        return kept.toByteArray();
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
