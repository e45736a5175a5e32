package io.zerocopy.examples.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.Payload;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a broker sends for one request, as one payload: a head and a range of a segment's file, which the broker itself
 * never reads.
 *
 * @param payload what is sent
 * @param slice the part of it that is in the log; null if there is none
 */
record Answer(Payload payload, @Nullable Slice slice) {
    static Answer batches(Slice slice, long endOffset) {
        AnswerHead head =
                new AnswerHead(Status.OK, (int) slice.bytes(), slice.from().offset(), endOffset);
        Payload.Builder payload = Payload.builder().bytes(head.bytes());
        slice.addTo(payload);
        return new Answer(payload.build(), slice);
    }

    static Answer offsets(long offset, long endOffset) {
        AnswerHead head = new AnswerHead(Status.OK, 0, offset, endOffset);
        return new Answer(Payload.builder().bytes(head.bytes()).build(), null);
    }

    static Answer refusal(Status status, String why, Log log) {
        ByteBuffer text = UTF_8.encode(why);
        AnswerHead head = new AnswerHead(status, text.remaining(), log.startOffset(), log.endOffset());
        return new Answer(Payload.builder().bytes(head.bytes()).bytes(text).build(), null);
    }
}
