package io.zerocopy.testkit;

import io.zerocopy.testkit.ConnectedPair.Family;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * The other end of one connection: a thread that reads as its factory's name says and checks what it gets. The test
 * writes to {@link #channel}. Closing the peer closes both ends and waits for the thread.
 */
public final class Peer implements AutoCloseable {
    private enum Ending {
        CLOSE,
        RESET
    }

    private final ConnectedPair pair;
    private final CheckedReader reader;

    private Peer(Builder how, Ending ending, long endAfterBytes, int pieceBytes, long allowedBytes) throws IOException {
        this.pair = ConnectedPair.over(how.family, how.bufferBytes);
        SocketChannel receiver = pair.receiver();
        this.reader = new CheckedReader(receiver, how.content.checkFrom(how.from), endAfterBytes, pieceBytes, () -> {
                    if (ending == Ending.RESET && how.family == Family.TCP) {
                        receiver.setOption(StandardSocketOptions.SO_LINGER, 0);
                    }
                })
                .start(allowedBytes);
    }

    /** A TCP peer that expects this content from byte {@code from} on. */
    public static Builder expecting(Content content, long from) {
        return new Builder(content, from);
    }

    /** Over what the peer is reached, and what it expects. */
    public static final class Builder {
        private final Content content;
        private final long from;
        private Family family = Family.TCP;
        private int bufferBytes;

        private Builder(Content content, long from) {
            this.content = content;
            this.from = from;
        }

        /** Another kind of socket than TCP. */
        public Builder over(Family newFamily) {
            family = newFamily;
            return this;
        }

        /** Small (or large) socket buffers on both ends. */
        public Builder socketBuffers(int bytes) {
            bufferBytes = bytes;
            return this;
        }

        /** Reads to the end of the stream as fast as it can. */
        public Peer readsAll() throws IOException {
            return new Peer(this, Ending.CLOSE, Long.MAX_VALUE, CheckedReader.FAST_BYTES, Long.MAX_VALUE);
        }

        /** Reads nothing until {@link Peer#allow} or {@link Peer#release}. */
        public Peer stalls() throws IOException {
            return new Peer(this, Ending.CLOSE, Long.MAX_VALUE, CheckedReader.FAST_BYTES, 0);
        }

        /** Reads a piece, pauses a millisecond, and so on; a released peer reads fast. */
        public Peer readsSlowly(int piece) throws IOException {
            return new Peer(this, Ending.CLOSE, Long.MAX_VALUE, piece, Long.MAX_VALUE);
        }

        /** Reads this many bytes and closes; what it has not read makes the kernel answer with a reset. */
        public Peer closesAfter(long bytes) throws IOException {
            return new Peer(this, Ending.CLOSE, bytes, CheckedReader.FAST_BYTES, Long.MAX_VALUE);
        }

        /** Reads this many bytes and resets the connection (TCP; a Unix-domain peer can only close). */
        public Peer resetsAfter(long bytes) throws IOException {
            return new Peer(this, Ending.RESET, bytes, CheckedReader.FAST_BYTES, Long.MAX_VALUE);
        }
    }

    /** The sending end, blocking; closed with the peer. */
    public SocketChannel channel() {
        return pair.sender();
    }

    /** Lets a stalled peer read this many bytes more. */
    public void allow(long bytes) {
        reader.gate().allow(bytes);
    }

    /** Lets a stalled or slow peer read everything as fast as it can. */
    public void release() {
        reader.gate().release();
    }

    /** Bytes read so far. */
    public long received() {
        return reader.check().count();
    }

    /** Completes when the peer is done: at the end of the stream, or after what its name says. */
    public CompletableFuture<ContentCheck> result() {
        return reader.result();
    }

    /** Closes the sending end and waits until the peer has read everything. */
    public ContentCheck finish() throws IOException {
        pair.sender().close();
        return join();
    }

    /** Waits until the peer is done, within five minutes. */
    public ContentCheck join() throws IOException {
        return reader.join();
    }

    @Override
    public void close() throws IOException {
        reader.gate().release();
        pair.close();
        reader.stop();
    }
}
