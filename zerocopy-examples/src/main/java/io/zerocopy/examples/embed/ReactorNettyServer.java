package io.zerocopy.examples.embed;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Serves files with Reactor Netty; bodies by {@link ReactorNettyPayload}. */
public final class ReactorNettyServer implements EmbeddedServer {
    private final DisposableServer server;

    /**
     * Begins to serve.
     *
     * @param setting adds what else a server has: TLS, compression, a transport
     */
    ReactorNettyServer(Replies files, InetSocketAddress address, UnaryOperator<HttpServer> setting) throws IOException {
        server = setting.apply(HttpServer.create())
                .bindAddress(() -> address)
                .handle((request, response) -> answer(files, request, response))
                .bindNow();
    }

    static ReactorNettyServer plain(Replies files, InetSocketAddress address) throws IOException {
        return new ReactorNettyServer(files, address, UnaryOperator.identity());
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(ReactorNettyServer.class, ReactorNettyServer::plain, arguments);
    }

    private static Publisher<Void> answer(Replies files, HttpServerRequest request, HttpServerResponse response) {
        HttpFiles.Reply reply =
                files.reply(request.method().name(), request.uri(), name -> field(request.requestHeaders(), name));
        response.status(reply.status());
        reply.fields().forEach(response::header);
        if (reply.length() != HttpFiles.NO_LENGTH) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(reply.length()));
        }
        try {
            return reply.body().length() == 0 ? response.send() : ReactorNettyPayload.send(response, reply.body());
        } catch (IOException e) {
            return Mono.error(e);
        }
    }

    private static @Nullable String field(HttpHeaders headers, String name) {
        List<String> values = headers.getAll(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
