package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Downloads from each embedded server with clients that are not ours: the JDK's HttpClient, and curl where there is
 * one.
 */
@Timeout(300)
class EmbeddedServersTest {
    private static HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    private final BlockingQueue<TransferResult> results = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final TransferOptions options = TransferOptions.DEFAULTS
            .withStallTimeout(Duration.ofMinutes(2))
            .withListener(new TransferListener() {
                @Override
                public void onComplete(TransferResult result) {
                    results.add(result);
                }

                @Override
                public void onFailure(Throwable failure) {
                    failures.add(failure);
                }
            });

    @BeforeAll
    static void trustTheServer() {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(SelfSigned.CONTEXT)
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
            TransferResult result = results.poll(60, TimeUnit.SECONDS);
            assertThat(result).isNotNull();
            assertThat(result.mechanism()).isEqualTo(kind.road());
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesCurl(ServerKind kind) throws Exception {
        byte[] content = write("file", 3_000_000);
        Path copy = folder.resolve("copy");
        try (RunningServer server = kind.start(folder, options)) {
            String[] command = {
                "curl",
                "-s",
                "--insecure",
                "--max-time",
                "30",
                "-o",
                copy.toString(),
                server.uri("/file").toString()
            };
            assertThat(startOrSkip(command).waitFor()).isZero();
        }
        assertThat(copy).hasBinaryContent(content);
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
        byte[] content = write("file", 200_000);
        try (RunningServer server = kind.start(folder, options)) {
            List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                responses.add(client.sendAsync(request(server, "/file"), bytes()));
            }
            for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
                assertThat(response.get(120, TimeUnit.SECONDS).body()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsTheSendToAClientThatDied(ServerKind kind) throws Exception {
        write("file", 8_000_000);
        try (RunningServer server = kind.start(folder, options)) {
            for (int i = 0; i < 10; i++) {
                try (Socket socket = new Socket()) {
                    socket.connect(server.address());
                    socket.setSoTimeout(60_000);
                    Socket speaker = server.speaker(socket);
                    speaker.getOutputStream().write("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                    speaker.getInputStream().readNBytes(1 + i * 100_000);
                    socket.setSoLinger(true, 0);
                }
                assertThat(failures.poll(60, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(client.send(request(server, "/file"), bytes()).body()).hasSize(8_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheConnectionOfWhoAsksForIt(ServerKind kind) throws Exception {
        byte[] content = write("file", 3_000_000);
        try (RunningServer server = kind.start(folder, options);
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(60_000);
            Socket speaker = server.speaker(socket);
            // So says the JDK's own client, of 17, of a request without a body.
            for (String length : List.of("", "", "Content-Length: 0\r\n")) {
                ask(speaker, length + "Connection: keep-alive\r\n\r\n");
                assertThat(head(speaker)).contains("200 OK");
                assertThat(speaker.getInputStream().readNBytes(content.length)).isEqualTo(content);
            }
            ask(speaker, "Connection: close\r\n\r\n");
            assertThat(head(speaker)).contains("200 OK");
            assertThat(speaker.getInputStream().readAllBytes()).isEqualTo(content);
        }
    }

    /** What a server takes for the next request must be one: a body could be made to look like it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JDK")
    void takesNoBodyForARequest(ServerKind kind) throws Exception {
        byte[] content = write("file", 100);
        try (RunningServer server = kind.start(folder, options);
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(60_000);
            Socket speaker = server.speaker(socket);
            ask(speaker, "Connection: keep-alive\r\nContent-Length: 100\r\n\r\n");
            assertThat(head(speaker)).contains("Connection: close");
            assertThat(speaker.getInputStream().readAllBytes()).isEqualTo(content);
        }
    }

    private static void ask(Socket socket, String restOfHead) throws IOException {
        String head = "GET /file HTTP/1.1\r\nHost: localhost\r\n" + restOfHead;
        socket.getOutputStream().write(head.getBytes(US_ASCII));
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    private static Process startOrSkip(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            return abort("not here: " + e.getMessage());
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
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }
}
