package io.zerocopy.examples.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects one request from a channel that gives it in any portions. A batch is read into a buffer, not received into
 * the segment: there is one end of the log and many producers, and the slowest of them must not hold it; and its
 * checksum has to be made by this process, which in a buffer takes no second look at the bytes. ({@link Mirror} has one
 * source, which it may wait for: there {@code receive} is right.)
 */
final class Inbox {
    /** What is to happen next. */
    enum State {
        /** The rest is still to come. */
        INCOMPLETE,
        /** It is a batch, and there is no buffer for it now. */
        STARVING,
        /** Here it is. */
        COMPLETE,
        /** It was a batch that is too large, and has been read past. */
        TOO_LARGE
    }

    private static final int SKIP_BYTES = 64 * 1024;

    /** What a client has to bring of a batch before it gets one of the few buffers: a head alone costs nothing. */
    private static final int LITTLE_BYTES = 4 * 1024;

    private static final long LIMIT_NANOS = Duration.ofSeconds(10).toNanos();

    private final BatchBuffers buffers;
    private final ByteBuffer head = ByteBuffer.allocate(Request.BYTES);
    private @Nullable Request request;
    /** The beginning of a batch, or a small one. */
    private @Nullable ByteBuffer little;
    /** One of the few buffers, since a time. */
    private @Nullable ByteBuffer body;

    private long bodySinceNanos;
    private boolean hasGivenUp;
    private int skippedBytes;
    private long beginNanos;

    Inbox(BatchBuffers buffers) {
        this.buffers = buffers;
    }

    /** Reads what there is. */
    State readFrom(ReadableByteChannel channel) throws IOException {
        if (hasGivenUp) {
            throw new IOException("a batch came so slowly that others waited for its buffer");
        }
        if (request == null) {
            if (head.position() == 0) {
                beginNanos = System.nanoTime();
            }
            read(channel, head);
            if (head.hasRemaining()) {
                return State.INCOMPLETE;
            }
            request = Request.readFrom(head.flip());
        }
        if (request.bodyBytes() > buffers.batchBytes()) {
            return skip(request, channel);
        }
        return request.bodyBytes() == 0 ? State.COMPLETE : readBody(request, channel);
    }

    private State readBody(Request asked, ReadableByteChannel channel) throws IOException {
        if (body != null) {
            return fill(body, channel);
        }
        ByteBuffer begun = little == null ? ByteBuffer.allocate(Math.min(LITTLE_BYTES, asked.bodyBytes())) : little;
        State state = begun.hasRemaining() ? fill(begun, channel) : State.COMPLETE;
        little = begun.position() == 0 ? null : begun;
        if (state == State.INCOMPLETE || begun.capacity() == asked.bodyBytes()) {
            return state;
        }
        body = buffers.take(this);
        if (body == null) {
            return State.STARVING;
        }
        body.limit(asked.bodyBytes()).put(begun.flip());
        little = null;
        bodySinceNanos = System.nanoTime();
        // The time in which there was no buffer is not the client's.
        beginNanos = bodySinceNanos;
        return fill(body, channel);
    }

    private static State fill(ByteBuffer target, ReadableByteChannel channel) throws IOException {
        read(channel, target);
        return target.hasRemaining() ? State.INCOMPLETE : State.COMPLETE;
    }

    /** Without this a producer that is still sending would see a reset, and never the answer. */
    private State skip(Request asked, ReadableByteChannel channel) throws IOException {
        ByteBuffer skipped = ByteBuffer.allocate(Math.min(SKIP_BYTES, asked.bodyBytes() - skippedBytes));
        read(channel, skipped);
        skippedBytes += skipped.position();
        return skippedBytes < asked.bodyBytes() ? State.INCOMPLETE : State.TOO_LARGE;
    }

    private static void read(ReadableByteChannel channel, ByteBuffer target) throws IOException {
        if (channel.read(target) < 0) {
            throw new EOFException("the client has gone");
        }
    }

    Request request() {
        if (request == null) {
            throw new IllegalStateException("no request yet");
        }
        return request;
    }

    /** The batch, whole. */
    ByteBuffer batch() {
        ByteBuffer batch = body == null ? little : body;
        if (batch == null) {
            throw new IllegalStateException("no batch yet");
        }
        return batch.flip();
    }

    /** For how long it has had one of the few buffers. */
    long heldNanos(long nowNanos) {
        return nowNanos - bodySinceNanos;
    }

    /** How much of the batch has come. */
    int heldBytes() {
        return body == null ? 0 : body.position();
    }

    /** Hands its buffer to others; what was in it is lost, and with it the connection at its next turn. */
    void giveUp() {
        clear();
        hasGivenUp = true;
    }

    /** True for who has begun a request and does not come to its end. */
    boolean isLate(long nowNanos) {
        return head.position() > 0 && nowNanos - beginNanos > LIMIT_NANOS;
    }

    /** Makes ready for the next request; gives back the buffer. */
    void clear() {
        if (body != null) {
            buffers.giveBack(this, body);
        }
        body = null;
        little = null;
        request = null;
        head.clear();
        skippedBytes = 0;
    }
}
