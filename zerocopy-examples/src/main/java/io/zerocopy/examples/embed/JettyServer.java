package io.zerocopy.examples.embed;

import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Serves files with a handler in Jetty 12; bodies by {@link JettyPayload}. */
public final class JettyServer implements EmbeddedServer {
    private final Server server;
    private final ServerConnector connector;

    /** Begins to serve. */
    JettyServer(Replies files, InetSocketAddress address) throws IOException {
        server = new Server();
        connector = new ServerConnector(server);
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws IOException {
                answer(files, request, response, callback);
                return true;
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(JettyServer.class, JettyServer::new, arguments);
    }

    private static void answer(Replies files, Request request, Response response, Callback callback)
            throws IOException {
        HttpFiles.Reply reply =
                files.reply(request.getMethod(), request.getHttpURI().getPathQuery(), name -> field(request, name));
        response.setStatus(reply.status());
        reply.fields().forEach(response.getHeaders()::put);
        if (reply.body().length() > 0) {
            JettyPayload.send(response, reply.body(), callback);
            return;
        }
        if (reply.length() != HttpFiles.NO_LENGTH) {
            response.getHeaders().put("Content-Length", reply.length());
        }
        callback.succeeded();
    }

    private static @Nullable String field(Request request, String name) {
        List<String> values = request.getHeaders().getValuesList(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
