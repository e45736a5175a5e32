package io.zerocopy.examples.embed;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.Acceptor;
import io.zerocopy.examples.net.Client;
import io.zerocopy.examples.net.ClientThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/**
 * Serves files over TLS by tls-channel's blocking channel, one thread a connection. Every byte must be encrypted in
 * this process, so the road is DIRECT_BUFFER_COPY, and the listener is told why: that is the right answer, and the call
 * is the same. A client that is silent for 10 seconds is sent away.
 *
 * <pre>{@code
 * keytool -genkeypair -keyalg EC -dname CN=localhost -keystore key.p12 -storepass changeit
 * java -Djavax.net.ssl.keyStore=key.p12 -Djavax.net.ssl.keyStorePassword=changeit \
 *     -cp zerocopy.jar io.zerocopy.examples.embed.TlsFileServer FOLDER 8443
 * curl --insecure -o copy https://localhost:8443/name
 * }</pre>
 */
public final class TlsFileServer implements Closeable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFileServer.class);
    private static final long HEAD_SECONDS = 10;

    private final FileAnswers answers;
    private final SSLContext tls;
    private final TransferOptions options;
    private final Acceptor acceptor;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tls-requests");
        made.setDaemon(true);
        return made;
    });

    /**
     * Begins to listen; {@link #run} serves.
     *
     * @param folder files below it are served
     * @param address where to listen
     * @param tls with the server's key
     * @param options of each answer; without a stall timeout a client that takes nothing keeps its thread
     * @throws IOException if the address is taken
     */
    public TlsFileServer(Path folder, InetSocketAddress address, SSLContext tls, TransferOptions options)
            throws IOException {
        this.answers = new FileAnswers(folder);
        this.tls = tls;
        this.options = options;
        this.acceptor = new Acceptor(address, ClientThreads.MOST_CLIENTS, ClientThreads.FIRST);
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     * @throws IOException if it cannot listen any more
     * @throws NoSuchAlgorithmException if this JVM has no TLS, or the key store cannot be read
     */
    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        Invocation invocation = Invocation.of(TlsFileServer.class, arguments);
        if (System.getProperty("javax.net.ssl.keyStore") == null) {
            System.err.println("TlsFileServer: no key: -Djavax.net.ssl.keyStore=FILE names it;"
                    + " docs/embedding.md tells how to make one");
            System.exit(2);
        }
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(Invocation.PATIENCE).withListener(new RoadLog());
        try (TlsFileServer server = invocation.start(
                () -> new TlsFileServer(invocation.folder(), invocation.address(), SSLContext.getDefault(), options))) {
            invocation.announce("https", server.address());
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
        return acceptor.address();
    }

    /** Accepts until {@link #close}. */
    @Override
    public void run() {
        acceptor.run(TlsClient::new);
    }

    /** Ends {@link #run}, and resets who is still being sent something. */
    @Override
    public void close() throws IOException {
        acceptor.close(Duration.ZERO);
        timer.shutdownNow();
    }

    /** One client, on a thread of its own. */
    private final class TlsClient implements Client {
        private final SocketChannel client;

        TlsClient(SocketChannel client) throws IOException {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // An urgent byte is a byte of the stream: TLS would take its loss for an attack.
            client.socket().setOOBInline(true);
            this.client = client;
        }

        @Override
        public void run() {
            try (client;
                    TlsChannel channel =
                            ServerTlsChannel.newBuilder(client, tls).build()) {
                serve(channel);
            } catch (IOException e) {
                LOG.debug("A connection did not close", e);
            }
        }

        private void serve(TlsChannel channel) {
            try {
                Answer answer;
                do {
                    answer = answers.answer(head(channel));
                    ZeroCopyTransfer.send(answer.payload(), channel, options);
                } while (!answer.isLast());
            } catch (IOException | RuntimeException e) {
                LOG.debug("A connection ends", e);
                // Before TLS says an orderly goodbye: what the client got must not look whole.
                abort();
            }
        }

        /** The handshake is part of the first. */
        private String head(TlsChannel channel) throws IOException {
            Future<?> limit = timer.schedule(this::abort, HEAD_SECONDS, TimeUnit.SECONDS);
            try {
                RequestHead head = new RequestHead();
                boolean complete;
                do {
                    complete = head.readFrom(channel);
                } while (!complete);
                return head.text();
            } finally {
                limit.cancel(false);
            }
        }

        /** What is in progress is all there is. */
        @Override
        public void leave() {}

        @Override
        public void abort() {
            try (client) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                LOG.debug("It has left before", e);
            }
        }
    }
}
