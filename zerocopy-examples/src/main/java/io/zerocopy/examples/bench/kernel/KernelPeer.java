package io.zerocopy.examples.bench.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;

/** The far process: gives, counts, or sends messages round, as the first nine bytes of a connection say. */
final class KernelPeer {
    /** Gives so many bytes, and waits for the other side to hang up. */
    static final char GIVE = 'G';
    /** Counts to the end of the stream, and says how many bytes that was. */
    static final char COUNT = 'C';
    /** Sends so many messages, each when the one before it has come back; that is by {@link #PONG}. */
    static final char PING = 'P';
    /** In the end it is told the nanoseconds that half of the messages, and 99 % of them, took at most. */
    static final char PONG = 'Q';

    private static final int PIECE_BYTES = 1024 * 1024;
    private static final int MESSAGE_BYTES = 10;

    private final Path file;
    private final SynchronousQueue<SocketChannel> pongs = new SynchronousQueue<>();

    private KernelPeer(Path file) {
        this.file = file;
    }

    /** The arguments are a file whose bytes are given, and the name for a Unix-domain socket. */
    public static void main(String[] arguments) throws IOException {
        KernelPeer peer = new KernelPeer(Path.of(arguments[0]));
        ServerSocketChannel local = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        start(() -> peer.serve(local.bind(UnixDomainSocketAddress.of(arguments[1]))));
        ServerSocketChannel tcp = ServerSocketChannel.open();
        tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        System.out.println(((InetSocketAddress) tcp.getLocalAddress()).getPort());
        start(() -> peer.serve(tcp));
        // Until whoever started this goes.
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        new Thread(() -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
    }

    private void serve(ServerSocketChannel listener) throws IOException {
        while (true) {
            SocketChannel connection = listener.accept();
            start(() -> serve(connection));
        }
    }

    private void serve(SocketChannel connection) throws IOException, InterruptedException {
        ByteBuffer order = read(connection, 1 + Long.BYTES);
        char kind = (char) order.get();
        long count = order.getLong();
        if (kind == PONG) {
            pongs.put(connection);
            return;
        }
        try (connection) {
            switch (kind) {
                case GIVE -> give(connection, count);
                case COUNT -> count(connection);
                case PING -> sendRound(connection, pongs.take(), (int) count);
                default -> throw new IOException("no order: " + kind);
            }
        }
    }

    private void give(SocketChannel to, long count) throws IOException {
        try (FileChannel from = FileChannel.open(file)) {
            long size = from.size();
            for (long given = 0; given < count; ) {
                long at = given % size;
                given += from.transferTo(at, Math.min(size - at, count - given), to);
            }
        }
        while (to.read(ByteBuffer.allocate(1)) >= 0) {}
    }

    private static void count(SocketChannel from) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        long counted = 0;
        for (int bytes = 0; bytes >= 0; bytes = from.read(piece.clear())) {
            counted += bytes;
        }
        from.write(ByteBuffer.allocate(Long.BYTES).putLong(counted).flip());
    }

    private static void sendRound(SocketChannel ping, SocketChannel pong, int count) throws IOException {
        if (ping.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            ping.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            ping.write(message.clear());
            message.clear();
            while (message.hasRemaining()) {
                if (pong.read(message) < 0) {
                    throw new EOFException();
                }
            }
            nanos[i] = System.nanoTime() - begin;
        }
        ping.shutdownOutput();
        Arrays.sort(nanos);
        pong.write(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(nanos[count / 2])
                .putLong(nanos[count * 99 / 100])
                .flip());
        pong.close();
    }

    /** Reads so many bytes, ready to be drained. */
    static ByteBuffer read(SocketChannel from, int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        while (into.hasRemaining()) {
            if (from.read(into) < 0) {
                throw new EOFException("the far process has hung up");
            }
        }
        return into.flip();
    }
}
