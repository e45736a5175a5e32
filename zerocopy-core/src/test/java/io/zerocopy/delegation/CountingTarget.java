package io.zerocopy.delegation;

import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.testkit.DelegatingTarget;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** The wrapper that {@link ZeroCopyTarget} is made for: it counts what passes, and leaves the bytes in the kernel. */
public final class CountingTarget extends DelegatingTarget implements ZeroCopyTarget {
    private final WritableByteChannel delegate;
    private final @Nullable SelectableChannel selectable;
    private long forwarded;

    private CountingTarget(WritableByteChannel delegate, @Nullable SelectableChannel selectable) {
        super(delegate);
        this.delegate = delegate;
        this.selectable = selectable;
    }

    /** Says what it can be waited on, as far as the delegate does. */
    public static CountingTarget of(WritableByteChannel delegate) {
        if (delegate instanceof SelectableChannel channel) {
            return new CountingTarget(delegate, channel);
        }
        return new CountingTarget(delegate, delegate instanceof ZeroCopyTarget inner ? inner.selectable() : null);
    }

    /** Does not say so. */
    public static CountingTarget hiding(WritableByteChannel delegate) {
        return new CountingTarget(delegate, null);
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        long moved = ZeroCopyTarget.forward(source, position, count, delegate);
        forwarded += Math.max(0, moved);
        return moved;
    }

    @Override
    public @Nullable SelectableChannel selectable() {
        return selectable;
    }

    /** Bytes that went by the kernel. */
    public long forwarded() {
        return forwarded;
    }

    /** Bytes that came in buffers. */
    public long written() {
        return bytes();
    }
}
