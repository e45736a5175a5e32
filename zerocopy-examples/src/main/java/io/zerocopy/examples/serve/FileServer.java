package io.zerocopy.examples.serve;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.Acceptor;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/** Serves the files below a folder over HTTP/1.1, each client on a thread of its own. */
public final class FileServer implements Closeable, Runnable {
    /** What nobody has asked for in that time is closed. */
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Site site;
    private final TransferOptions options;
    private final ServerLimits limits;
    private final Acceptor acceptor;
    private final IdleTimer idleTimer;

    /**
     * Begins to listen; {@link #run} serves.
     *
     * @param folder what is served
     * @param address where to listen
     * @param options of each body, such as a rate; the stall timeout is one of the limits
     * @param limits of each client
     * @throws BindException if the port is taken; its message is for people
     * @throws UnknownHostException if the name of the address is not known
     * @throws IOException if there is no such folder, or no such address
     */
    public FileServer(Path folder, InetSocketAddress address, TransferOptions options, ServerLimits limits)
            throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        this.options = options.withStallTimeout(limits.stall());
        this.site = new Site(folder, OwnNames.of(address.getAddress()), this.options, limits);
        this.limits = limits;
        this.acceptor = new Acceptor(address, limits.connections(), limits.platformThreads());
        this.idleTimer = new IdleTimer(limits.idle());
        idleTimer.every(SWEEP, site::sweep);
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
    public int connections() {
        return acceptor.clients();
    }

    /** Serves until {@link #close}. To be called once. */
    @Override
    public void run() {
        acceptor.run(channel -> new Connection(channel, site, options, limits, acceptor, idleTimer));
    }

    /** Stops listening, lets answers in progress end within the grace of the limits, and aborts the others. */
    @Override
    public void close() throws IOException {
        try (idleTimer;
                site) {
            acceptor.close(limits.grace());
        }
    }
}
