package io.zerocopy.examples.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** A consumer that asks for 64 KiB anywhere in the log, again and again, and takes the time of each answer. */
final class FetchTimes implements Callable<long[]> {
    private static final int FETCH_BYTES = 64 * 1024;

    private final InetSocketAddress broker;
    private final long endOffset;
    private final long deadline;

    FetchTimes(InetSocketAddress broker, long endOffset, long deadline) {
        this.broker = broker;
        this.endOffset = endOffset;
        this.deadline = deadline;
    }

    /** Nanoseconds of each fetch. */
    @Override
    public long[] call() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        ByteBuffer body = ByteBuffer.allocateDirect(4 * FETCH_BYTES);
        long[] nanos = new long[1 << 20];
        int fetches = 0;
        try (Link link = new Link(broker)) {
            while (System.nanoTime() - deadline < 0 && fetches < nanos.length) {
                long begun = System.nanoTime();
                AnswerHead answer = link.ask(Request.fetch(random.nextLong(endOffset), FETCH_BYTES, 0));
                link.read(body.clear().limit(answer.bodyBytes()));
                nanos[fetches++] = System.nanoTime() - begun;
            }
        }
        return Arrays.copyOf(nanos, fetches);
    }
}
