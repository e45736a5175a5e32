package io.zerocopy.examples.embed;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Serves files with Vert.x; bodies by {@link VertxPayload}. */
public final class VertxServer implements EmbeddedServer {
    private final Vertx vertx;
    private final HttpServer server;
    private final InetSocketAddress address;

    /** Begins to serve. */
    VertxServer(Replies files, InetSocketAddress address, HttpServerOptions options) throws IOException {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer(options).requestHandler(request -> answer(vertx, files, request));
        try {
            await(server.listen(address.getPort(), address.getHostString()));
        } catch (IOException e) {
            close();
            throw e;
        }
        this.address = new InetSocketAddress(address.getAddress(), server.actualPort());
    }

    static VertxServer plain(Replies files, InetSocketAddress address) throws IOException {
        return new VertxServer(files, address, new HttpServerOptions());
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(VertxServer.class, VertxServer::plain, arguments);
    }

    private static void answer(Vertx vertx, Replies files, HttpServerRequest request) {
        HttpFiles.Reply reply = files.reply(request.method().name(), request.uri(), name -> field(request, name));
        HttpServerResponse response = request.response();
        response.setStatusCode(reply.status());
        reply.fields().forEach(response::putHeader);
        try {
            if (reply.body().length() > 0) {
                // What the client got is shorter than its Content-Length; nothing more may follow.
                VertxPayload.send(vertx, response, reply.body())
                        .onFailure(failure -> request.connection().close());
                return;
            }
        } catch (IOException e) {
            // It has gone between two looks.
            response.setStatusCode(404).end();
            return;
        }
        if (reply.length() != HttpFiles.NO_LENGTH) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(reply.length()));
        }
        response.end();
    }

    private static @Nullable String field(HttpServerRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        await(vertx.close());
    }

    static void await(Future<?> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
