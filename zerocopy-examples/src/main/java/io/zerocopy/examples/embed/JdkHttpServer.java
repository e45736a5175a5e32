package io.zerocopy.examples.embed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.ClientThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;

/**
 * Serves files with the HTTP server of the JDK. Its responses are streams that hide the channel, so the road is
 * HEAP_COPY; what the library gives here is the exact length and an error that tells how far it came.
 *
 * <pre>{@code
 * java -cp zerocopy.jar io.zerocopy.examples.embed.JdkHttpServer FOLDER 8080
 * curl -o copy http://localhost:8080/name
 * }</pre>
 */
public final class JdkHttpServer implements Closeable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final long NO_BODY = -1;
    /** The JDK's own limit for a request to come, which it does not have by default: a silent client keeps a thread. */
    private static final String REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

    private final FileAnswers answers;
    private final TransferOptions options;
    private final HttpServer server;
    private final ClientThreads threads = new ClientThreads(ClientThreads.MOST_CLIENTS, ClientThreads.FIRST);

    /**
     * Begins to serve.
     *
     * @param folder files below it are served
     * @param address where to listen
     * @param options of each answer
     * @throws IOException if the address is taken
     */
    public JdkHttpServer(Path folder, InetSocketAddress address, TransferOptions options) throws IOException {
        this.answers = new FileAnswers(folder);
        this.options = options;
        this.server = HttpServer.create(address, 0);
        server.createContext("/", this::serve);
        server.setExecutor(this::execute);
        server.start();
    }

    /** That a thread cannot be started must not end the thread of the server that asks for it. */
    private void execute(Runnable exchange) {
        try {
            threads.execute(exchange);
        } catch (OutOfMemoryError e) {
            throw new RejectedExecutionException(e);
        }
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    @SuppressWarnings("resource") // Serves until it is killed.
    public static void main(String[] arguments) {
        Invocation invocation = Invocation.of(JdkHttpServer.class, arguments);
        if (System.getProperty(REQUEST_SECONDS) == null) {
            System.setProperty(REQUEST_SECONDS, "10");
        }
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(Invocation.PATIENCE).withListener(new RoadLog());
        JdkHttpServer server =
                invocation.start(() -> new JdkHttpServer(invocation.folder(), invocation.address(), options));
        invocation.announce("http", server.address());
    }

    /**
     * Where it listens.
     *
     * @return the address with the port in force
     */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = answers.find(exchange.getRequestURI().getRawPath());
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
            } else if (file == null) {
                exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
            } else {
                send(Payload.ofFile(file), exchange);
            }
        }
    }

    private void send(Payload body, HttpExchange exchange) throws IOException {
        // For this server a length of 0 would mean "chunked".
        exchange.sendResponseHeaders(OK, body.length() == 0 ? NO_BODY : body.length());
        InterruptibleBody target = new InterruptibleBody(exchange.getResponseBody());
        try {
            ZeroCopyTransfer.send(body, target, options);
        } finally {
            target.detach();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
