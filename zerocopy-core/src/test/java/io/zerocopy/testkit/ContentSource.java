package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Gives bytes of a content as an application's own channel does: in pieces, nothing at times, and then what comes. */
public final class ContentSource implements ReadableByteChannel {
    /** What the read does that would be behind the last byte. */
    public interface Ending {
        /** Returns what that read is to return, or throws. */
        int read() throws IOException;
    }

    private final Content content;
    private final long count;
    private long first;
    private int most = Integer.MAX_VALUE;
    private boolean zeros;
    private Ending ending = () -> -1;
    private volatile long given;
    private volatile long calls;
    private volatile boolean open = true;

    private ContentSource(Content content, long count) {
        this.content = content;
        this.count = count;
    }

    /** So many bytes, from the first one on, and then the end of the stream. */
    public static ContentSource of(Content content, long count) {
        return new ContentSource(content, count);
    }

    /** From this position of the content on. */
    public ContentSource from(long position) {
        first = position;
        return this;
    }

    /** At most so many bytes a call. */
    public ContentSource inPieces(int mostBytes) {
        most = mostBytes;
        return this;
    }

    /** Nothing in every second call. */
    public ContentSource withZeros() {
        zeros = true;
        return this;
    }

    /** Something else than the end of the stream. */
    public ContentSource endingWith(Ending other) {
        ending = other;
        return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        long call = calls + 1;
        calls = call;
        if (zeros && call % 2 == 0) {
            return 0;
        }
        long done = given;
        if (done == count) {
            return ending.read();
        }
        int bytes = (int) Math.min(Math.min(most, target.remaining()), count - done);
        ByteBuffer piece = target.slice().limit(bytes);
        content.put(first + done, piece);
        target.position(target.position() + bytes);
        given = done + bytes;
        return bytes;
    }

    /** Bytes given so far. */
    public long given() {
        return given;
    }

    /** Reads so far. */
    public long calls() {
        return calls;
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
