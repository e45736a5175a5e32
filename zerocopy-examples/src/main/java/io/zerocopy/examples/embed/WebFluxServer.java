package io.zerocopy.examples.embed;

import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Serves files with Spring WebFlux on Reactor Netty; bodies by {@link WebFluxPayload}. */
public final class WebFluxServer implements EmbeddedServer {
    private final DisposableServer server;

    /** Begins to serve. */
    WebFluxServer(Replies files, InetSocketAddress address) throws IOException {
        server = HttpServer.create()
                .bindAddress(() -> address)
                .handle(new ReactorHttpHandlerAdapter((request, response) -> answer(files, request, response)))
                .bindNow();
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(WebFluxServer.class, WebFluxServer::new, arguments);
    }

    private static Mono<Void> answer(Replies files, ServerHttpRequest request, ServerHttpResponse response) {
        HttpFiles.Reply reply = files.reply(
                request.getMethod().name(), request.getURI().getRawPath(), name -> field(request.getHeaders(), name));
        response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
        reply.fields().forEach(response.getHeaders()::set);
        try {
            if (reply.body().length() > 0) {
                return WebFluxPayload.send(response, reply.body());
            }
        } catch (IOException e) {
            return Mono.error(e);
        }
        if (reply.length() != HttpFiles.NO_LENGTH) {
            response.getHeaders().setContentLength(reply.length());
        }
        return response.setComplete();
    }

    private static @Nullable String field(HttpHeaders headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? null : String.join(", ", values);
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
