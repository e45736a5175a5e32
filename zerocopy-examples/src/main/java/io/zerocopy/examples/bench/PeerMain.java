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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/** The far process: does one {@link Job} a connection, in a thread of its own, until its parent has gone. */
final class PeerMain {
    /** What the peer says when it is about to read: from then on its speed counts. */
    static final int READY = 1;

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Threads are used again, and so are their buffers. */
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private final SocketChannel channel;
    private final ByteBuffer buffer = BUFFERS.get();

    private PeerMain(SocketChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread serving = new Thread(() -> serve(server), "serving");
            serving.setDaemon(true);
            serving.start();
            System.out.println(server.socket().getLocalPort());
            while (System.in.read() >= 0) {
                // Nothing is ever said: the end of it is the end of the parent.
            }
        }
    }

    private static void serve(ServerSocketChannel server) {
        ExecutorService connections = Executors.newCachedThreadPool();
        try {
            while (true) {
                SocketChannel channel = server.accept();
                connections.execute(() -> serve(channel));
            }
        } catch (ClosedChannelException e) {
            // The parent has gone.
        } catch (IOException e) {
            System.err.println("far process: " + e);
        } finally {
            connections.shutdownNow();
        }
    }

    private static void serve(SocketChannel connection) {
        try (SocketChannel channel = connection) {
            // The last request of a run must not wait for an acknowledgement either.
            channel.socket().setTcpNoDelay(true);
            new PeerMain(channel).work();
        } catch (IOException e) {
            System.err.println("far process: " + e);
        }
    }

    private void work() throws IOException {
        Job job = Job.readFrom(new DataInputStream(Channels.newInputStream(channel)));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
        out.writeByte(READY);
        switch (job.kind()) {
            case DISCARD, IDLE -> out.write(Job.countAnswer(discard()));
            case DIGEST -> out.write(digest());
            case REQUEST -> {
                request(job);
                awaitEnd();
                out.write(Job.countAnswer(job.responseBytes() * job.responses()));
            }
            case TIMED -> {
                readFully(1);
                byte[] nanos = request(job);
                awaitEnd();
                out.write(nanos);
            }
            case TLS -> out.write(Job.countAnswer(decrypt(job.responseBytes())));
            case SEND -> out.write(Job.countAnswer(send(Path.of(job.file()))));
        }
    }

    private long discard() throws IOException {
        long total = 0;
        int count;
        while ((count = channel.read(buffer.clear())) >= 0) {
            total += count;
        }
        return total;
    }

    /** Who answers requests from an event loop would take an answer of ours for another one. */
    private void awaitEnd() throws IOException {
        if (discard() > 0) {
            throw new IOException("more came than was asked for");
        }
    }

    private byte[] digest() throws IOException {
        MessageDigest digest = Sha256.begin();
        while (channel.read(buffer.clear()) >= 0) {
            digest.update(buffer.flip());
        }
        return digest.digest();
    }

    /** Returns how many nanoseconds each response took. */
    private byte[] request(Job job) throws IOException {
        ByteBuffer nanos = ByteBuffer.allocate(job.responses() * Long.BYTES);
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < job.responses(); i++) {
            long begin = System.nanoTime();
            channel.write(request.clear());
            readFully(job.responseBytes());
            nanos.putLong(System.nanoTime() - begin);
        }
        return nanos.array();
    }

    private void readFully(long bytes) throws IOException {
        long missing = bytes;
        while (missing > 0) {
            int count = channel.read(buffer.clear().limit((int) Math.min(buffer.capacity(), missing)));
            if (count < 0) {
                throw new EOFException("a response ended " + missing + " bytes too early");
            }
            missing -= count;
        }
    }

    /** No end of the stream: who says farewell would wait for ours. */
    private long decrypt(long bytes) throws IOException {
        TlsChannel tls = ServerTlsChannel.newBuilder(channel, AnonymousTls.context())
                .withEngineFactory(AnonymousTls::engineOfServer)
                .build();
        long total = 0;
        int count;
        while (total < bytes && (count = tls.read(buffer.clear())) >= 0) {
            total += count;
        }
        return total;
    }

    private long send(Path file) throws IOException {
        TransferToLoop.send(file, channel);
        return Files.size(file);
    }
}
