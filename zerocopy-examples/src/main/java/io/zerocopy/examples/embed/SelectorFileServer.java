package io.zerocopy.examples.embed;

import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.DiskThreads;
import io.zerocopy.examples.net.Listener;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves files to any number of clients with one thread: a selector, and a {@link PendingSend} for each connection.
 * Each turn of a connection moves at most a chunk, so that all of them get on. The road is SENDFILE. A file that is not
 * in memory is read by other threads first: nobody else waits for it.
 *
 * <pre>{@code
 * java -cp zerocopy.jar io.zerocopy.examples.embed.SelectorFileServer FOLDER 8080
 * curl -o copy http://localhost:8080/name
 * }</pre>
 */
public final class SelectorFileServer implements Closeable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SelectorFileServer.class);
    private static final long SWEEP_MILLIS = 1000;
    private static final long HELD_MILLIS = 10;
    /** The head and a file of 1 MiB go in one turn; a second one would cost four more system calls. */
    private static final long CHUNK_BYTES = 2L * 1024 * 1024;

    private final FileAnswers answers;
    private final TransferOptions options;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Queue<SelectionKey> backFromDisk = new ConcurrentLinkedQueue<>();
    private Set<SelectionKey> held = new HashSet<>();
    private boolean isRefusing;

    /**
     * Begins to listen; {@link #run} serves.
     *
     * @param folder files below it are served
     * @param address where to listen
     * @param options of each answer; with a stall timeout a client that takes nothing for so long is reset, and with a
     *     disk executor nobody waits for a file of somebody else's
     * @throws IOException if the address is taken
     */
    public SelectorFileServer(Path folder, InetSocketAddress address, TransferOptions options) throws IOException {
        this.answers = new FileAnswers(folder);
        this.options = options;
        this.listener = Listener.open(address);
        this.selector = selectorFor(listener);
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
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     * @throws IOException if it cannot listen any more
     */
    public static void main(String[] arguments) throws IOException {
        Invocation invocation = Invocation.of(SelectorFileServer.class, arguments);
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Invocation.PATIENCE)
                .withChunkSize(CHUNK_BYTES)
                .withDiskExecutor(DiskThreads.start())
                .withListener(new RoadLog());
        try (SelectorFileServer server =
                invocation.start(() -> new SelectorFileServer(invocation.folder(), invocation.address(), options))) {
            invocation.announce("http", server.address());
            server.run();
        }
    }

    /**
     * Where it listens.
     *
     * @return the address with the port in force
     * @throws IOException if it is closed
     */
    public SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    /**
     * How many clients are connected.
     *
     * @return their number; 0 if {@link #run} has ended
     */
    public int connections() {
        return selector.isOpen() ? selector.keys().size() - 1 : 0;
    }

    /** Serves until {@link #close}, then closes all connections. To be called once. */
    @Override
    public void run() {
        long sweptNanos = System.nanoTime();
        try (selector;
                listener) {
            while (listener.isOpen()) {
                selector.select(this::turn, held.isEmpty() ? SWEEP_MILLIS : HELD_MILLIS);
                for (SelectionKey key = backFromDisk.poll(); key != null; key = backFromDisk.poll()) {
                    turn(key);
                }
                Set<SelectionKey> waiting = held;
                held = new HashSet<>();
                waiting.forEach(this::turn);
                if (System.nanoTime() - sweptNanos
                        > Duration.ofMillis(SWEEP_MILLIS).toNanos()) {
                    sweptNanos = System.nanoTime();
                    // A client that does nothing makes no event; its time is looked at in its turn.
                    selector.keys().forEach(this::turn);
                }
            }
            selector.keys().forEach(SelectorFileServer::drop);
        } catch (IOException e) {
            LOG.error("The server ends", e);
        }
    }

    private void turn(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Connection connection) {
            connection.turn(key);
            if (connection.isHeld()) {
                held.add(key);
            }
        } else {
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
            // The end of an answer must not wait until the client has acknowledged the beginning.
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // An urgent byte is a byte of the stream: without it the request would be another one.
            client.socket().setOOBInline(true);
            SelectionKey key = client.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            key.attach(new Connection(client, answers, options, () -> {
                backFromDisk.add(key);
                selector.wakeup();
            }));
        } catch (SocketException e) {
            LOG.debug("It has left before", e);
            client.close();
        } catch (IOException | RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    private static void drop(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.close();
        }
    }

    /** Ends {@link #run}. */
    @Override
    public void close() throws IOException {
        listener.close();
        selector.wakeup();
    }
}
