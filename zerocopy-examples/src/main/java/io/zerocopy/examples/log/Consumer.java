package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a broker's log from an offset on, in order. It alone remembers how far it has got. For one thread. */
public final class Consumer implements Closeable {
    private final Link link;
    private final int maxBytes;
    private ByteBuffer batches;
    private long offset;

    /**
     * Connects.
     *
     * @param broker where it listens
     * @param offset of the first record wanted
     * @param maxBytes how much to ask for at a time; a batch that is larger comes all the same
     * @throws IOException if the broker does not listen
     */
    public Consumer(SocketAddress broker, long offset, int maxBytes) throws IOException {
        this.offset = offset;
        this.maxBytes = maxBytes;
        this.batches = ByteBuffer.allocate(maxBytes);
        this.link = new Link(broker);
    }

    /**
     * Asks where the log begins.
     *
     * @return the offset of the oldest record that is kept
     * @throws IOException if the connection fails
     */
    public long startOffset() throws IOException {
        return link.ask(Request.offsets()).offset();
    }

    /**
     * Asks where the log ends.
     *
     * @return the offset that the next record will have
     * @throws IOException if the connection fails
     */
    public long endOffset() throws IOException {
        return link.ask(Request.offsets()).endOffset();
    }

    /**
     * Goes to another place.
     *
     * @param newOffset of the record that the next poll begins with
     */
    public void seek(long newOffset) {
        offset = newOffset;
    }

    /**
     * The next records. When this throws, the place is as before, and another consumer can go on from there.
     *
     * @param maxWait how long to wait for more at the end of the log; negative is not at all
     * @return none if there was none in time
     * @throws BrokerException if the log does not have the offset
     * @throws IOException if the connection fails, or if a batch has been damaged on the way
     */
    public List<LogRecord> poll(Duration maxWait) throws IOException {
        LongPoll wait = new LongPoll(maxWait);
        List<LogRecord> records = fetch(wait.nextMillis());
        while (records.isEmpty() && !wait.isOver()) {
            records = fetch(wait.nextMillis());
        }
        return records;
    }

    private List<LogRecord> fetch(int maxWaitMillis) throws IOException {
        AnswerHead answer = link.ask(Request.fetch(offset, maxBytes, maxWaitMillis));
        ByteBuffer body = link.read(room(answer.bodyBytes()));
        List<LogRecord> records = new ArrayList<>();
        while (body.hasRemaining()) {
            requireSound(body);
            for (LogRecord read : Batch.read(body)) {
                // The index is sparse: what comes may begin a little earlier than what was asked for.
                if (read.offset() >= offset) {
                    records.add(read);
                }
            }
        }
        if (!records.isEmpty()) {
            offset = records.get(records.size() - 1).offset() + 1;
        }
        return records;
    }

    private ByteBuffer room(int bytes) {
        if (bytes > batches.capacity()) {
            batches = ByteBuffer.allocate(bytes);
        }
        return batches.clear().limit(bytes);
    }

    /** The checksum that the producer has made: nobody in between has touched what it covers. */
    private static void requireSound(ByteBuffer batches) throws IOException {
        ByteBuffer rest = batches.slice();
        if (rest.remaining() >= BatchHeader.BYTES) {
            long bytes = BatchHeader.at(rest, 0).batchBytes();
            rest.limit((int) Math.max(0, Math.min(bytes, rest.remaining())));
        }
        String flaw = Batch.flawOf(rest);
        if (!flaw.isEmpty()) {
            throw new IOException("a damaged batch has come: " + flaw);
        }
    }

    /**
     * How far it has got.
     *
     * @return the offset of the record that the next poll begins with
     */
    public long offset() {
        return offset;
    }

    SocketChannel channel() {
        return link.channel();
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
