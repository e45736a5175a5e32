package io.zerocopy.examples.log;

import io.zerocopy.examples.net.Listener;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a log to any number of producers and consumers with one thread: a selector, and a {@link Session} for each
 * client. A second thread does nothing but force to the disk, and those of the disk executor read old segments: nobody
 * who reads what was just written waits for them.
 */
public final class Broker implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(1);

    /**
     * Whether a consumer takes anything is seen when there is room again, and that is when a third of the buffer is
     * free. Of the 4 MiB to which Linux lets it grow that takes one who reads 20 kB/s more than a minute.
     */
    private static final int SEND_BUFFER_BYTES = 512 * 1024;

    private final Log log;
    private final BrokerOptions options;
    private final Desk desk;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Flusher flusher;
    private final Duration sweepInterval;
    private long sweptNanos = System.nanoTime();
    private boolean isRefusing;

    /**
     * Begins to listen; {@link #serve} serves.
     *
     * @param log stays the caller's, but belongs to the thread of {@link #serve} until that returns
     * @param address where to listen
     * @param options see {@link BrokerOptions}
     * @throws IOException if the address is taken; its message is for people
     */
    public Broker(Log log, InetSocketAddress address, BrokerOptions options) throws IOException {
        this.log = log;
        this.options = options;
        this.desk = new Desk(log, options);
        this.listener = Listener.open(address);
        this.selector = selectorFor(listener);
        this.flusher = new Flusher(selector::wakeup);
        // A client that does nothing makes no event: it is looked at, several times within its limit.
        Duration often = options.stallTimeout().dividedBy(4);
        this.sweepInterval = often.isZero() || often.compareTo(LONGEST_SWEEP) > 0 ? LONGEST_SWEEP : often;
    }

    private static Selector selectorFor(ServerSocketChannel listener) throws IOException {
        try {
            Selector selector = Selector.open();
            listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            return selector;
        } catch (IOException | RuntimeException | Error e) {
            listener.close();
            throw e;
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
     * @return their number; 0 when {@link #serve} has returned
     */
    public int connections() {
        return selector.isOpen() ? selector.keys().size() - 1 : 0;
    }

    /**
     * Serves until {@link #close} or an interrupt, then closes all connections. To be called once.
     *
     * @throws IOException if the log cannot be brought to the disk any more
     */
    public void serve() throws IOException {
        try (selector;
                listener;
                flusher) {
            loop();
        }
    }

    private void loop() throws IOException {
        try {
            while (listener.isOpen() && !Thread.currentThread().isInterrupted()) {
                selector.select(this::turn, Math.min(desk.patienceMillis(), sweepInterval.toMillis() + 1));
                desk.serveBackFromDisk();
                desk.buffers().serveQueue();
                flush();
                desk.wakeParked();
                sweep();
            }
        } finally {
            selector.keys().forEach(Broker::drop);
        }
    }

    private void turn(SelectionKey key) {
        if (key.attachment() instanceof Session session) {
            session.turn();
        } else if (key.isValid()) {
            accept(key);
        }
    }

    private void accept(SelectionKey key) {
        try {
            for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
                admit(client);
            }
            key.interestOps(SelectionKey.OP_ACCEPT);
            isRefusing = false;
        } catch (IOException e) {
            if (!isRefusing) {
                LOG.warn("No connection is accepted, until this ends: {}", e.toString());
            }
            isRefusing = true;
            // Out of descriptors, most likely: asking again before the next sweep would spin.
            key.interestOps(0);
        }
    }

    private void admit(SocketChannel client) throws IOException {
        try {
            // The head of an answer and the file behind it are two writes: Nagle would hold the second.
            client.setOption(StandardSocketOptions.TCP_NODELAY, true)
                    .setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            // An urgent byte is a byte of the stream: taken out of it, all behind it would be read as something else.
            client.socket().setOOBInline(true);
            SelectionKey registered = client.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            registered.attach(new Session(client, registered, desk));
        } catch (SocketException e) {
            LOG.debug("It has left before", e);
            client.close();
        } catch (IOException | RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    private void flush() throws IOException {
        Flush ended = flusher.takeEnded();
        if (ended != null) {
            log.flushed(ended);
        }
        boolean isWanted = options.acknowledgement() == Acknowledgement.AFTER_FSYNC
                ? log.end().offset() > log.endOffset()
                : log.hasFullSegments();
        if (isWanted && !flusher.isRunning()) {
            flusher.begin(log.flush());
        }
    }

    /** Looks at what makes no event: clients that do nothing, and old segments. */
    private void sweep() {
        if (System.nanoTime() - sweptNanos < sweepInterval.toNanos()) {
            return;
        }
        sweptNanos = System.nanoTime();
        selector.keys().forEach(this::turn);
        try {
            log.deleteOld(Instant.now());
        } catch (IOException e) {
            LOG.warn("Old segments could not be deleted", e);
        }
    }

    private static void drop(SelectionKey key) {
        if (key.attachment() instanceof Session session) {
            session.close();
        }
    }

    /** Ends {@link #serve}. */
    @Override
    public void close() throws IOException {
        listener.close();
        selector.wakeup();
    }
}
