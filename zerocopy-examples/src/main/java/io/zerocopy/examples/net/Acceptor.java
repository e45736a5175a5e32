package io.zerocopy.examples.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and runs each client on a thread of its own: at most so many at a time, the others wait. */
public final class Acceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Complaint notAccepted = new Complaint(LOG, "No client accepted");
    private final Complaint refused = new Complaint(LOG, "A client could not be taken in");
    private final Complaint failed = new Complaint(LOG, "A client was not served to its end");
    private final Complaint full;
    private final Clients clients;
    private final ServerSocketChannel listener;
    private final ClientThreads threads;

    /**
     * Begins to listen; {@link #run} accepts.
     *
     * @param address where to listen
     * @param most clients at a time
     * @param platform so many of them on threads of the system's: see {@link ClientThreads}
     * @throws BindException if the port is taken; its message is for people
     * @throws IOException if there is no such address
     */
    public Acceptor(InetSocketAddress address, int most, int platform) throws IOException {
        this(address, most, new ClientThreads(most, platform));
    }

    /** For tests of threads that cannot be had. */
    Acceptor(InetSocketAddress address, int most, ClientThreads threads) throws IOException {
        this.clients = new Clients(most);
        this.full = new Complaint(LOG, "All " + most + " places are taken");
        this.threads = threads;
        try {
            waitOnce(threads);
            this.listener = Listener.open(address);
        } catch (IOException | RuntimeException e) {
            threads.shutdown();
            throw e;
        }
    }

    /**
     * What the JDK opens for itself at the first wait and at the first close is opened now. It does so in static
     * initialisers (Poller on 25, FileDispatcherImpl on 17): if there was no descriptor left then, no socket of this
     * process could be read, or closed, ever again.
     */
    private static void waitOnce(ClientThreads threads) throws IOException {
        try (ServerSocketChannel nobodyComes =
                Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (Executor kind : threads.kinds()) {
                try {
                    CompletableFuture.runAsync(() -> acceptForAMoment(nobodyComes.socket()), kind)
                            .join();
                } catch (OutOfMemoryError e) {
                    // The system has no thread to give now (ulimit -u): so be it, until it has.
                    LOG.debug("Not begun", e);
                }
            }
        }
    }

    private static void acceptForAMoment(ServerSocket socket) {
        try {
            socket.setSoTimeout(1);
            socket.accept().close();
        } catch (IOException e) {
            LOG.trace("Waited", e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the address with the port in force
     * @throws IOException if it is closed
     */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /**
     * How many clients are connected.
     *
     * @return their number
     */
    public int clients() {
        return clients.count();
    }

    /**
     * Whether a client that has nothing in progress should go.
     *
     * @return true when this ends, or when somebody waits for a place
     */
    public boolean wantsLeavers() {
        return clients.wantsLeavers();
    }

    /**
     * Whether {@link #close} has been called.
     *
     * @return true from then on
     */
    public boolean isClosing() {
        return clients.isClosing();
    }

    /**
     * Accepts until {@link #close}. To be called once.
     *
     * @param factory takes each client in
     */
    public void run(Client.Factory factory) {
        while (listener.isOpen()) {
            try {
                next(factory);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Even to complain can take memory that is not there: what matters is to go on.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void next(Client.Factory factory) throws InterruptedException {
        SocketChannel channel = accept();
        if (channel == null) {
            return;
        }
        boolean admitted = false;
        try {
            if (hasPlace()) {
                admitted = true;
                admit(channel, factory);
            }
        } finally {
            if (!admitted) {
                reset(channel);
            }
        }
    }

    /** Waits for a client; nothing if there is none that could be accepted. */
    private @Nullable SocketChannel accept() {
        try {
            return listener.accept();
        } catch (IOException | RuntimeException | Error e) {
            if (listener.isOpen()) {
                // Out of descriptors, most likely: asking again at once would spin, and who idles has one to spare.
                notAccepted.make(e.toString());
                clients.makeRoom();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return null;
        }
    }

    /** Takes a place for a client that has come; false when this ends. */
    private boolean hasPlace() throws InterruptedException {
        boolean found = clients.takePlace() || clients.awaitPlace();
        if (clients.areAllPlacesTaken()) {
            full.make("who comes now waits until somebody leaves");
        }
        return found;
    }

    /** Whatever goes wrong with one client is no reason to refuse the next one. */
    private void admit(SocketChannel channel, Client.Factory factory) {
        Client client;
        try {
            client = factory.accepted(channel);
        } catch (IOException | RuntimeException | Error e) {
            clients.giveBack();
            refuse(channel, e);
            return;
        }
        Clients.Seat seat = clients.sitDown(client);
        try {
            threads.execute(() -> serve(seat));
        } catch (RuntimeException | Error e) {
            // OutOfMemoryError, if no thread can be started (ulimit -u). A virtual one may run all the same, later.
            seat.leave();
            refuse(channel, e);
        }
    }

    private void serve(Clients.Seat seat) {
        try {
            seat.serve();
        } catch (RuntimeException | Error e) {
            failed.make(e);
        }
    }

    private void refuse(SocketChannel channel, Throwable why) {
        refused.make(why.toString());
        reset(channel);
    }

    /** Nobody must take this for an orderly end. */
    private static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | RuntimeException e) {
            LOG.debug("It has left before", e);
        }
    }

    /**
     * Stops listening, and returns when no client is left.
     *
     * @param grace how long clients may go on; then they are aborted
     * @throws IOException if it could not stop to listen
     */
    public void close(Duration grace) throws IOException {
        listener.close();
        try {
            clients.close(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
