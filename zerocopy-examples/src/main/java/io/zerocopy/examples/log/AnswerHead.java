package io.zerocopy.examples.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The first 24 bytes of what a broker answers; behind them come batches, or a text that says what is wrong.
 *
 * @param status how the request went
 * @param bodyBytes bytes behind the head
 * @param offset PRODUCE: of the batch's first record; FETCH: of the first record sent; OFFSETS: where the log begins
 * @param endOffset where the log ends
 */
record AnswerHead(Status status, int bodyBytes, long offset, long endOffset) {
    static final int BYTES = 24;

    static AnswerHead readFrom(ByteBuffer head) throws IOException {
        return new AnswerHead(Status.of(head.getInt()), head.getInt(), head.getLong(), head.getLong());
    }

    ByteBuffer bytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(status.code())
                .putInt(bodyBytes)
                .putLong(offset)
                .putLong(endOffset)
                .flip();
    }
}
