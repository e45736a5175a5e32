package io.zerocopy.examples.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The head of what a client asks for, 24 bytes; behind that of PRODUCE comes the batch.
 *
 * @param kind what is to be done
 * @param bodyBytes bytes behind the head
 * @param offset FETCH: from where on
 * @param maxBytes FETCH: how much at a time; whole batches are sent, and one at least
 * @param maxWaitMillis FETCH: how long to wait at the end of the log for more
 */
record Request(Kind kind, int bodyBytes, long offset, int maxBytes, int maxWaitMillis) {
    static final int BYTES = 24;

    /** What can be asked. */
    enum Kind {
        /** Append a batch; the answer has its offset. */
        PRODUCE(1),
        /** Send batches. */
        FETCH(2),
        /** Tell where the log begins and ends. */
        OFFSETS(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    static Request produce(int batchBytes) {
        return new Request(Kind.PRODUCE, batchBytes, 0, 0, 0);
    }

    static Request fetch(long offset, int maxBytes, int maxWaitMillis) {
        return new Request(Kind.FETCH, 0, offset, maxBytes, maxWaitMillis);
    }

    static Request offsets() {
        return new Request(Kind.OFFSETS, 0, 0, 0, 0);
    }

    static Request readFrom(ByteBuffer head) throws IOException {
        int code = head.getInt();
        for (Kind kind : Kind.values()) {
            if (kind.code == code) {
                Request request = new Request(kind, head.getInt(), head.getLong(), head.getInt(), head.getInt());
                request.requireSense();
                return request;
            }
        }
        throw new IOException("not a request of this protocol: it begins with " + code);
    }

    private void requireSense() throws IOException {
        boolean isSensible = kind == Kind.PRODUCE ? bodyBytes > 0 : bodyBytes == 0;
        if (!isSensible || maxBytes < 0 || maxWaitMillis < 0) {
            throw new IOException("a request that makes no sense: " + this);
        }
    }

    ByteBuffer head() {
        return ByteBuffer.allocate(BYTES)
                .putInt(kind.code)
                .putInt(bodyBytes)
                .putLong(offset)
                .putInt(maxBytes)
                .putInt(maxWaitMillis)
                .flip();
    }
}
