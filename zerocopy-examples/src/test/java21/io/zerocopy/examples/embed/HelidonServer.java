package io.zerocopy.examples.embed;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.serve.HttpFiles;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Serves files with Helidon, which needs Java 21; bodies by {@link HelidonPayload}. */
public final class HelidonServer implements EmbeddedServer {
    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withStallTimeout(Invocation.PATIENCE);

    private final WebServer server;
    private final InetSocketAddress address;

    /** Begins to serve. */
    HelidonServer(Replies files, InetSocketAddress address) {
        server = WebServer.builder()
                .address(address.getAddress())
                .port(address.getPort())
                // Off by default in Helidon: the last small piece of a body would wait for an acknowledgement, 40 ms.
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing -> routing.any((request, response) -> answer(files, request, response)))
                .build()
                .start();
        this.address = new InetSocketAddress(address.getAddress(), server.port());
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(HelidonServer.class, HelidonServer::new, arguments);
    }

    private static void answer(Replies files, ServerRequest request, ServerResponse response) {
        HttpFiles.Reply reply = files.reply(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                name -> field(request, name));
        response.status(Status.create(reply.status()));
        reply.fields().forEach(response::header);
        if (reply.length() != HttpFiles.NO_LENGTH) {
            response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(reply.length()));
        }
        if (reply.body().length() == 0) {
            response.send();
        } else {
            HelidonPayload.send(response, reply.body(), OPTIONS);
        }
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            // Helidon 4.5 leaves the connection open after a body that was written to its stream.
            throw new CloseConnectionException("the client asked for it");
        }
    }

    private static @Nullable String field(ServerRequest request, String name) {
        var header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? String.join(", ", request.headers().get(header).allValues())
                : null;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.stop();
    }
}
