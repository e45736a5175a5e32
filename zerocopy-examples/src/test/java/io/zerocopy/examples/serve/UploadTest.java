package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of files that clients put: there whole, or not there. */
class UploadTest {
    private static final long MOST_BYTES = 4_000_000;
    private static final String OLD = "the old content";
    private static final String GOOD = "GET /old.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final byte[] content = new byte[3_000_001];
    private Path folder;
    private RunningSite site;

    @BeforeEach
    void serve(@TempDir Path outside) throws IOException {
        new SplittableRandom(8).nextBytes(content);
        folder = Files.createDirectory(outside.resolve("served"));
        Files.writeString(folder.resolve("old.txt"), OLD);
        Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("link-in"), Path.of("old.txt"));
        Files.createSymbolicLink(folder.resolve("link-out"), outside.resolve("new.txt"));
        site = new RunningSite(
                folder,
                TransferOptions.DEFAULTS,
                RunningSite.PATIENT.withUploadBytes(MOST_BYTES).withStall(Duration.ofSeconds(2)));
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    /** A browser runs the script only if the policy names its very characters. */
    @Test
    void offersAFormToBrowsers() throws Exception {
        HttpResponse<byte[]> listing = site.get("/");
        String page = new String(listing.body(), UTF_8);
        assertThat(page).contains("<form", "type=\"file\"", "'If-None-Match': '*'");
        String script = page.substring(page.indexOf("<script>") + 8, page.indexOf("</script>"));
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8)));
        assertThat(listing.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("script-src 'sha256-" + hash + "'", "connect-src 'self'");
    }

    @Test
    void takesAFileOfAKnownLength() throws Exception {
        assertThat(put("/new.bin", BodyPublishers.ofByteArray(content))).isEqualTo(201);
        assertThat(folder.resolve("new.bin")).hasBinaryContent(content);
    }

    @Test
    void takesAFileInChunks() throws Exception {
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
        assertThat(put("/sub/new.bin", chunked)).isEqualTo(201);
        assertThat(folder.resolve("sub/new.bin")).hasBinaryContent(content);
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, true",
        "page.htm, true",
        "image.svg, true",
        "page.xhtml, true",
        "data.xml, true",
        "style.css, false",
        "image.png, false",
    })
    void givesScriptsOfWhatWasUploadedNoAccessToTheRest(String name, boolean canHaveScripts) throws Exception {
        assertThat(put("/" + name, BodyPublishers.ofByteArray(content))).isEqualTo(201);
        HttpResponse<byte[]> response = site.get("/" + name);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith(canHaveScripts ? "sandbox" : "")
                .doesNotContain("allow-same-origin")
                .hasSizeLessThan(canHaveScripts ? 100 : 1);
    }

    @Test
    void takesAnEmptyFile() throws Exception {
        assertThat(put("/new.bin", BodyPublishers.ofByteArray(new byte[0]))).isEqualTo(201);
        assertThat(folder.resolve("new.bin")).isEmptyFile();
    }

    @Test
    void replacesWhatALinkInsideNames() throws Exception {
        assertThat(put("/link-in", BodyPublishers.ofByteArray(content))).isEqualTo(204);
        assertThat(folder.resolve("old.txt")).hasBinaryContent(content);
        assertThat(folder.resolve("link-in")).isSymbolicLink();
    }

    @Test
    void takesABodyThatComesWithItsHeadAndGoesOn() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nfirst"
                    + "PUT /b.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nsecond" + GOOD);
            assertThat(client.readStatus()).isEqualTo(201);
            assertThat(client.readStatus()).isEqualTo(201);
            assertThat(client.readStatus()).isEqualTo(200);
        }
        assertThat(folder.resolve("a.txt")).hasContent("first");
        assertThat(folder.resolve("b.txt")).hasContent("second");
    }

    @Test
    void endsTheConnectionAfterChunks() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /a.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;extension=x\r\nfirst\r\n6\r\nsecond\r\n0\r\nTrailer: x\r\n\r\n" + GOOD);
            assertThat(client.readStatus()).isEqualTo(201);
            assertThat(client.hasEnded()).isTrue();
        }
        assertThat(folder.resolve("a.txt")).hasContent("firstsecond");
    }

    @Test
    void tellsAWaitingClientToGoOn() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readHead().getCode()).isEqualTo(100);
            assertThat(client.send("first").readStatus()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/new.txt | Content-Length: 4000001 | 413",
                "/new.txt | Content-Length: 999999999999999999 | 413",
                "/new.txt | X: no length | 411",
                "/new.txt | Transfer-Encoding: gzip | 501",
                "/new.txt | Content-Length: 5~Transfer-Encoding: chunked | 400",
                "/new.txt | Content-Length: 5~Content-Range: bytes 5-9/10 | 400",
                "/new.txt | Content-Length: 5~Expect: miracles | 417",
                "/new.txt | Content-Length: 5~If-Match: * | 412",
                "/old.txt | Content-Length: 5~If-None-Match: * | 412",
                "/old.txt | Content-Length: 5~If-Match: \"other\" | 412",
                "/ | Content-Length: 5 | 409",
                "/sub | Content-Length: 5 | 409",
                "/sub/ | Content-Length: 5 | 409",
                "/missing/new.txt | Content-Length: 5 | 404",
                "/old.txt/new.txt | Content-Length: 5 | 404",
                "/../new.txt | Content-Length: 5 | 404",
                "/sub%2fnew.txt | Content-Length: 5 | 404",
                "/.hidden | Content-Length: 5 | 404",
                "/link-out | Content-Length: 5 | 403",
                "/%zz | Content-Length: 5 | 400",
            })
    void refusesBeforeTheBody(String target, String fields, int status) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines(fields) + "\r\n\r\n");
            assertThat(client.readStatus()).isEqualTo(status);
        }
        assertNothingHasChanged();
    }

    /** Who waits for it to say that it wants the body is told so at once. */
    @ParameterizedTest
    @CsvSource({"LONG, 400", "sub/LONG, 400", "new.txt%00, 404", "sub%2fnew.txt, 404", "%2e%2e%2fnew.txt, 404"})
    void asksForNoBodyOfAFileThatCannotBe(String name, int status) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /" + name.replace("LONG", "x".repeat(256)) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readStatus()).isEqualTo(status);
        }
        assertNothingHasChanged();
    }

    /** Nobody may make a file in procfs, not even root. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "it needs procfs")
    void asksForNoBodyWhereItMayNotWrite() throws Exception {
        ServerLimits limits = RunningSite.PATIENT.withUploadBytes(MOST_BYTES);
        try (RunningSite closed = new RunningSite(Path.of("/proc/self"), TransferOptions.DEFAULTS, limits);
                RawClient client = closed.connect()) {
            client.send(
                    "PUT /new HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readStatus()).isEqualTo(403);
        }
    }

    @Test
    void refusesWhatTheDiskHasNoRoomFor() throws Exception {
        try (RunningSite large = new RunningSite(
                        folder, TransferOptions.DEFAULTS, RunningSite.PATIENT.withUploadBytes(Long.MAX_VALUE));
                RawClient client = large.connect()) {
            client.send("PUT /old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999999999\r\n\r\n");
            assertThat(client.readStatus()).isEqualTo(507);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x~",
                "-5~first~",
                "5~firstX~0~~",
                "5~first~0~no trailer~~",
                "ffffffffffffffffffff~",
                "+5~first~0~~",
                "0x5~first~0~~",
                " 5~first~0~~",
                "5 ~first~0~~",
                "5 ;extension~first~0~~",
                "5,~first~0~~",
                "5\n first~0~~",
                "5\nfirst~0~~",
                "5~first\n0~~",
                "5~first~0\n\n",
                "5~first~0~\n",
                "5;extension\nsmuggled~first~0~~",
                "5;extension\rsmuggled~first~0~~",
                "5;extension\u0000~first~0~~",
                "5~first~0~Trailer: x~ folded~~",
                "5~first~0~Trailer : x~~",
                "5~first~~0~~",
                "~5~first~0~~",
                "5~firs~0~~",
            })
    void refusesMalformedChunks(String body) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /old.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + lines(body)
                    + GOOD);
            assertThat(client.readStatus()).isEqualTo(400);
            assertThat(client.hasEnded()).isTrue();
        }
        assertNothingHasChanged();
    }

    @Test
    void refusesChunksThatComeToTooMuch() throws Exception {
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5_000_000]));
        assertThat(put("/old.txt", chunked)).isEqualTo(413);
        assertNothingHasChanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void keepsTheOldFileWhenTheClientLeaves(String framing) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /old.txt HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n5\r\nhalf");
            client.endOutput();
            assertThat(client.readStatus()).isEqualTo(400);
        }
        assertNothingHasChanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void keepsTheOldFileWhenTheClientFallsSilent(String framing) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("PUT /old.txt HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n5\r\nhalf");
            // The library closes a source that stalls: there is no way left to say 408.
            assertThat(client.hasEnded()).isTrue();
        }
        assertNothingHasChanged();
    }

    /** A tilde stands for the end of a line. */
    private static String lines(String text) {
        return text.replace("~", "\r\n");
    }

    private int put(String target, BodyPublisher body) throws IOException, InterruptedException {
        return site.send(HttpRequest.newBuilder(site.uri(target)).PUT(body).build())
                .statusCode();
    }

    private void assertNothingHasChanged() throws Exception {
        site.awaitConnections(0);
        assertThat(folder.resolve("old.txt")).hasContent(OLD);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("old.txt", "sub", "link-in", "link-out");
        }
        assertThat(folder.resolveSibling("new.txt")).doesNotExist();
    }
}
