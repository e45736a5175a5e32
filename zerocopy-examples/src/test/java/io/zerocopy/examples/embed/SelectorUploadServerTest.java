package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerocopy.TransferOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads: a file is there when it is whole, or not at all, and whoever sends it is told why not. */
@Timeout(300)
class SelectorUploadServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int SIZE = 5_000_000;
    private static final long MOST_BYTES = 20_000_000;
    private static final TransferOptions STALLS = TransferOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(2));

    @TempDir
    private Path root = Path.of("");

    private Path folder = Path.of("");
    private SelectorUploadServer server;
    private Thread thread;
    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        folder = Files.createDirectory(root.resolve("folder"));
        server = new SelectorUploadServer(folder, ANY_PORT, STALLS, MOST_BYTES);
        thread = new Thread(server, "uploads");
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        thread.join();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).as("debris").noneMatch(name -> name.endsWith(".zerocopy"));
        }
    }

    private int port() throws IOException {
        return ((InetSocketAddress) server.address()).getPort();
    }

    private int send(String method, String name, BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + name))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, body)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private int put(String name, byte[] bytes) throws Exception {
        return send("PUT", name, BodyPublishers.ofByteArray(bytes));
    }

    @Test
    void aFileIsTaken() throws Exception {
        assertThat(put("/a%20name", content)).isEqualTo(201);
        assertThat(folder.resolve("a name")).hasBinaryContent(content);
        assertThat(put("/a%20name", new byte[] {1})).isEqualTo(204);
        assertThat(folder.resolve("a name")).hasBinaryContent(new byte[] {1});
        assertThat(put("/empty", new byte[0])).isEqualTo(201);
        assertThat(folder.resolve("empty")).isEmptyFile();
    }

    @Test
    void byCurl() throws Exception {
        Path file = Files.write(root.resolve("file"), content);
        Process curl = curl("-T", file.toString(), "http://localhost:" + port() + "/by-curl");
        assertThat(new String(curl.getInputStream().readAllBytes(), ISO_8859_1)).isEqualTo("201");
        assertThat(folder.resolve("by-curl")).hasBinaryContent(content);
        // It waits to be told before it sends so much.
        Path large = root.resolve("large");
        Files.write(large, new byte[(int) MOST_BYTES + 1]);
        Process refused = curl("-T", large.toString(), "http://localhost:" + port() + "/large");
        assertThat(new String(refused.getInputStream().readAllBytes(), ISO_8859_1))
                .isEqualTo("413");
        assertThat(folder.resolve("large")).doesNotExist();
    }

    private static Process curl(String... arguments) {
        String[] command = Stream.concat(Stream.of("curl", "-sS", "-w", "%{http_code}"), Stream.of(arguments))
                .toArray(String[]::new);
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            System.err.println("*** TEST SKIPPED: no curl");
            assumeTrue(false, "no curl");
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsRefused() throws Exception {
        Files.createDirectory(folder.resolve("below"));
        assertThat(put("/large", new byte[(int) MOST_BYTES + 1])).isEqualTo(413);
        assertThat(send("PUT", "/chunked", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))))
                .isEqualTo(411);
        assertThat(put("/below", content)).isEqualTo(409);
        assertThat(put("/none/name", content)).isEqualTo(409);
        assertThat(put("/", content)).isEqualTo(400);
        assertThat(put("/..%2Foutside", content)).isEqualTo(400);
        assertThat(send("DELETE", "/name", BodyPublishers.noBody())).isEqualTo(405);
        assertThat(root.resolve("outside")).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private Socket begin(String name, int length, int sent) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port());
        client.setSoTimeout(60_000);
        byte[] head = ("PUT " + name + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] all = new byte[head.length + sent];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, sent);
        client.getOutputStream().write(all);
        return client;
    }

    /** What comes in one piece with the head is the file's beginning; what comes behind the file is nobody's. */
    @Test
    void theHeadAndTheFileInOnePiece() throws Exception {
        try (Socket client = begin("/name", 1_000, 1_500)) {
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 201 ");
        }
        assertThat(Files.readAllBytes(folder.resolve("name"))).isEqualTo(Arrays.copyOf(content, 1_000));
    }

    @Test
    void whoLeavesInTheMiddleLeavesNothing() throws Exception {
        Files.writeString(folder.resolve("name"), "old");
        try (Socket client = begin("/name", SIZE, 100_000)) {
            client.shutdownOutput();
            requireReset(client);
        }
        assertThat(folder.resolve("name")).hasContent("old");
    }

    @Test
    void whoFallsSilentIsSentAway() throws Exception {
        try (Socket client = begin("/name", SIZE, 100_000)) {
            requireReset(client);
        }
        assertThat(folder.resolve("name")).doesNotExist();
    }

    private static void requireReset(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read())
                    .as("no answer, and no orderly end")
                    .isEqualTo(-2);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
