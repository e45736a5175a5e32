package io.zerocopy.examples.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;

/** The far process: does one {@link Job} a connection, one connection after the other, until its parent has gone. */
final class PeerMain {
    /** What the peer says when it is about to read: from then on its speed counts. */
    static final int READY = 1;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024 * 1024);

    private PeerMain() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread serving = new Thread(() -> new PeerMain().serve(server), "serving");
            serving.setDaemon(true);
            serving.start();
            System.out.println(server.socket().getLocalPort());
            while (System.in.read() >= 0) {
                // Nothing is ever said: the end of it is the end of the parent.
            }
        }
    }

    private void serve(ServerSocketChannel server) {
        while (true) {
            try (SocketChannel channel = server.accept()) {
                // The last request of a run must not wait for an acknowledgement either.
                channel.socket().setTcpNoDelay(true);
                work(channel);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                System.err.println("receiving process: " + e);
            }
        }
    }

    private void work(SocketChannel channel) throws IOException {
        Job job = Job.readFrom(new DataInputStream(Channels.newInputStream(channel)));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
        out.writeByte(READY);
        switch (job.kind()) {
            case DISCARD -> out.write(Job.countAnswer(discard(channel)));
            case DIGEST -> out.write(digest(channel));
            case REQUEST -> out.write(Job.countAnswer(request(channel, job)));
        }
    }

    private long discard(SocketChannel channel) throws IOException {
        long total = 0;
        int count;
        while ((count = channel.read(buffer.clear())) >= 0) {
            total += count;
        }
        return total;
    }

    private byte[] digest(SocketChannel channel) throws IOException {
        MessageDigest digest = Sha256.begin();
        while (channel.read(buffer.clear()) >= 0) {
            digest.update(buffer.flip());
        }
        return digest.digest();
    }

    private long request(SocketChannel channel, Job job) throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < job.responses(); i++) {
            channel.write(request.clear());
            long missing = job.responseBytes();
            while (missing > 0) {
                int count = channel.read(buffer.clear().limit((int) Math.min(buffer.capacity(), missing)));
                if (count < 0) {
                    throw new EOFException("response " + i + " ended " + missing + " bytes too early");
                }
                missing -= count;
            }
        }
        return job.responseBytes() * job.responses();
    }
}
