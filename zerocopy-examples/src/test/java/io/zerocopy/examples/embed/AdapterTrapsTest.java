package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.zerocopy.Payload;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with one server's own road, and what only one adapter has. */
@Timeout(60)
class AdapterTrapsTest {
    private static final int SIZE = 3_000_000;

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

    /** From 1 MiB on, what Vert.x is given to write during a sendFile lands inside the file. */
    @Test
    void nothingLandsInsideAFileThatANetSocketOfVertxSends() throws Exception {
        Payload framed = Payload.builder()
                .bytes(ByteBuffer.wrap(content, 0, 10))
                .file(folder.resolve("file"), 10, SIZE - 20)
                .bytes(ByteBuffer.wrap(content, SIZE - 10, 10))
                .build();
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<Boolean> sent = new CompletableFuture<>();
            NetServer server = vertx.createNetServer()
                    .connectHandler(socket -> socket.handler(asked -> {
                        try {
                            VertxPayload.send(socket, framed).onComplete(all -> sent.complete(all.succeeded()));
                        } catch (IOException e) {
                            sent.completeExceptionally(e);
                        }
                    }));
            VertxServer.await(server.listen(0, "localhost"));
            try (Socket client = new Socket("localhost", server.actualPort())) {
                client.setSoTimeout(10_000);
                client.getOutputStream().write('?');
                assertThat(client.getInputStream().readNBytes(SIZE)).isEqualTo(content);
                assertThat(sent.get(10, TimeUnit.SECONDS)).isTrue();
            }
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
        Replies replies = (method, target, field) -> new HttpFiles.Reply(200, Map.of(), endless.length(), endless);
        try (UndertowServer server = new UndertowServer(replies, Adapter.ANY_PORT, impatient);
                Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(server.address());
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(failure.get(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            TransferTimeoutException.class,
                            stall -> assertThat(stall.isStall()).isTrue());
        }
    }
}
