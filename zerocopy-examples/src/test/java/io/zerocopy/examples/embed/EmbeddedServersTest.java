package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Downloads from each embedded server with clients that are not ours: the JDK's HttpClient, and curl where there is
 * one.
 */
class EmbeddedServersTest {
    private static HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    private final BlockingQueue<TransferResult> results = new LinkedBlockingQueue<>();
    private final TransferOptions options = TransferOptions.DEFAULTS
            .withStallTimeout(Duration.ofSeconds(10))
            .withListener(new TransferListener() {
                @Override
                public void onComplete(TransferResult result) {
                    results.add(result);
                }
            });

    @BeforeAll
    static void trustTheServer() {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(ServerKind.TLS_CONTEXT)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void servesFilesOfAnySize(ServerKind kind) throws Exception {
        try (RunningServer server = kind.start(folder, options)) {
            for (int size : new int[] {0, 1, 16_384, 3_000_000}) {
                byte[] content = write("a file", size);
                HttpResponse<byte[]> response = client.send(request(server, "/a%20file"), bytes());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesItsRoad(ServerKind kind) throws Exception {
        write("file", 3_000_000);
        try (RunningServer server = kind.start(folder, options)) {
            client.send(request(server, "/file"), bytes());
            TransferResult result = results.poll(10, TimeUnit.SECONDS);
            assertThat(result).isNotNull();
            assertThat(result.mechanism()).isEqualTo(kind.road());
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesNothingElse(ServerKind kind) throws Exception {
        Path outside = Files.createTempFile("outside", ".txt");
        try (RunningServer server = kind.start(Files.createDirectory(folder.resolve("served")), options)) {
            Files.createSymbolicLink(folder.resolve("served/link"), outside);
            Files.writeString(folder.resolve("secret"), "secret");
            for (String path : new String[] {
                "/missing",
                "/",
                "/link",
                "/../secret",
                "/%2e%2e/secret",
                "/" + outside,
                "/secret%00",
                "/served/../../secret"
            }) {
                HttpResponse<byte[]> response = client.send(request(server, path), bytes());
                assertThat(response.statusCode()).as(path).isEqualTo(404);
            }
            HttpRequest post = HttpRequest.newBuilder(server.uri("/secret"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(post, bytes()).statusCode()).isEqualTo(405);
        } finally {
            Files.delete(outside);
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesManyAtOnce(ServerKind kind) throws Exception {
        byte[] content = write("file", 500_000);
        try (RunningServer server = kind.start(folder, options)) {
            List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                responses.add(client.sendAsync(request(server, "/file"), bytes()));
            }
            for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
                assertThat(response.get(30, TimeUnit.SECONDS).body()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheFilesOfClientsThatDied(ServerKind kind) throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).as("shows which files are open").isDirectory();
        write("file", 8_000_000);
        try (RunningServer server = kind.start(folder, options)) {
            for (int i = 0; i < 20; i++) {
                try (Socket socket = server.connect()) {
                    socket.getOutputStream().write("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                    socket.getInputStream().readNBytes(1 + i * 50_000);
                    socket.setSoLinger(true, 0);
                }
            }
            // The server learns of a death when it writes again: nothing tells when that was.
            long startNanos = System.nanoTime();
            while (isOpenIn(descriptors, folder.resolve("file"))) {
                assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(10));
            }
            assertThat(client.send(request(server, "/file"), bytes()).body()).hasSize(8_000_000);
        }
    }

    private static boolean isOpenIn(Path descriptors, Path file) throws IOException {
        try (Stream<Path> all = Files.list(descriptors)) {
            Path real = file.toRealPath();
            return all.anyMatch(descriptor -> real.equals(target(descriptor)));
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            // Closed meanwhile.
            return descriptor;
        }
    }

    private byte[] write(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        Files.write(folder.resolve(name), content);
        return content;
    }

    private static HttpRequest request(RunningServer server, String path) {
        return HttpRequest.newBuilder(server.uri(path))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }
}
