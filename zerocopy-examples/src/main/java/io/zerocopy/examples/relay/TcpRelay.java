package io.zerocopy.examples.relay;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.Complaint;
import io.zerocopy.examples.net.EventLoop;
import io.zerocopy.examples.net.Listener;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A two-way TCP proxy: whoever connects here talks to the target, and an end or a reset of one is one to the other. A
 * few threads carry any number of connections.
 */
public final class TcpRelay implements Closeable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_MILLIS = 20;
    private static final long STOP_MILLIS = 2_000;
    private static final int BY_RESET = 0;

    private final Complaint notAccepted = new Complaint(LOG, "No client accepted");
    private final Complaint refused = new Complaint(LOG, "A client could not be taken in");
    private final Complaint full;

    private final InetSocketAddress target;
    private final TransferOptions options;
    private final RelayLimits limits;
    private final ServerSocketChannel listener;
    private final Semaphore places;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int next;

    /**
     * Begins to listen; {@link #run} relays.
     *
     * @param address where to listen
     * @param target whom to connect each client to
     * @param options of each direction
     * @param limits see there
     * @throws BindException if the port is taken; its message is for people
     * @throws UnknownHostException if the target's name is not known
     * @throws IOException if there is no such address to listen at
     */
    public TcpRelay(InetSocketAddress address, InetSocketAddress target, TransferOptions options, RelayLimits limits)
            throws IOException {
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        this.target = target;
        this.options = options;
        this.limits = limits;
        this.full = new Complaint(LOG, "All " + limits.connections() + " places are taken");
        this.places = new Semaphore(limits.connections());
        this.listener = Listener.open(address);
        try {
            closeOnce();
            for (int i = 0; i < limits.threads(); i++) {
                loops.add(new EventLoop(places::release));
            }
            for (EventLoop loop : loops) {
                Thread thread = new Thread(loop, "relay-" + threads.size());
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        } catch (IOException | RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    /**
     * What the JDK opens for itself at the first close is opened now (FileDispatcherImpl on 17, in a static
     * initialiser): if there was no descriptor left then, no socket of this process could be closed ever again.
     */
    private static void closeOnce() throws IOException {
        try (ServerSocketChannel nobodyElse =
                        Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel one = SocketChannel.open(nobodyElse.getLocalAddress());
                SocketChannel other = nobodyElse.accept()) {
            other.configureBlocking(false);
            one.shutdownOutput();
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
        return limits.connections() - places.availablePermits();
    }

    /** Relays until {@link #close}. To be called once. */
    @Override
    public void run() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = accept();
                if (client != null) {
                    admit(client);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Even to complain can take memory that is not there: what matters is to go on.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Waits for a client; nothing if there is none that could be accepted. */
    private @Nullable SocketChannel accept() {
        try {
            return listener.accept();
        } catch (IOException e) {
            if (listener.isOpen()) {
                // Out of descriptors, most likely: asking again at once would spin.
                notAccepted.make(e.toString());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return null;
        }
    }

    private void admit(SocketChannel client) throws InterruptedException {
        boolean hasPlace = false;
        Link link = null;
        boolean isTaken = false;
        try {
            hasPlace = places.tryAcquire();
            if (!hasPlace || places.availablePermits() == 0) {
                full.make("who comes now waits until somebody leaves");
            }
            while (!hasPlace && listener.isOpen()) {
                hasPlace = places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (hasPlace) {
                link = new Link(client, target, options, limits.halfClosedIdle());
                loops.get(next).take(link);
                next = (next + 1) % loops.size();
                isTaken = true;
            }
        } catch (IOException e) {
            refused.make(e.toString());
        } finally {
            if (!isTaken) {
                places.release(hasPlace ? 1 : 0);
                reset(client);
                if (link != null) {
                    // Last, since it also writes a log, for which there may be no memory either.
                    link.abort();
                }
            }
        }
    }

    private static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, BY_RESET);
        } catch (IOException | RuntimeException e) {
            LOG.debug("It has left before", e);
        }
    }

    /** Stops listening, lets connections end within the grace, and resets the others. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            int all = limits.connections();
            if (places.tryAcquire(all, limits.grace().toNanos(), TimeUnit.NANOSECONDS)) {
                places.release(all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop();
        }
    }

    private void stop() throws IOException {
        loops.forEach(EventLoop::close);
        try {
            for (Thread thread : threads) {
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }
}
