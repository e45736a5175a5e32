package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.zerocopy.Payload;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every adapter owes: the same answers from each server, to clients that are not ours. Each server starts once.
 */
@Timeout(300)
class AdaptersTest {
    private static final int SIZE = 3_000_000;
    private static final int LARGE = 64 * 1024 * 1024;
    private static final int CLIENTS = 200;

    @TempDir
    private static Path folder = Path.of("");

    private static final Map<Adapter, EmbeddedServer> SERVERS = new EnumMap<>(Adapter.class);
    private static byte[] content = {};
    private static @Nullable FileChannel shared;
    private static @Nullable HttpFiles files;
    private static @Nullable FileSystem archive;
    private static HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void makeFiles() throws IOException {
        content = new byte[SIZE];
        new SplittableRandom(1).nextBytes(content);
        Files.write(folder.resolve("a file.txt"), content);
        Files.write(folder.resolve("small"), Arrays.copyOf(content, 1000));
        Files.createFile(folder.resolve("empty"));
        shared = FileChannel.open(folder.resolve("a file.txt"));
        files = new HttpFiles(folder);
        archive = FileSystems.newFileSystem(folder.resolve("archive.zip"), Map.of("create", "true"));
        Files.write(archive.getPath("/small"), Arrays.copyOf(content, 1000));
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(SelfSigned.CONTEXT)
                .build();
    }

    @AfterAll
    static void stopServers() throws IOException {
        shared().close();
        Objects.requireNonNull(archive).close();
        for (EmbeddedServer server : SERVERS.values()) {
            server.close();
        }
    }

    /** Files, and what no file of a folder is: ranges of a channel that all share, alone and among bytes and paths. */
    private static HttpFiles.Reply reply(String method, String target, Function<String, @Nullable String> field) {
        if (target.equals("/shared")) {
            return reply(Payload.ofFile(shared(), 1_000_000, 1_500_000));
        }
        if (target.equals("/foreign")) {
            return reply(foreign());
        }
        return target.equals("/mixed")
                ? reply(mixed())
                : Objects.requireNonNull(files).reply(method, target, field);
    }

    private static FileChannel shared() {
        return Objects.requireNonNull(shared);
    }

    private static HttpFiles.Reply reply(Payload body) {
        return new HttpFiles.Reply(200, Map.of(), body.length(), body);
    }

