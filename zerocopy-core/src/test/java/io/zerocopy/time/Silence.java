package io.zerocopy.time;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.ContentCheck;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A target whose peer reads nothing until the test, which is the peer, reads what has come. */
final class Silence implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    /** What the library is given, a WritableByteChannel or an OutputStream, and what is below it. */
    private final Closeable target;

    private final Closeable sending;
    private final ReadableByteChannel receiving;

    private Silence(Closeable target, Closeable sending, ReadableByteChannel receiving) {
        this.target = target;
        this.sending = sending;
        this.receiving = receiving;
    }

    /** What an application puts in front of a channel. */
    interface Wrapping {
        WritableByteChannel wrap(SocketChannel channel);
    }

    static Silence socket(Family family, Wrapping wrapping) throws IOException {
        ConnectedPair pair = ConnectedPair.over(family, SOCKET_BUFFER_BYTES);
        return new Silence(wrapping.wrap(pair.sender()), pair.sender(), pair.receiver());
    }

    static Silence pipe() throws IOException {
        Pipe pipe = Pipe.open();
        return new Silence(pipe.sink(), pipe.sink(), pipe.source());
    }

    /** A java.net.Socket's own stream, behind which there is no channel. */
    static Silence stream() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            Socket sender = new Socket(loopback, server.getLocalPort());
            sender.setSendBufferSize(SOCKET_BUFFER_BYTES);
            Socket receiver = server.accept();
            return new Silence(sender.getOutputStream(), sender, Channels.newChannel(receiver.getInputStream()));
        }
    }

    Silence nonBlocking() throws IOException {
        channel().configureBlocking(false);
        return this;
    }

    SelectableChannel channel() {
        return (SelectableChannel) sending;
    }

    TransferResult send(Payload payload, TransferOptions options) throws IOException {
        return target instanceof OutputStream stream
                ? ZeroCopyTransfer.send(payload, stream, options)
                : ZeroCopyTransfer.send(payload, (WritableByteChannel) target, options);
    }

    boolean isClosed() {
        return sending instanceof Socket socket ? socket.isClosed() : !((Channel) sending).isOpen();
    }

    /** Reads what has come, to the end of the stream; fails if that is a reset. */
    void readToEnd(ContentCheck check) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SOCKET_BUFFER_BYTES);
        while (receiving.read(buffer.clear()) >= 0) {
            check.accept(buffer.flip());
        }
    }

    @Override
    public void close() throws IOException {
        try (receiving) {
            sending.close();
        }
    }
}
