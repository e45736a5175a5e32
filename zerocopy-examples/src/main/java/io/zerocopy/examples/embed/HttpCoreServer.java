package io.zerocopy.examples.embed;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.serve.HttpFiles;
import io.zerocopy.examples.serve.RawTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParserFactory;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.LazyLineParser;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Serves files with Apache HttpCore's classic server; bodies by {@link HttpCorePayload}. */
public final class HttpCoreServer implements EmbeddedServer {
    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withStallTimeout(Invocation.PATIENCE);

    private final HttpServer server;
    private final InetSocketAddress address;

    /** Begins to serve. */
    HttpCoreServer(Replies files, InetSocketAddress address) throws IOException {
        server = ServerBootstrap.bootstrap()
                .setLocalAddress(address.getAddress())
                .setListenerPort(address.getPort())
                .setSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.ofSeconds(10))
                        .setTcpNoDelay(true)
                        .build())
                // Repaired, //host/file would be /file, which is not what a filter in front of it has seen.
                .setConnectionFactory(DefaultBHttpServerConnectionFactory.builder()
                        .scheme("http")
                        .requestParserFactory(
                                new DefaultHttpRequestParserFactory(LazyLineParser.INSTANCE, RawTarget.INSTANCE))
                        .build())
                // For all hosts: what is registered for one is refused to who asks another.
                .setRequestRouter((asked, context) -> (request, response, exchange) -> answer(files, request, response))
                .create();
        server.start();
        this.address = new InetSocketAddress(address.getAddress(), server.getLocalPort());
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(HttpCoreServer.class, HttpCoreServer::new, arguments);
    }

    private static void answer(Replies files, ClassicHttpRequest request, ClassicHttpResponse response) {
        HttpFiles.Reply reply = files.reply(request.getMethod(), request.getPath(), name -> field(request, name));
        response.setCode(reply.status());
        reply.fields().forEach(response::setHeader);
        if (reply.length() != HttpFiles.NO_LENGTH) {
            String type = reply.fields().getOrDefault(HttpHeaders.CONTENT_TYPE, "text/plain");
            response.setEntity(new HttpCorePayload(reply.body(), reply.length(), ContentType.parse(type), OPTIONS));
        }
    }

    private static @Nullable String field(ClassicHttpRequest request, String name) {
        Header[] lines = request.getHeaders(name);
        return lines.length == 0
                ? null
                : Arrays.stream(lines).map(Header::getValue).collect(Collectors.joining(", "));
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
