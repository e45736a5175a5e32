package io.zerocopy.examples.log;

import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Keeps a second log that has the same records under the same offsets as a broker's. Here {@code receive} is right,
 * where in a broker it is not: there is one source, so waiting for it holds up nobody; what it sends already has its
 * place; and a thousand batches are one call. They are looked at when they are in the file, before they count. For one
 * thread.
 */
public final class Mirror implements Closeable {
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    private final Link link;
    private final Log log;

    /**
     * Connects.
     *
     * @param broker whose log is copied
     * @param log a copy of the beginning of that log, or empty; stays the caller's
     * @throws IOException if the broker does not listen
     */
    public Mirror(SocketAddress broker, Log log) throws IOException {
        this.link = new Link(broker);
        this.log = log;
    }

    /**
     * Copies what comes next, all of it sound, or fails.
     *
     * @param maxWait how long to wait for more at the end of the broker's log; negative is not at all
     * @return how many records
     * @throws BrokerException if the broker's log does not have what follows on this one
     * @throws IOException if the connection or the disk fails, or if what has come is not what should
     */
    public long poll(Duration maxWait) throws IOException {
        LongPoll wait = new LongPoll(maxWait);
        long records = fetch(wait.nextMillis());
        while (records == 0 && !wait.isOver()) {
            records = fetch(wait.nextMillis());
        }
        return records;
    }

    private long fetch(int maxWaitMillis) throws IOException {
        long offset = log.end().offset();
        AnswerHead answer = link.ask(Request.fetch(offset, FETCH_BYTES, maxWaitMillis));
        long bytes = answer.bodyBytes() - skipKnown(answer, offset);
        if (bytes > 0) {
            Segment segment = log.segmentFor(bytes);
            ZeroCopyTransfer.receive(link.channel(), segment.file(), segment.bytes(), bytes);
            log.accept(bytes);
        }
        if (log.hasFullSegments()) {
            Flush flush = log.flush();
            flush.run();
            log.flushed(flush);
        }
        return log.end().offset() - offset;
    }

    /** Reads past batches that are here already: the broker's index is sparse, and its answer may begin with some. */
    private long skipKnown(AnswerHead answer, long offset) throws IOException {
        long skipped = 0;
        long next = answer.offset();
        while (next < offset) {
            BatchHeader known = BatchHeader.at(link.read(ByteBuffer.allocate(BatchHeader.BYTES)), 0);
            link.read(ByteBuffer.allocate((int) known.batchBytes() - BatchHeader.BYTES));
            skipped += known.batchBytes();
            next = known.nextOffset();
        }
        return skipped;
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
