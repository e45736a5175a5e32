package io.zerocopy.examples.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;

/**
 * A consumer that reads a log from its beginning to its end as fast as it can, and looks at nothing but the headers.
 */
final class CatchUp implements Callable<Long> {
    private static final int FETCH_BYTES = 1 << 20;

    private final InetSocketAddress broker;

    CatchUp(InetSocketAddress broker) {
        this.broker = broker;
    }

    /** Bytes read. */
    @Override
    public Long call() throws IOException {
        ByteBuffer body = ByteBuffer.allocateDirect(2 * FETCH_BYTES);
        long bytes = 0;
        long offset = 0;
        try (Link link = new Link(broker)) {
            AnswerHead answer = link.ask(Request.fetch(offset, FETCH_BYTES, 0));
            while (answer.bodyBytes() > 0) {
                link.read(body.clear().limit(answer.bodyBytes()));
                bytes += answer.bodyBytes();
                offset = nextOffset(body, offset);
                answer = link.ask(Request.fetch(offset, FETCH_BYTES, 0));
            }
        }
        return bytes;
    }

    private static long nextOffset(ByteBuffer batches, long offset) throws IOException {
        long next = offset;
        for (int at = 0; at < batches.limit(); ) {
            BatchHeader header = BatchHeader.at(batches, at);
            if (header.baseOffset() != next) {
                throw new IOException("offset " + header.baseOffset() + " has come in place of " + next);
            }
            next = header.nextOffset();
            at += (int) header.batchBytes();
        }
        return next;
    }
}
