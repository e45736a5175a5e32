package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.channels.Pipe;

/** The reading end of a Pipe of this process: a {@link Peer} for whoever writes to {@link #sink}. */
public final class PipePeer implements AutoCloseable {
    private final Pipe pipe;
    private final CheckedReader reader;

    private PipePeer(Content content, long from, long allowedBytes) throws IOException {
        this.pipe = Pipe.open();
        this.reader = new CheckedReader(
                        pipe.source(), content.checkFrom(from), Long.MAX_VALUE, CheckedReader.FAST_BYTES, () -> {})
                .start(allowedBytes);
    }

    /** Reads to the end as fast as it can. */
    public static PipePeer readsAll(Content content, long from) throws IOException {
        return new PipePeer(content, from, Long.MAX_VALUE);
    }

    /** Reads nothing until {@link #release}. */
    public static PipePeer stalls(Content content, long from) throws IOException {
        return new PipePeer(content, from, 0);
    }

    /** The writing end, blocking; closed with the peer. */
    public Pipe.SinkChannel sink() {
        return pipe.sink();
    }

    /** Lets a stalled peer read everything as fast as it can. */
    public void release() {
        reader.gate().release();
    }

    /** Closes the writing end and waits until everything has been read. */
    public ContentCheck finish() throws IOException {
        pipe.sink().close();
        return reader.join();
    }

    @Override
    public void close() throws IOException {
        reader.gate().release();
        pipe.sink().close();
        pipe.source().close();
        reader.stop();
    }
}
