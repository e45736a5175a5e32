package io.zerocopy.examples.serve;

import io.zerocopy.TransferOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A file server that is up. */
final class RunningSite implements Closeable {
    /** Generous: a test that waits for one of these has failed. */
    static final ServerLimits PATIENT =
            limits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(10), 64);

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FileServer server;
    private final InetSocketAddress address;
    private final Thread thread;

    RunningSite(Path folder, TransferOptions options, ServerLimits limits) throws IOException {
        this.server =
                new FileServer(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, limits);
        this.address = server.address();
        this.thread = new Thread(server, "file server");
        thread.start();
    }

    /** Those of the server, but for these. */
    static ServerLimits limits(Duration head, Duration idle, Duration grace, int connections) {
        ServerLimits defaults = ServerLimits.DEFAULTS;
        return new ServerLimits(
                head,
                idle,
                defaults.stall(),
                grace,
                connections,
                defaults.platformThreads(),
                defaults.sendBufferBytes(),
                0);
    }

    static RunningSite of(Path folder) throws IOException {
        return new RunningSite(folder, TransferOptions.DEFAULTS, PATIENT);
    }

    /** Waits until so many clients are connected. */
    void awaitConnections(int count) {
        long begun = System.nanoTime();
        while (server.connections() != count) {
            if (System.nanoTime() - begun > PATIENT.head().toNanos()) {
                throw new AssertionError(server.connections() + " clients are connected, not " + count);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /**
     * Waits until nobody can connect: the kernel goes on to listen while the accepting thread, which the close of the
     * listener has signalled, has not yet left accept(2).
     */
    void awaitRefusal() throws IOException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENT.head().toNanos()) {
            try {
                connect().close();
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            } catch (ConnectException refused) {
                return;
            }
        }
        throw new AssertionError("it still listens");
    }

    InetSocketAddress address() {
        return address;
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + address.getPort() + path);
    }

    HttpResponse<byte[]> get(String path, String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return send(request.build());
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofByteArray());
    }

    RawClient connect() throws IOException {
        return new RawClient(address);
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
