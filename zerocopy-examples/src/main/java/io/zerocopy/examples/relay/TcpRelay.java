package io.zerocopy.examples.relay;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.Acceptor;
import io.zerocopy.examples.net.ClientThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** A two-way TCP proxy: whoever connects here talks to the target, and an end or a reset of one is one to the other. */
public final class TcpRelay implements Closeable, Runnable {
    private final InetSocketAddress target;
    private final TransferOptions options;
    private final Duration grace;
    private final Acceptor acceptor;
    private final ExecutorService waysBack;

    /**
     * Begins to listen; {@link #run} relays.
     *
     * @param address where to listen
     * @param target whom to connect each client to
     * @param options of each direction
     * @param grace time that {@link #close} leaves to connections
     * @throws BindException if the port is taken; its message is for people
     * @throws UnknownHostException if the target's name is not known
     * @throws IOException if there is no such address to listen at
     */
    public TcpRelay(InetSocketAddress address, InetSocketAddress target, TransferOptions options, Duration grace)
            throws IOException {
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        this.target = target;
        this.options = options;
        this.grace = grace;
        this.acceptor = new Acceptor(address, ClientThreads.MOST_CLIENTS);
        this.waysBack = ClientThreads.start(ClientThreads.MOST_CLIENTS);
    }

    /**
     * Where it listens.
     *
     * @return the address with the port in force
     * @throws IOException if it is closed
     */
    public InetSocketAddress address() throws IOException {
        return acceptor.address();
    }

    /**
     * How many clients are connected.
     *
     * @return their number
     */
    public int clients() {
        return acceptor.clients();
    }

    /** Relays until {@link #close}. To be called once. */
    @Override
    public void run() {
        acceptor.run(client -> new Link(client, target, options, waysBack));
    }

    /** Stops listening, lets connections end within the grace, and resets the others. */
    @Override
    public void close() throws IOException {
        acceptor.close(grace);
        waysBack.shutdown();
    }
}