    private static Payload mixed() {
        try {
            return Payload.builder()
                    .bytes(ByteBuffer.wrap(content, 0, 5))
                    .file(folder.resolve("a file.txt"), 5, 1_499_995)
                    .bytes(ByteBuffer.wrap(content, 1_500_000, 100_000))
                    .file(shared(), 1_600_000, 1_399_999)
                    .bytes(ByteBuffer.wrap(content, SIZE - 1, 1))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Inside an archive: it has a name, and none that the kernel knows. */
    private static Payload foreign() {
        try {
            return Payload.ofFile(Objects.requireNonNull(archive).getPath("/small"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(Adapter adapter) throws IOException {
        EmbeddedServer server = SERVERS.get(adapter);
        if (server == null) {
            server = adapter.startOrSkip(AdaptersTest::reply);
            SERVERS.put(adapter, server);
        }
        return server.address();
    }

    private static URI uri(Adapter adapter, String path) throws IOException {
        return URI.create(adapter.scheme() + "://localhost:" + address(adapter).getPort() + path);
    }

    private static HttpRequest.Builder request(Adapter adapter, String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(adapter, path)).timeout(Duration.ofMinutes(2));
        return adapter == Adapter.NETTY_GZIP ? request.header("Accept-Encoding", "gzip") : request;
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] body(HttpResponse<byte[]> response) throws IOException {
        boolean isCompressed =
                response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        return isCompressed
                ? new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes()
                : response.body();
    }

    @ParameterizedTest
    @EnumSource
    void wholeFiles(Adapter adapter) throws Exception {
        HttpResponse<byte[]> whole = send(request(adapter, "/a%20file.txt"));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(body(whole)).isEqualTo(content);
        assertThat(whole.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(body(send(request(adapter, "/small")))).isEqualTo(Arrays.copyOf(content, 1000));
        HttpResponse<byte[]> empty = send(request(adapter, "/empty"));
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(body(empty)).isEmpty();
        assertThat(send(request(adapter, "/missing")).statusCode()).isEqualTo(404);
        HttpRequest.Builder post = request(adapter, "/small").POST(HttpRequest.BodyPublishers.noBody());
        assertThat(send(post).statusCode()).isEqualTo(405);
    }

    /** Who lets requests pass by their paths must have seen the path that is served. */
    @ParameterizedTest
    @EnumSource
    void whatIsBehindTwoSlashesIsNoHost(Adapter adapter) throws Exception {
        for (String target : List.of("//example.org/small", "//small", "///small", "http://example.org//small")) {
            try (Talk talk = new Talk(adapter)) {
                talk.ask("GET", target, "Connection: close\r\n");
                assertThat(new String(talk.in().readNBytes(12), US_ASCII))
                        .as(target)
                        .isIn("HTTP/1.1 400", "HTTP/1.1 404");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void headTellsTheLength(Adapter adapter) throws Exception {
        HttpRequest.Builder head = HttpRequest.newBuilder(uri(adapter, "/a%20file.txt"))
                .timeout(Duration.ofMinutes(2))
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        HttpResponse<byte[]> response = send(head);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValueAsLong("Content-Length").orElse(-1))
                .isEqualTo(SIZE);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneRange(Adapter adapter) throws Exception {
        for (String[] asked : new String[][] {
            {"bytes=1000000-2999998", "1000000", "2999999"},
            {"bytes=-1", "2999999", "3000000"},
            {"bytes=7-", "7", "3000000"}
        }) {
            int from = Integer.parseInt(asked[1]);
            int to = Integer.parseInt(asked[2]);
            HttpResponse<byte[]> response =
                    send(request(adapter, "/a%20file.txt").header("Range", asked[0]));
            assertThat(response.statusCode()).isEqualTo(206);
            assertThat(response.headers().firstValue("Content-Range"))
                    .contains("bytes " + from + "-" + (to - 1) + "/" + SIZE);
            assertThat(body(response)).isEqualTo(Arrays.copyOfRange(content, from, to));
        }
        HttpRequest.Builder beyond = request(adapter, "/a%20file.txt").header("Range", "bytes=3000000-");
        assertThat(send(beyond).statusCode()).isEqualTo(416);
    }

    @ParameterizedTest
    @EnumSource
    void severalRanges(Adapter adapter) throws Exception {
        HttpRequest.Builder several = request(adapter, "/a%20file.txt").header("Range", "bytes=0-9,1000000-2200000,-5");
        HttpResponse<byte[]> response = send(several);
        assertThat(response.statusCode()).isEqualTo(206);
        String type = response.headers().firstValue("Content-Type").orElse("");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int[] range : new int[][] {{0, 10}, {1_000_000, 2_200_001}, {SIZE - 5, SIZE}}) {
            String lines = "--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes "
                    + range[0] + "-" + (range[1] - 1) + "/" + SIZE + "\r\n\r\n";
            expected.writeBytes(lines.getBytes(US_ASCII));
            expected.write(content, range[0], range[1] - range[0]);
            expected.writeBytes("\r\n".getBytes(US_ASCII));
        }
        expected.writeBytes(("--" + boundary + "--\r\n").getBytes(US_ASCII));
        assertThat(body(response)).isEqualTo(expected.toByteArray());
    }

    /** Bytes, paths and a channel that stays its owner's. */
    @ParameterizedTest
    @EnumSource
    void partsOfAllKinds(Adapter adapter) throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(body(send(request(adapter, "/shared"))))
                    .isEqualTo(Arrays.copyOfRange(content, 1_000_000, 2_500_000));
            assertThat(body(send(request(adapter, "/mixed")))).isEqualTo(content);
        }
        assertThat(shared().isOpen()).isTrue();
        assertThat(shared().position()).isZero();
    }

    /** It is copied or refused, and never another file. */
    @ParameterizedTest
    @EnumSource
    void aFileOfAnotherFileSystem(Adapter adapter) throws Exception {
        HttpResponse<byte[]> response;
        try {
            response = send(request(adapter, "/foreign"));
        } catch (IOException e) {
            return;
        }
        if (response.statusCode() == 200) {
            assertThat(body(response)).isEqualTo(Arrays.copyOf(content, 1000));
        } else {
            assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
        }
        assertThat(body(send(request(adapter, "/small")))).hasSize(1000);
    }

    @ParameterizedTest
    @EnumSource
    void conditions(Adapter adapter) throws Exception {
        String tag =
                send(request(adapter, "/small")).headers().firstValue("ETag").orElse("none");
        HttpResponse<byte[]> same = send(request(adapter, "/small").header("If-None-Match", tag));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        HttpRequest.Builder onTwoLines =
                request(adapter, "/small").header("If-None-Match", "\"other\"").header("If-None-Match", tag);
        assertThat(send(onTwoLines).statusCode()).isEqualTo(304);
        HttpRequest.Builder other =
                request(adapter, "/small").header("If-Range", "\"other\"").header("Range", "bytes=1-2");
        assertThat(send(other).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionForManyRequests(Adapter adapter) throws Exception {
        try (Talk talk = new Talk(adapter)) {
            talk.ask("GET", "/a%20file.txt", "");
            assertThat(talk.answer(true)).isEqualTo(content);
            talk.ask("HEAD", "/a%20file.txt", "");
            assertThat(talk.answer(false)).isEmpty();
            talk.ask("GET", "/a%20file.txt", "Range: bytes=5-1500004\r\n");
            assertThat(talk.answer(true)).isEqualTo(Arrays.copyOfRange(content, 5, 1_500_005));
            talk.ask("GET", "/empty", "");
            assertThat(talk.answer(true)).isEmpty();
            talk.ask("GET", "/a%20file.txt", "Connection: close\r\n");
            assertThat(talk.answer(true)).isEqualTo(content);
            assertThat(talk.in().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAwayLeavesNothingOpen(Adapter adapter) throws Exception {
        Path large = large("leave-" + adapter);
        for (int i = 0; i < 3; i++) {
            try (Talk talk = new Talk(adapter)) {
                talk.ask("GET", "/" + large.getFileName(), "");
                talk.in().readNBytes(1 + i * 200_000);
                talk.reset();
            }
        }
        requireClosed(large);
        assertThat(body(send(request(adapter, "/small")))).hasSize(1000);
    }

    /** However it ends: not as a whole body, and not never. */
    @ParameterizedTest
    @EnumSource
    void aFileThatIsCutIsNoWholeBody(Adapter adapter) throws Exception {
        Path large = large("cut-" + adapter);
        try (Talk talk = new Talk(adapter)) {
            talk.ask("GET", "/" + large.getFileName(), "");
            long length = talk.head();
            talk.in().readNBytes(100_000);
            try (FileChannel file = FileChannel.open(large, StandardOpenOption.WRITE)) {
                file.truncate(1_000_000);
            }
            assertThat(talk.rest()).isLessThan(length - 100_000);
        }
        requireClosed(large);
        assertThat(body(send(request(adapter, "/small")))).hasSize(1000);
    }

    @ParameterizedTest
    @EnumSource
    void manyAtOnce(Adapter adapter) throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String range = "bytes=" + i * 1000 + "-" + (i * 1000 + 249_999);
            HttpRequest request =
                    request(adapter, "/a%20file.txt").header("Range", range).build();
            responses.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (int i = 0; i < CLIENTS; i++) {
            byte[] body = responses.get(i).get(120, TimeUnit.SECONDS).body();
            assertThat(Arrays.equals(body, 0, body.length, content, i * 1000, i * 1000 + 250_000))
                    .as("client %s", i)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void curl(Adapter adapter) throws Exception {
        Path copy = folder.resolve("copy");
        String options = "-s -S --insecure --compressed --max-time 30 -o " + copy + " ";
        for (String range : List.of("", "-r 999999-1999999 ")) {
            List<String> command = new ArrayList<>(List.of("curl"));
            command.addAll(List.of((options + range + uri(adapter, "/a%20file.txt")).split(" ", -1)));
            assertThat(startOrSkip(command).waitFor()).isZero();
            assertThat(copy)
                    .hasBinaryContent(range.isEmpty() ? content : Arrays.copyOfRange(content, 999_999, 2_000_000));
        }
    }

    private static Process startOrSkip(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            return abort("not here: " + e.getMessage());
        }
    }

    /** More than the sockets of both sides hold; a hole takes no disk. */
    private static Path large(String name) throws IOException {
        Path large = folder.resolve(name);
        try (FileChannel file = FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(0).write(ByteBuffer.wrap(new byte[] {1}), LARGE - 1);
        }
        return large;
    }

    /** A server notices at its next write, and that is soon: its socket is full. */
    private static void requireClosed(Path file) throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.exists(descriptors)) {
            return;
        }
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (isOpen(descriptors, file)) {
            assertThat(System.nanoTime()).as("still open: " + file).isLessThan(endNanos);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static boolean isOpen(Path descriptors, Path file) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(file.toRealPath())) {
                        return true;
                    }
                } catch (NoSuchFileException e) {
                    // Closed between the two looks.
                }
            }
        }
        return false;
    }

    /** One connection, byte by byte. */
    private static final class Talk implements AutoCloseable {
        private final Socket connection = new Socket();
        private final Socket speaker;

        Talk(Adapter adapter) throws IOException {
            connection.setReceiveBufferSize(64 * 1024);
            connection.connect(address(adapter));
            connection.setSoTimeout(60_000);
            speaker = adapter.scheme().equals("https")
                    ? SelfSigned.CONTEXT
                            .getSocketFactory()
                            .createSocket(connection, "localhost", connection.getPort(), false)
                    : connection;
        }

        InputStream in() throws IOException {
            return speaker.getInputStream();
        }

        void ask(String method, String path, String fields) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: example.org\r\n" + fields + "\r\n";
            speaker.getOutputStream().write(head.getBytes(US_ASCII));
        }

        byte[] answer(boolean hasBody) throws IOException {
            long length = head();
            return hasBody ? in().readNBytes((int) length) : new byte[0];
        }

        /** Reads the head, and returns the length that it tells. */
        long head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in().read();
                if (next < 0) {
                    throw new EOFException("after " + head);
                }
                head.append((char) next);
            }
            return head.toString()
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(head));
        }

        /** Reads to the end, good or bad, and returns how many bytes came. */
        long rest() throws IOException {
            byte[] buffer = new byte[100_000];
            long bytes = 0;
            try {
                for (int read = in().read(buffer); read >= 0; read = in().read(buffer)) {
                    bytes += read;
                }
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // A reset, or an end that TLS takes for an attack: as good as a short body.
                return bytes;
            }
            return bytes;
        }

        void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
