package io.zerocopy.examples.embed;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/**
 * Serves files over TLS by tls-channel's blocking channel, one thread a connection. Every byte must be encrypted in
 * this process, so the road is DIRECT_BUFFER_COPY, and the listener is told why: that is the right answer, and the call
 * is the same. Left out: a limit for the handshake and the request, without which a silent client keeps its thread.
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

    private final FileAnswers answers;
    private final SSLContext tls;
    private final TransferOptions options;
    private final ServerSocketChannel listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();

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
        this.listener = ServerSocketChannel.open().bind(address);
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder and port
     * @throws IOException if the port is taken
     * @throws NoSuchAlgorithmException if this JVM has no TLS, or the key store cannot be read
     */
    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        if (System.getProperty("javax.net.ssl.keyStore") == null) {
            LOG.error("No key: -Djavax.net.ssl.keyStore=FILE names it; the README tells how to make one");
            return;
        }
        InetSocketAddress address = new InetSocketAddress(Integer.parseInt(arguments[1]));
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofSeconds(30))
                .withListener(new RoadLog());
        new TlsFileServer(Path.of(arguments[0]), address, SSLContext.getDefault(), options).run();
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

    /** Accepts until {@link #close}. */
    @Override
    public void run() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                LOG.debug("No connection accepted", e);
            }
        }
        threads.shutdownNow();
    }

    private void serve(SocketChannel client) {
        try (TlsChannel channel = ServerTlsChannel.newBuilder(client, tls).build()) {
            Answer answer;
            do {
                answer = answers.answer(head(channel));
                ZeroCopyTransfer.send(answer.payload(), channel, options);
            } while (!answer.isLast());
        } catch (IOException e) {
            LOG.debug("A connection ends", e);
        }
    }

    private static String head(TlsChannel channel) throws IOException {
        RequestHead head = new RequestHead();
        boolean complete;
        do {
            complete = head.readFrom(channel);
        } while (!complete);
        return head.text();
    }

    /** Ends {@link #run} and interrupts what is still being sent. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
