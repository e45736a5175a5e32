package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives some bytes as it should, and from then on answers each read with a lie. {@link #stop} ends whoever asks it for
 * ever.
 */
public class LyingSource implements ReadableByteChannel {
    private static final int HONEST_BYTES = 3_000;

    private final ReadLie lie;
    private final Content content;
    private final long size;
    private final long honestBytes;
    private long given;
    private volatile boolean open = true;
    private volatile boolean stopped;
    private final AtomicLong lies = new AtomicLong();
    private volatile int said;

    /** Has {@code size} bytes of this content, and lies once it has given {@code honestBytes}. */
    public LyingSource(ReadLie lie, Content content, long size, long honestBytes) {
        this.lie = lie;
        this.content = content;
        this.size = size;
        this.honestBytes = honestBytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return read(target, given);
    }

    /** The same for a file: what is read depends on the position alone. */
    public int read(ByteBuffer target, long position) throws IOException {
        if (stopped) {
            throw new AssertionError("still asked after " + lies + " lies");
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position < honestBytes) {
            ByteBuffer piece = target.slice();
            piece.limit((int) Math.min(Math.min(HONEST_BYTES, honestBytes - position), piece.limit()));
            int bytes = give(piece, position);
            target.position(target.position() + bytes);
            return bytes;
        }
        lies.incrementAndGet();
        said = lie.read(target, piece -> give(piece, position));
        return said;
    }

    private int give(ByteBuffer target, long position) {
        if (position >= size) {
            return -1;
        }
        int bytes = (int) Math.min(target.remaining(), size - position);
        content.put(position, target.slice().limit(bytes));
        target.position(target.position() + bytes);
        given = position + bytes;
        return bytes;
    }

    /** How often it lied. */
    public long lies() {
        return lies.get();
    }

    /** The last count that was a lie. */
    public int said() {
        return said;
    }

    /** Fails each read from now on, so that no test leaves a thread behind that goes on for ever. */
    public void stop() {
        stopped = true;
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
