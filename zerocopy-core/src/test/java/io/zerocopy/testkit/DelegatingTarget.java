package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A wrapper that passes everything on and counts it: what an application's own metrics channel looks like. */
public class DelegatingTarget implements WritableByteChannel {
    private final WritableByteChannel delegate;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();

    /** Wraps a channel. */
    public DelegatingTarget(WritableByteChannel delegate) {
        this.delegate = delegate;
    }

    /** Passes the buffer on. Subclasses that do something else to it call {@link #pass} with what they made of it. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        return pass(source);
    }

    /** Writes to the channel behind, and counts what it took. */
    protected final int pass(ByteBuffer source) throws IOException {
        calls.incrementAndGet();
        int before = source.position();
        try {
            return delegate.write(source);
        } finally {
            bytes.addAndGet(source.position() - before);
        }
    }

    /** Bytes that the channel behind has taken. */
    public final long bytes() {
        return bytes.get();
    }

    /** Calls that reached the channel behind. */
    public final long calls() {
        return calls.get();
    }

    @Override
    public boolean isOpen() {
        return delegate.isOpen();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }
}
