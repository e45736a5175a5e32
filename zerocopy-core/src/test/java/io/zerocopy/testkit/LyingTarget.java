package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes some bytes as it should, and from then on answers each write with a lie. {@link #stop} ends whoever asks it for
 * ever.
 */
public class LyingTarget implements WritableByteChannel {
    private static final int HONEST_BYTES = 3_000;

    private final WriteLie lie;
    private final CheckingTarget taken;
    private final long honestBytes;
    private volatile boolean stopped;
    private final AtomicLong lies = new AtomicLong();
    private volatile int said;

    /** Expects this content from its beginning, and lies once it has taken {@code honestBytes}. */
    public LyingTarget(WriteLie lie, Content content, long honestBytes) {
        this.lie = lie;
        this.taken = new CheckingTarget(content, 0);
        this.honestBytes = honestBytes;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (stopped) {
            throw new AssertionError("still asked after " + lies + " lies");
        }
        long honest = honestBytes - taken.check().count();
        if (honest > 0 || !source.hasRemaining()) {
            int bytes = (int) Math.min(Math.min(HONEST_BYTES, honest), source.remaining());
            taken.write(source.slice(source.position(), bytes));
            source.position(source.position() + bytes);
            return bytes;
        }
        lies.incrementAndGet();
        said = lie.write(source, taken);
        return said;
    }

    /** What it has really taken. */
    public ContentCheck check() {
        return taken.check();
    }

    /** How often it lied. */
    public long lies() {
        return lies.get();
    }

    /** The last count that was a lie. */
    public int said() {
        return said;
    }

    /** Fails each write from now on, so that no test leaves a thread behind that goes on for ever. */
    public void stop() {
        stopped = true;
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
