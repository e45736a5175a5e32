package io.zerocopy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two SocketChannels of this process that are connected with each other, both blocking. */
public final class ConnectedPair implements AutoCloseable {
    private final SocketChannel sender;
    private final SocketChannel receiver;

    private ConnectedPair(SocketChannel sender, SocketChannel receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    /** Over loopback, with buffers of the system's size. */
    public static ConnectedPair tcp() throws IOException {
        return over(Family.TCP, 0);
    }

    /** Over a Unix-domain socket. */
    public static ConnectedPair unix() throws IOException {
        return over(Family.UNIX, 0);
    }

    /** With socket buffers of this size, as far as the kernel obeys; 0 leaves them as they are. */
    public static ConnectedPair over(Family family, int bufferBytes) throws IOException {
        try (Listener listener = Listener.open(family, bufferBytes)) {
            SocketChannel sender = listener.connect(bufferBytes);
            try {
                return new ConnectedPair(sender, listener.accept());
            } catch (IOException | RuntimeException e) {
                sender.close();
                throw e;
            }
        }
    }

    /** The end that the library writes to. */
    public SocketChannel sender() {
        return sender;
    }

    /** The end that the test reads from. */
    public SocketChannel receiver() {
        return receiver;
    }

    @Override
    public void close() throws IOException {
        try (receiver) {
            sender.close();
        }
    }

    /** What kind of socket. */
    public enum Family {
        TCP,
        UNIX
    }

    /** A listening socket that is gone, its file too, when closed. */
    static final class Listener implements AutoCloseable {
        private final ServerSocketChannel server;
        private final SocketAddress address;

        private Listener(ServerSocketChannel server, SocketAddress address) {
            this.server = server;
            this.address = address;
        }

        static Listener open(Family family, int bufferBytes) throws IOException {
            boolean tcp = family == Family.TCP;
            ServerSocketChannel server =
                    tcp ? ServerSocketChannel.open() : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                if (bufferBytes > 0) {
                    server.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
                }
                server.bind(
                        tcp
                                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                                : UnixDomainSocketAddress.of(
                                        Files.createTempDirectory("peer").resolve("socket")));
                return new Listener(server, server.getLocalAddress());
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        }

        SocketChannel connect(int bufferBytes) throws IOException {
            SocketChannel channel = address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            try {
                if (bufferBytes > 0) {
                    channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
                }
                channel.connect(address);
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        SocketChannel accept() throws IOException {
            return server.accept();
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (address instanceof UnixDomainSocketAddress unix) {
                Path file = unix.getPath();
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.resolve("..").normalize());
            }
        }
    }
}
