package io.zerocopy.examples.bench.micro;

import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Side;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file of random bytes and a connection to send them to.
 *
 * @param content the file
 * @param file the same, open
 * @param otherEnd ends the other end of the connection
 * @param target this end
 */
record Stage(RandomFile content, FileChannel file, Closeable otherEnd, SocketChannel target) implements Closeable {
    /** What one call sends. */
    static final int SEND_BYTES = 4096;

    /** The property that says where the far process listens. */
    static final String PEER_PORT = "zerocopy.peer.port";

    private static final int SMALL_BUFFER_BYTES = 64 * 1024;

    /** How the target is sent to. */
    enum Mode {
        BLOCKING,
        NON_BLOCKING
    }

    /** The far process of {@code bench} reads all that comes, as fast as it can. */
    static Stage readByPeer(long fileBytes, Mode mode) {
        try {
            int port = Integer.getInteger(PEER_PORT);
            InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            Socket socket = Peer.connect(peer, Job.DISCARD, Side.Wire.CHANNEL);
            return of(fileBytes, () -> Peer.finish(socket), Objects.requireNonNull(socket.getChannel()), mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody reads, and little is enough to fill the buffers in between. */
    static Stage readByNobody(long fileBytes) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            server.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel target = SocketChannel.open();
            target.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER_BYTES);
            // The kernel accepts for it.
            target.connect(server.getLocalAddress());
            return of(fileBytes, server, target, Mode.NON_BLOCKING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stage of(long fileBytes, Closeable otherEnd, SocketChannel target, Mode mode) throws IOException {
        target.configureBlocking(mode == Mode.BLOCKING);
        RandomFile content = RandomFile.create(Path.of(System.getProperty("java.io.tmpdir")), fileBytes);
        return new Stage(content, FileChannel.open(content.path()), otherEnd, target);
    }

    @Override
    public void close() throws IOException {
        otherEnd.close();
        target.close();
        file.close();
        content.close();
    }
}
