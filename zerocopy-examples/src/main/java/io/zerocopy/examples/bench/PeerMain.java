package io.zerocopy.examples.bench;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The far process: does one {@link Job} a connection, in a thread of its own, until its parent has gone. */
final class PeerMain {
    /** What the peer says when it is about to read: from then on its speed counts. */
    static final int READY = 1;

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Used again, and so are their buffers. */
    private static final Executor THREADS = Executors.newCachedThreadPool();

    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private final SocketChannel channel;
    private final ByteBuffer buffer = BUFFERS.get();

    private PeerMain(SocketChannel channel) {
        this.channel = channel;
    }

    /** Says its port. */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        THREADS.execute(() -> serve(server));
        System.out.println(server.socket().getLocalPort());
        Child.awaitParent();
    }

    private static void serve(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                THREADS.execute(() -> serve(channel));
            }
        } catch (IOException e) {
            System.err.println("far process: " + e);
        }
    }

    private static void serve(SocketChannel connection) {
        try (SocketChannel channel = connection) {
            // The last request of a run must not wait for an acknowledgement either.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new PeerMain(channel).work();
        } catch (IOException e) {
            System.err.println("far process: " + e);
        }
    }

    private void work() throws IOException {
        InputStream in = Channels.newInputStream(channel);
        Job job = Job.parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
        OutputStream out = Channels.newOutputStream(channel);
        out.write(READY);
        if (job.kind().waits()) {
            readFully(1);
        }
        out.write(
                switch (job.kind()) {
                    case DISCARD -> Job.countAnswer(discard());
                    case DIGEST -> digest(in);
                    case REQUEST -> request(job);
                    case SEND -> Job.countAnswer(send(Path.of(job.file()), job.times()));
                });
        // To close before the other side does would be a reset where something is unread.
        discard();
    }

    private long discard() throws IOException {
        long total = 0;
        int count;
        while ((count = channel.read(buffer.clear())) >= 0) {
            total += count;
        }
        return total;
    }

    private static byte[] digest(InputStream in) throws IOException {
        HashingInputStream digesting = new HashingInputStream(Hashing.sha256(), in);
        digesting.transferTo(OutputStream.nullOutputStream());
        return digesting.hash().asBytes();
    }

    /** Returns how many nanoseconds each response took. */
    private byte[] request(Job job) throws IOException {
        ByteBuffer nanos = ByteBuffer.allocate(job.times() * Long.BYTES);
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < job.times(); i++) {
            long begin = System.nanoTime();
            channel.write(request.clear());
            readFully(job.bytes());
            nanos.putLong(System.nanoTime() - begin);
        }
        // Who answers requests from an event loop would take an answer of ours for another one.
        if (discard() > 0) {
            throw new IOException("more came than was asked for");
        }
        return nanos.array();
    }

    private void readFully(long bytes) throws IOException {
        for (long missing = bytes; missing > 0; ) {
            int count = channel.read(buffer.clear().limit((int) Math.min(buffer.capacity(), missing)));
            if (count < 0) {
                throw new EOFException("a response ended " + missing + " bytes too early");
            }
            missing -= count;
        }
    }

    private long send(Path file, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            TransferToLoop.send(file, channel);
        }
        return times * Files.size(file);
    }
}
