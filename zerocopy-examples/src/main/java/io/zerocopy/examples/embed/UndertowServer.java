package io.zerocopy.examples.embed;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Serves files with Undertow; bodies by {@link UndertowPayload}. */
public final class UndertowServer implements EmbeddedServer {
    private final Undertow server;

    /** Begins to serve, with these options for each answer. */
    UndertowServer(Replies files, InetSocketAddress address, TransferOptions options) throws IOException {
        server = Undertow.builder()
                .addHttpListener(address.getPort(), address.getHostString())
                .setHandler(exchange -> exchange.dispatch(
                        SameThreadExecutor.INSTANCE, (Runnable) () -> answer(files, exchange, options)))
                .build();
        server.start();
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        TransferOptions options =
                PayloadRegion.OPTIONS.withStallTimeout(Invocation.PATIENCE).withListener(new RoadLog());
        Invocation.serve(
                UndertowServer.class, (files, address) -> new UndertowServer(files, address, options), arguments);
    }

    private static void answer(Replies files, HttpServerExchange exchange, TransferOptions options) {
        HttpFiles.Reply reply = files.reply(
                exchange.getRequestMethod().toString(), exchange.getRequestURI(), name -> field(exchange, name));
        exchange.setStatusCode(reply.status());
        reply.fields().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        if (reply.body().length() == 0) {
            if (reply.length() != HttpFiles.NO_LENGTH) {
                exchange.setResponseContentLength(reply.length());
            }
            exchange.endExchange();
            return;
        }
        try {
            UndertowPayload.send(exchange, reply.body(), options);
        } catch (IOException e) {
            // It has gone between two looks.
            exchange.setStatusCode(404).endExchange();
        }
    }

    private static @Nullable String field(HttpServerExchange exchange, String name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null ? null : String.join(", ", values);
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    }

    @Override
    public void close() {
        server.stop();
    }
}
