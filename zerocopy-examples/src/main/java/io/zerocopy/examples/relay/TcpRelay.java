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
    /** How long one side may be silent, by default, when the other one has said all. */
    public static final Duration HALF_CLOSED_IDLE = Duration.ofMinutes(1);

    private final InetSocketAddress target;
    private final TransferOptions options;
    private final Duration grace;
    private final Acceptor acceptor;
    private final ExecutorService waysBack;
    private final StandstillWatch watch;

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
        this(address, target, options, grace, HALF_CLOSED_IDLE);
    }

    /**
     * Begins to listen; {@link #run} relays.
     *
     * @param address where to listen
     * @param target whom to connect each client to
     * @param options of each direction
     * @param grace time that {@link #close} leaves to connections
     * @param halfClosedIdle when one side has said all and nothing more is carried to it for so long, both are reset:
     *     of a client that has gone its server hears nothing before it writes; zero is for ever
     * @throws BindException if the port is taken; its message is for people
     * @throws UnknownHostException if the target's name is not known
     * @throws IOException if there is no such address to listen at
     * @throws IllegalArgumentException if a time is negative
     */
    public TcpRelay(
            InetSocketAddress address,
            InetSocketAddress target,
            TransferOptions options,
            Duration grace,
            Duration halfClosedIdle)
            throws IOException {
        if (grace.isNegative() || halfClosedIdle.isNegative()) {
            throw new IllegalArgumentException("a negative time: " + grace + " or " + halfClosedIdle);
        }
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        this.target = target;
        this.options = options;
        this.grace = grace;
        this.acceptor = new Acceptor(address, ClientThreads.MOST_CLIENTS);
        this.waysBack = ClientThreads.start(ClientThreads.MOST_CLIENTS);
        this.watch = new StandstillWatch(halfClosedIdle);
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
        acceptor.run(client -> new Link(client, target, options, waysBack, watch));
    }

    /** Stops listening, lets connections end within the grace, and resets the others. */
    @Override
    public void close() throws IOException {
        acceptor.close(grace);
        waysBack.shutdown();
        watch.close();
    }
}
