package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that put the same file at the same time: a condition holds when the file is replaced, not only before. */
class ConditionalUploadTest {
    private static final String OLD = "old content";
    private static final int CREATED = 201;
    private static final int REPLACED = 204;
    private static final int FAILED = 412;

    private Path folder = Path.of("");
    private RunningSite site;

    @BeforeEach
    void serve(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.writeString(folder.resolve("old.txt"), OLD);
        Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("old.txt"));
        Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("inner.txt"), OLD);
        Files.createSymbolicLink(folder.resolve("way"), Path.of("sub"));
        site = new RunningSite(folder, TransferOptions.DEFAULTS, RunningSite.PATIENT.withUploadBytes(1000));
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/new.txt, /new.txt, If-None-Match: *",
        "/new.txt, /%6eew%2etxt, If-None-Match: *",
        "/sub/new.txt, /way/new.txt, If-None-Match: *",
        "/old.txt, /old.txt, If-Match: TAG",
        "/old.txt, /link.txt, If-Match: TAG",
        "/link.txt, /old.txt?query, If-Match: TAG",
        "/sub/inner.txt, /way/inner.txt, If-Match: TAG",
    })
    void oneOfTwoWins(String first, String second, String condition) throws Exception {
        String field = condition.contains("TAG") ? condition.replace("TAG", tag(first)) : condition;
        try (RawClient one = site.connect();
                RawClient other = site.connect()) {
            begin(one, first, field);
            begin(other, second, field);
            assertThat(one.send("-one").readStatus()).isIn(CREATED, REPLACED);
            assertThat(other.send("-two").readStatus()).isEqualTo(FAILED);
            // It has been read to its end all the same.
            other.send("GET " + first + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new String(other.readBody(other.readHead()), US_ASCII)).isEqualTo("half-one");
        }
        requireNoDebris();
    }

    @Test
    void aConditionSeesWhatAnUploadWithoutOneHasDone() throws Exception {
        try (RawClient careful = site.connect()) {
            begin(careful, "/old.txt", "If-Match: " + tag("/old.txt"));
            assertThat(put("/old.txt", "other").statusCode()).isEqualTo(REPLACED);
            assertThat(careful.send("-one").readStatus()).isEqualTo(FAILED);
        }
        assertThat(folder.resolve("old.txt")).hasContent("other");
        requireNoDebris();
    }

    @Test
    void withoutAConditionTheLastOneWins() throws Exception {
        try (RawClient one = site.connect();
                RawClient other = site.connect()) {
            begin(one, "/old.txt", "X: y");
            begin(other, "/old.txt", "X: y");
            assertThat(other.send("-two").readStatus()).isEqualTo(REPLACED);
            assertThat(one.send("-one").readStatus()).isEqualTo(REPLACED);
        }
        assertThat(folder.resolve("old.txt")).hasContent("half-one");
    }

    @Test
    void anUploadThatStandsStillHoldsNobodyUp() throws Exception {
        try (RawClient slow = site.connect()) {
            begin(slow, "/old.txt", "If-Match: *");
            for (int i = 0; i < 20; i++) {
                assertThat(put("/old.txt", "content " + i).statusCode()).isEqualTo(REPLACED);
            }
        }
        site.awaitConnections(1);
        requireNoDebris();
    }

    /** Each adds one to a number that it has read. */
    @Test
    void noUpdateIsLost() throws Exception {
        Files.writeString(folder.resolve("number.txt"), "0");
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> added = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                added.add(clients.submit(addingTwenty()));
            }
            int sum = 0;
            for (Future<Integer> each : added) {
                sum += each.get();
            }
            assertThat(folder.resolve("number.txt")).hasContent(String.valueOf(sum));
            assertThat(sum).isGreaterThan(0);
        } finally {
            clients.shutdownNow();
        }
    }

    private Callable<Integer> addingTwenty() {
        return () -> {
            int added = 0;
            for (int i = 0; i < 20; i++) {
                HttpResponse<byte[]> old = site.get("/number.txt");
                String next = String.valueOf(Integer.parseInt(new String(old.body(), US_ASCII)) + 1);
                String tag = old.headers().firstValue("ETag").orElseThrow();
                added += put("/number.txt", next, "If-Match", tag).statusCode() == REPLACED ? 1 : 0;
            }
            return added;
        };
    }

    @Test
    void aReplacedFileKeepsItsPermissions() throws Exception {
        Path old = folder.resolve("old.txt");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(put("/old.txt", "new").statusCode()).isEqualTo(REPLACED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rw-rw-rw-");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
        assertThat(put("/old.txt", "newer").statusCode()).isEqualTo(REPLACED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rw-------");
        assertThat(put("/new.txt", "new").statusCode()).isEqualTo(CREATED);
        Path plain = Files.createFile(folder.resolve("plain.txt"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("new.txt")))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    /** A head and the first half of a body of eight bytes; returns when the server waits for the other half. */
    private static void begin(RawClient client, String target, String field) throws Exception {
        client.send("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n"
                + "Expect: 100-continue\r\n" + field + "\r\n\r\n");
        assertThat(client.readHead().getCode()).isEqualTo(100);
        client.send("half");
    }

    private HttpResponse<byte[]> put(String target, String content, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.uri(target)).PUT(BodyPublishers.ofString(content));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return site.send(request.build());
    }

    private String tag(String target) throws Exception {
        return site.get(target).headers().firstValue("ETag").orElseThrow();
    }

    private void requireNoDebris() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> !file.equals(folder))
                            .map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.startsWith(".")))
                    .isEmpty();
        }
    }
}
