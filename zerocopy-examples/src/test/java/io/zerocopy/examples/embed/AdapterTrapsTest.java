package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpContentCompressor;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.SameThreadExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.zerocopy.Payload;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.examples.serve.HttpFiles;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;
import reactor.netty.http.HttpProtocol;

/** What goes wrong with one server's own road, and what only one adapter has. */
@Timeout(300)
class AdapterTrapsTest {
    private static final int SIZE = 3_000_000;
    /** Of holes. */
    private static final long LARGE = 512L << 20;

    @TempDir
    private Path folder = Path.of("");

    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void makeFile() throws IOException {
        new SplittableRandom(2).nextBytes(content);
        Files.write(folder.resolve("file"), content);
    }

    private static HttpResponse<byte[]> get(InetSocketAddress server, String... fields) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + "/file"));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Replies files() throws IOException {
        return new HttpFiles(folder)::reply;
    }

    /** From 1 MiB on, what Vert.x is given to write or send during a sendFile lands inside the file. */
    @Test
    void nothingLandsInsideAFileThatANetSocketOfVertxSends() throws Exception {
        Path file = folder.resolve("file");
        Payload framed = Payload.builder()
                .bytes(ByteBuffer.wrap(content, 0, 10))
                .file(file, 10, 1_400_000)
                .file(file, 1_400_010, SIZE - 1_400_020)
                .bytes(ByteBuffer.wrap(content, SIZE - 10, 10))
                .build();
        assertThat(overANetSocket(framed)).isEqualTo(content);
    }

    @Test
    void aNetSocketOfVertxThatTakesNoOpenFileSendsNothingBeforeIt() throws Exception {
        try (FileChannel open = FileChannel.open(folder.resolve("file"))) {
            Payload payload =
                    Payload.builder().bytes(new byte[] {1}).file(open, 0, 10).build();
            assertThat(overANetSocket(payload)).isEmpty();
        }
    }

    /** All that comes; the socket is closed when all is sent, or when it is refused. */
    private static byte[] overANetSocket(Payload payload) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            NetServer server = vertx.createNetServer()
                    .connectHandler(socket -> socket.handler(asked -> {
                        try {
                            VertxSocketPayload.send(socket, payload).onSuccess(all -> socket.close());
                        } catch (IOException e) {
                            socket.close();
                        }
                    }));
            VertxServer.await(server.listen(0, "localhost"));
            try (Socket client = new Socket("localhost", server.actualPort())) {
                client.setSoTimeout(60_000);
                client.getOutputStream().write('?');
                return client.getInputStream().readAllBytes();
            }
        } finally {
            VertxServer.await(vertx.close());
        }
    }

    /** What is copied goes by pieces, and there may be more of them than a stack has room for. */
    @Test
    void vertxCopiesAFileOfAnyLength() throws Exception {
        Path large = folder.resolve("large");
        try (FileChannel file = FileChannel.open(large, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), LARGE - 1);
        }
        Payload mixed = Payload.builder().bytes(new byte[] {1}).file(large).build();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer().requestHandler(request -> {
                try {
                    VertxPayload.send(vertx, request.response(), mixed)
                            .onSuccess(end::complete)
                            .onFailure(end::completeExceptionally);
                } catch (IOException e) {
                    end.completeExceptionally(e);
                }
            });
            VertxServer.await(server.listen(0, "localhost"));
            URI uri = URI.create("http://localhost:" + server.actualPort() + "/");
            try (InputStream body = uri.toURL().openStream()) {
                assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(LARGE + 1);
            }
            assertThat(end).succeedsWithin(Duration.ofSeconds(60));
        } finally {
            VertxServer.await(vertx.close());
        }
    }

    /** With compression switched on, Vert.x would send pieces that it has compressed, and no length. */
    @Test
    void aServerOfVertxThatCompressesSendsTheFileItself() throws Exception {
        HttpServerOptions compressing = new HttpServerOptions().setCompressionSupported(true);
        try (VertxServer server = new VertxServer(files(), Adapter.ANY_PORT, compressing)) {
            HttpResponse<byte[]> response = get(server.address(), "Accept-Encoding", "gzip");
            assertThat(response.headers().firstValueAsLong("Content-Length").orElse(-1))
                    .isEqualTo(SIZE);
            assertThat(response.body()).isEqualTo(content);
        }
    }

    @Test
    void undertowKeepsTheRateLimit() throws Exception {
        TransferOptions slow = TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(5_000_000));
        try (UndertowServer server = new UndertowServer(files(), Adapter.ANY_PORT, slow)) {
            long startNanos = System.nanoTime();
            assertThat(get(server.address()).body()).isEqualTo(content);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void undertowSendsAwayWhoTakesNothing() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        TransferOptions impatient = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofMillis(300))
                .withListener(new TransferListener() {
                    @Override
                    public void onFailure(Throwable cause) {
                        failure.complete(cause);
                    }
                });
        Payload endless = Payload.builder()
                .bytes(ByteBuffer.wrap(new byte[64 * 1024 * 1024]))
                .build();
        try (UndertowServer server = new UndertowServer(all(endless), Adapter.ANY_PORT, impatient);
                Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(server.address());
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(failure.get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            TransferTimeoutException.class,
                            stall -> assertThat(stall.isStall()).isTrue());
        }
    }

    /** Whoever copies the adapter may not look at the length first, as the little servers do. */
    @Test
    void undertowEndsWhatIsEmpty() throws Exception {
        Payload empty = Payload.builder().build();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setHandler(exchange -> exchange.dispatch(SameThreadExecutor.INSTANCE, (Runnable) () -> {
                    try {
                        UndertowPayload.send(exchange, empty, TransferOptions.DEFAULTS);
                    } catch (IOException e) {
                        exchange.setStatusCode(500).endExchange();
                    }
                }))
                .build();
        server.start();
        try {
            assertThat(get((InetSocketAddress) server.getListenerInfo().get(0).getAddress())
                            .body())
                    .isEmpty();
        } finally {
            server.stop();
        }
    }

    /** The sink is the I/O thread's alone. */
    @ParameterizedTest
    @ValueSource(strings = {"I/O thread", "task", "worker"})
    void undertowSendsWhoeverCalls(String caller) throws Exception {
        Payload payload = Payload.ofFile(folder.resolve("file"));
        HttpHandler sends = exchange -> UndertowPayload.send(exchange, payload, TransferOptions.DEFAULTS);
        Undertow server = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setHandler(exchange -> {
                    switch (caller) {
                        case "I/O thread" -> sends.handleRequest(exchange);
                        case "worker" -> exchange.dispatch(sends);
                        default -> exchange.dispatch(SameThreadExecutor.INSTANCE, sends);
                    }
                })
                .build();
        server.start();
        try {
            assertThat(get((InetSocketAddress) server.getListenerInfo().get(0).getAddress())
                            .body())
                    .isEqualTo(content);
        } finally {
            server.stop();
        }
    }

    @Test
    void jettyEndsWhatIsEmpty() throws Exception {
        Payload empty = Payload.builder().build();
        Server server = new Server(Adapter.ANY_PORT);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                JettyPayload.send(response, empty, callback);
                return true;
            }
        });
        server.start();
        try {
            assertThat(get(new InetSocketAddress("localhost", server.getURI().getPort()))
                            .body())
                    .isEmpty();
        } finally {
            server.stop();
        }
    }

    /** Nor a part of it with an end that looks like one: compressed, an answer tells no length. */
    @Test
    void aFileThatIsCutIsNoWholeBodyWhereNettyCompresses() throws Exception {
        Path file = folder.resolve("random");
        byte[] large = new byte[16 * 1024 * 1024];
        new SplittableRandom(3).nextBytes(large);
        Files.write(file, large);
        try (NettyHttpServer server = compressing();
                Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.setSoTimeout(60_000);
            client.connect(server.address());
            String head = "GET /random HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
            client.getOutputStream().write(head.getBytes(US_ASCII));
            client.getInputStream().readNBytes(100_000);
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(1_000_000);
            }
            assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
    }

    /** Netty hands it on as a GET of a name that it makes up, and a file may have that. */
    @Test
    void nettyRefusesWhatItCouldNotRead() throws Exception {
        Files.createFile(folder.resolve("bad-request"));
        try (NettyHttpServer server = NettyHttpServer.plain(files(), Adapter.ANY_PORT, NettyTransport.NIO);
                Socket client = new Socket()) {
            client.setSoTimeout(60_000);
            client.connect(server.address());
            client.getOutputStream().write("GET /file HTTP/1.1\r\nHost: \u0000\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void nettyCompressesWholeFilesAndNoRanges() throws Exception {
        try (NettyHttpServer server = compressing()) {
            assertThat(get(server.address(), "Accept-Encoding", "gzip")
                            .headers()
                            .firstValue("Content-Encoding"))
                    .contains("gzip");
            HttpResponse<byte[]> range =
                    get(server.address(), "Accept-Encoding", "gzip", "Range", "bytes=1000000-1999999");
            assertThat(range.body()).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 2_000_000));
        }
    }

    private NettyHttpServer compressing() throws IOException {
        return new NettyHttpServer(
                files(),
                Adapter.ANY_PORT,
                NettyTransport.NIO,
                channel -> List.of(),
                channel -> List.of(new HttpContentCompressor()));
    }

    /** A region of a file is no message there: it would fail, or go out as it is behind a head that says gzip. */
    @Test
    void reactorNettyCopiesWhereItCompresses() throws Exception {
        try (ReactorNettyServer server =
                new ReactorNettyServer(all(mixed()), Adapter.ANY_PORT, http -> http.compress(true))) {
            HttpResponse<byte[]> response = get(server.address(), "Accept-Encoding", "gzip");
            assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
                    .isEqualTo(content);
        }
    }

    /** A stream of HTTP/2 has the connection's TLS and socket behind it, and takes no files. */
    @Test
    void reactorNettyCopiesIntoStreamsOfHttp2() throws Exception {
        try (FileChannel open = FileChannel.open(folder.resolve("file"));
                ReactorNettyServer server = new ReactorNettyServer(
                        all(Payload.ofFile(open, 0, SIZE)),
                        Adapter.ANY_PORT,
                        http -> http.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C))) {
            HttpResponse<byte[]> response = get(server.address());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo(content);
        }
    }

    private Payload mixed() throws IOException {
        return Payload.builder()
                .bytes(ByteBuffer.wrap(content, 0, 10))
                .file(folder.resolve("file"), 10, SIZE - 10)
                .build();
    }

    private static Replies all(Payload body) {
        return (method, target, field) -> new HttpFiles.Reply(200, Map.of(), body.length(), body);
    }

    /** There its response is another's, and one range of a file would be all that may be sent. */
    @Test
    void webFluxOnAnotherServerIsRefused() throws Exception {
        Payload mixed = mixed();
        Servlet webFlux = new ServletHttpHandlerAdapter((request, response) -> {
            try {
                return WebFluxPayload.send(response, mixed);
            } catch (IOException e) {
                response.setStatusCode(HttpStatus.NOT_IMPLEMENTED);
                return response.setComplete();
            }
        });
        try (InTomcat server = new InTomcat(folder, webFlux)) {
            assertThat(get(server.address()).statusCode()).isEqualTo(501);
        }
    }

    /** What is in the response's buffer is dropped without a word where Tomcat sends the file. */
    @Test
    void tomcatDropsNothingThatWasWrittenBefore() throws Exception {
        Payload file = Payload.ofFile(folder.resolve("file"));
        try (InTomcat server = new InTomcat(folder, servlet((request, response) -> {
            response.getOutputStream().write(new byte[] {1, 2, 3, 4});
            TomcatPayload.send(request, response, file, TransferOptions.DEFAULTS);
        }))) {
            assertThat(get(server.address()).statusCode()).isEqualTo(500);
        }
    }

    /** And once that is flushed, Tomcat looks at no attribute. */
    @Test
    void tomcatSendsBehindWhatWasFlushed() throws Exception {
        Payload rest = Payload.ofFile(folder.resolve("file"), 4, SIZE - 4);
        try (InTomcat server = new InTomcat(folder, servlet((request, response) -> {
            response.getOutputStream().write(content, 0, 4);
            response.flushBuffer();
            TomcatPayload.send(request, response, rest, TransferOptions.DEFAULTS);
        }))) {
            assertThat(get(server.address()).body()).isEqualTo(content);
        }
    }

    @Test
    void tomcatSendsOverHttp2() throws Exception {
        Payload file = Payload.ofFile(folder.resolve("file"));
        try (InTomcat server = new InTomcat(
                folder,
                servlet((request, response) ->
                        TomcatPayload.send(request, response, file, TransferOptions.DEFAULTS)))) {
            HttpResponse<byte[]> response = get(server.address());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo(content);
        }
    }

    @FunctionalInterface
    private interface Service {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    private static Servlet servlet(Service service) {
        return new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                service.serve(request, response);
            }
        };
    }

    /** One servlet in Tomcat, which speaks HTTP/2 too. */
    private static final class InTomcat implements AutoCloseable {
        private final Tomcat tomcat = new Tomcat();

        InTomcat(Path folder, Servlet servlet) throws LifecycleException {
            tomcat.setBaseDir(folder.toString());
            tomcat.setPort(0);
            tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
            tomcat.addContext("", null)
                    .addServletContainerInitializer(
                            (classes, site) -> {
                                ServletRegistration.Dynamic only = site.addServlet("only", servlet);
                                only.addMapping("/");
                                only.setAsyncSupported(true);
                            },
                            null);
            tomcat.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress("localhost", tomcat.getConnector().getLocalPort());
        }

        @Override
        public void close() throws LifecycleException {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
