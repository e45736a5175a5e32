package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.DelegatingTarget;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A target and its other end, where the test itself is the peer: it reads, closes and resets when it likes. */
final class Link implements AutoCloseable {
    /** Far below the size of the tests' files: a peer that does not read stalls the sender. */
    private static final int SOCKET_BUFFER_BYTES = 16 * 1024;

    /** What is sent to: a WritableByteChannel or an OutputStream. */
    private final Closeable target;
    /** What is below: a SocketChannel, a Socket or a pipe's sink. */
    private final Closeable sending;

    private final ReadableByteChannel receiving;
    private final ContentCheck received;

    private Link(Closeable target, Closeable sending, ReadableByteChannel receiving) {
        this.target = target;
        this.sending = sending;
        this.receiving = receiving;
        this.received = SentFile.CONTENT.checkFrom(0);
    }

    static Link tcp() throws IOException {
        ConnectedPair pair = ConnectedPair.over(Family.TCP, SOCKET_BUFFER_BYTES);
        return new Link(pair.sender(), pair.sender(), pair.receiver());
    }

    static Link unix() throws IOException {
        ConnectedPair pair = ConnectedPair.over(Family.UNIX, SOCKET_BUFFER_BYTES);
        return new Link(pair.sender(), pair.sender(), pair.receiver());
    }

    static Link wrappedTcp() throws IOException {
        ConnectedPair pair = ConnectedPair.over(Family.TCP, SOCKET_BUFFER_BYTES);
        return new Link(new DelegatingTarget(pair.sender()), pair.sender(), pair.receiver());
    }

    static Link pipe() throws IOException {
        Pipe pipe = Pipe.open();
        return new Link(pipe.sink(), pipe.sink(), pipe.source());
    }

    /** A java.net.Socket's own stream, which is no channel in disguise. */
    static Link stream() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Socket socket = new Socket();
            socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
            socket.connect(server.getLocalAddress());
            return new Link(socket.getOutputStream(), socket, server.accept());
        }
    }

    void makeNonBlocking() throws IOException {
        ((SelectableChannel) sending).configureBlocking(false);
    }

    TransferResult send(Path source, TransferOptions options) throws IOException {
        return target instanceof OutputStream stream
                ? ZeroCopyTransfer.send(source, stream, options)
                : ZeroCopyTransfer.send(source, (WritableByteChannel) target, options);
    }

    TransferResult send(FileChannel source, long count, TransferOptions options) throws IOException {
        return target instanceof OutputStream stream
                ? ZeroCopyTransfer.send(Payload.ofFile(source, 0, count), stream, options)
                : ZeroCopyTransfer.send(source, 0, count, (WritableByteChannel) target, options);
    }

    boolean isTargetOpen() {
        return sending instanceof Socket socket ? !socket.isClosed() : ((WritableByteChannel) sending).isOpen();
    }

    void closeTarget() throws IOException {
        target.close();
    }

    /** Ends the stream for the peer while the target stays open. */
    void shutdownOutput() throws IOException {
        if (sending instanceof Socket socket) {
            socket.shutdownOutput();
        } else {
            ((SocketChannel) sending).shutdownOutput();
        }
    }

    /** Reads until this many bytes have come in all: from then on the send is under way. */
    void readUntil(long bytes) throws Exception {
        if (readAtMost(bytes) < bytes) {
            throw new AssertionError("the stream ended after " + received);
        }
    }

    /** Reads to the end of the stream, and returns how many bytes have come in all. */
    long readToEnd() throws Exception {
        return readAtMost(Long.MAX_VALUE);
    }

    /** Reads what there is until the connection is reset, and returns how many bytes have come in all. */
    long readToReset() throws Exception {
        Throwable end = catchThrowable(this::readToEnd);
        assertThat(end).as("the end of the stream").isInstanceOf(IOException.class);
        received.requireRight();
        return received.count();
    }

    /** On a thread of its own: a stream without an end is to fail its test, not to hang it. */
    private long readAtMost(long bytesInAll) throws Exception {
        ContentCheck read = Background.start(() -> {
                    while (received.count() < bytesInAll && read(bytesInAll - received.count()) >= 0) {}
                    return received;
                })
                .get();
        read.requireRight();
        return read.count();
    }

    private int read(long atMostBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(atMostBytes, 64 * 1024));
        int bytes = receiving.read(buffer);
        received.accept(buffer.flip());
        return bytes;
    }

    /** Leaves with bytes unread. */
    void closePeer() throws IOException {
        receiving.close();
    }

    void resetPeer() throws IOException {
        ((SocketChannel) receiving).setOption(StandardSocketOptions.SO_LINGER, 0);
        receiving.close();
    }

    @Override
    public void close() throws IOException {
        try (receiving) {
            sending.close();
        }
    }
}
