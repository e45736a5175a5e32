package io.zerocopy.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The far process: receives, or sends, so that its CPU, memory and locks are not those of what is measured.
 *
 * @param process that runs {@link PeerMain}
 * @param address where it listens on the loopback interface
 */
public record Peer(Child process, InetSocketAddress address) implements Closeable {
    /** Starts the process and waits until it listens. */
    public static Peer start() throws IOException {
        return start(List.of());
    }

    /** Starts it on a CPU that is not the sender's, where the system lets us choose: see {@link Pinning}. */
    public static Peer startPinned() throws IOException {
        return start(Pinning.onPeerCpu());
    }

    private static Peer start(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ChildJvm.command(PeerMain.class, List.of()));
        Child process = Child.start(command);
        int port = Integer.parseInt(process.line());
        return new Peer(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects, tells the peer its job, and waits until it is about to do it. */
    public static Socket connect(InetSocketAddress address, Job job, Side.Wire wire) throws IOException {
        if (wire == Side.Wire.CHANNEL) {
            return connect(address, job).socket();
        }
        Socket socket = new Socket(address.getAddress(), address.getPort());
        introduce(socket, socket.getInputStream(), socket.getOutputStream(), job);
        return socket;
    }

    /** The same by a channel. */
    static SocketChannel connect(SocketAddress address, Job job) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        introduce(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel), job);
        return channel;
    }

    private static void introduce(Closeable connection, InputStream in, OutputStream out, Job job) throws IOException {
        try {
            out.write(job.lineBytes());
            if (in.read() != PeerMain.READY) {
                throw new IOException("the far process hung up");
            }
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Ends the stream and waits for the peer's answer: then it has received all, or sent it. */
    public static byte[] finish(Socket socket) throws IOException {
        if (socket.getChannel() != null) {
            return finish(socket.getChannel());
        }
        socket.shutdownOutput();
        return socket.getInputStream().readAllBytes();
    }

    static byte[] finish(SocketChannel channel) throws IOException {
        channel.configureBlocking(true);
        channel.shutdownOutput();
        return Channels.newInputStream(channel).readAllBytes();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
