package io.zerocopy.examples.embed;

import io.zerocopy.PendingReceive;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.EventLoop;
import io.zerocopy.examples.net.Listener;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files from any number of clients with one thread: a selector, and a {@link PendingReceive} for each connection.
 * A file is there when it is whole, or not at all; who sends nothing for too long is sent away.
 *
 * <pre>{@code
 * java -cp zerocopy.jar io.zerocopy.examples.embed.SelectorUploadServer FOLDER 8080
 * curl -T file http://localhost:8080/name
 * }</pre>
 */
public final class SelectorUploadServer implements Closeable, Runnable {
    /** The largest upload of {@link #main}. */
    private static final long MOST_BYTES = 4L * 1024 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SelectorUploadServer.class);

    private final ServerSocketChannel listener;
    private final EventLoop loop;

    /**
     * Begins to listen; {@link #run} serves.
     *
     * @param folder where files go; as in a web server that takes uploads, nothing else stands in for a login
     * @param address where to listen
     * @param options of each upload; {@link TransferOptions#withStallTimeout} sends silent clients away
     * @param mostBytes the largest upload
     * @throws IOException if the address is taken, or there is no such folder
     */
    public SelectorUploadServer(Path folder, InetSocketAddress address, TransferOptions options, long mostBytes)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Path root = folder.toRealPath();
        this.loop = new EventLoop(() -> {});
        this.listener = Listener.open(address);
        loop.take(new Door(channel -> loop.take(new Upload(channel, root, options, mostBytes))));
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     * @throws IOException if it cannot listen any more
     */
    public static void main(String[] arguments) throws IOException {
        Invocation invocation = Invocation.of(SelectorUploadServer.class, arguments);
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(Invocation.PATIENCE).withListener(new RoadLog());
        try (SelectorUploadServer server = invocation.start(
                () -> new SelectorUploadServer(invocation.folder(), invocation.address(), options, MOST_BYTES))) {
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

    /** Serves until {@link #close}. To be called once. */
    @Override
    public void run() {
        loop.run();
    }

    /** Ends {@link #run}; uploads that are not complete leave nothing. */
    @Override
    public void close() throws IOException {
        listener.close();
        loop.close();
    }

    /** What is done with each client. */
    private interface Guests {
        void welcome(SocketChannel channel);
    }

    /** Accepts, in the loop. */
    private final class Door implements EventLoop.Member {
        private static final long PAUSE_NANOS = 100_000_000;

        private final Guests guests;

        private Door(Guests guests) {
            this.guests = guests;
        }

        @Override
        public void begin(Selector selector, Object attachment) {
            try {
                listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT, attachment);
            } catch (IOException e) {
                LOG.error("Nobody can be let in", e);
            }
        }

        @Override
        public void turn() {
            try {
                for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
                    guests.welcome(client);
                }
            } catch (IOException e) {
                if (listener.isOpen()) {
                    // Out of descriptors, most likely; the listener stays ready, and the loop would spin.
                    LOG.warn("No connection is accepted: {}", e.toString());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        @Override
        public long quietNanos() {
            return NEVER;
        }

        @Override
        public boolean hasEnded() {
            return !listener.isOpen();
        }

        @Override
        public void abort() {
            try {
                listener.close();
            } catch (IOException e) {
                LOG.debug("It is closed", e);
            }
        }
    }
}
