package io.zerocopy.contract;

import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.PipePeer;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** The kinds of channel that wait for a reader, each with a reader at its other end. */
public enum Lane {
    TCP_BLOCKING,
    TCP_NON_BLOCKING,
    UNIX_BLOCKING,
    UNIX_NON_BLOCKING,
    PIPE_BLOCKING,
    PIPE_NON_BLOCKING,
    /** An application's wrapper, which answers 0 and cannot be waited on. */
    WRAPPED_NON_BLOCKING;

    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    public boolean isBlocking() {
        return this == TCP_BLOCKING || this == UNIX_BLOCKING || this == PIPE_BLOCKING;
    }

    /** What the library is to use here when it may choose. */
    public TransferMechanism best() {
        boolean socket = this != PIPE_BLOCKING && this != PIPE_NON_BLOCKING && this != WRAPPED_NON_BLOCKING;
        return socket && ZeroCopyTransfer.capabilities().has(TransferMechanism.SENDFILE)
                ? TransferMechanism.SENDFILE
                : TransferMechanism.DIRECT_BUFFER_COPY;
    }

    /** Opens one whose reader expects the content from a position on, and reads nothing before {@link Open#release}. */
    public Open open(Content content, long from) throws IOException {
        Open open = this == PIPE_BLOCKING || this == PIPE_NON_BLOCKING
                ? new ThroughPipe(PipePeer.stalls(content, from))
                : new ThroughSocket(
                        Peer.expecting(content, from)
                                .over(this == UNIX_BLOCKING || this == UNIX_NON_BLOCKING ? Family.UNIX : Family.TCP)
                                .socketBuffers(SOCKET_BUFFER_BYTES)
                                .stalls(),
                        this == WRAPPED_NON_BLOCKING);
        open.channel().configureBlocking(isBlocking());
        return open;
    }

    /** An open lane: channel and reader. */
    public interface Open extends AutoCloseable {
        /** What the library is given. */
        WritableByteChannel target();

        /** The channel itself, also where the target wraps it. */
        SelectableChannel channel();

        void release();

        ContentCheck finish() throws IOException;

        @Override
        void close() throws IOException;
    }

    private record ThroughSocket(Peer peer, WritableByteChannel target) implements Open {
        ThroughSocket(Peer peer, boolean wrapped) {
            this(peer, wrapped ? new DelegatingTarget(peer.channel()) : peer.channel());
        }

        @Override
        public SelectableChannel channel() {
            return peer.channel();
        }

        @Override
        public void release() {
            peer.release();
        }

        @Override
        public ContentCheck finish() throws IOException {
            return peer.finish();
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    private record ThroughPipe(PipePeer peer) implements Open {
        @Override
        public WritableByteChannel target() {
            return peer.sink();
        }

        @Override
        public SelectableChannel channel() {
            return peer.sink();
        }

        @Override
        public void release() {
            peer.release();
        }

        @Override
        public ContentCheck finish() throws IOException {
            return peer.finish();
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }
}
