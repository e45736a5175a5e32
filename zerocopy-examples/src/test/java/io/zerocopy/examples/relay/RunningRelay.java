package io.zerocopy.examples.relay;

import io.zerocopy.TransferOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A relay that is up, to a server that the test plays. */
final class RunningRelay implements Closeable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int BACKLOG = 256;

    /** A test that waits so long for a byte has failed. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final TcpRelay relay;
    private final InetSocketAddress address;

    RunningRelay(Duration grace) throws IOException {
        this(grace, TransferOptions.DEFAULTS, RelayLimits.DEFAULTS.halfClosedIdle());
    }

    RunningRelay(Duration grace, TransferOptions options, Duration halfClosedIdle) throws IOException {
        server.setSoTimeout(TIMEOUT_MILLIS);
        InetSocketAddress target = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        relay = new TcpRelay(ANY_PORT, target, options, RelayLimits.DEFAULTS.withTimes(grace, halfClosedIdle));
        address = relay.address();
        threads.execute(relay);
    }

    TcpRelay relay() {
        return relay;
    }

    /** Somebody connects, and the server accepts. */
    Talk connect() throws IOException {
        Socket client = connectClient();
        Socket accepted = server.accept();
        accepted.setSoTimeout(TIMEOUT_MILLIS);
        accepted.setTcpNoDelay(true);
        return new Talk(client, accepted);
    }

    Socket connectClient() throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(TIMEOUT_MILLIS);
        client.setTcpNoDelay(true);
        client.connect(address);
        return client;
    }

    /** From now on nobody listens where the relay connects to. */
    void closeServer() throws IOException {
        server.close();
    }

    /** Does something on a thread of its own. */
    <T> Future<T> run(Callable<T> task) {
        return threads.submit(task);
    }

    @Override
    public void close() throws IOException {
        relay.close();
        server.close();
        threads.shutdownNow();
    }
}
