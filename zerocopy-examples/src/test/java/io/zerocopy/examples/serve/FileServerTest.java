package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a well-behaved client gets. */
class FileServerTest {
    private static final Instant MODIFIED = Instant.parse("2024-02-29T10:20:30.123456789Z");
    private static final String MODIFIED_TEXT = "Thu, 29 Feb 2024 10:20:30 GMT";

    private final byte[] content = new byte[3_000_001];
    private Path folder;
    private RunningSite site;

    @BeforeEach
    void serve(@TempDir Path outside) throws IOException {
        folder = Files.createDirectory(outside.resolve("served"));
        new SplittableRandom(7).nextBytes(content);
        Path file = Files.write(folder.resolve("content.bin"), content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        site = RunningSite.of(folder);
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    @Test
    void saysWhichNameItCannotListenAt() {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 0);
        assertThatThrownBy(() -> new FileServer(folder, unknown, TransferOptions.DEFAULTS, RunningSite.PATIENT))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no-such-host.invalid");
    }

    @Test
    void sendsAFile() throws Exception {
        HttpResponse<byte[]> response = site.get("/content.bin");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(content);
        assertThat(field(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(field(response, "Last-Modified")).isEqualTo(MODIFIED_TEXT);
        assertThat(field(response, "Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void sendsAnEmptyFile() throws Exception {
        Files.createFile(folder.resolve("empty.txt"));
        HttpResponse<byte[]> response = site.get("/empty.txt");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(field(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    /** A name that is a word is no ending. */
    @Test
    void knowsNoTypeOfAFileWithoutAnEnding() throws Exception {
        Files.createFile(folder.resolve("html"));
        assertThat(field(site.get("/html"), "Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void answersHeadWithTheHeadOfGet() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("HEAD /content.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0\r\n\r\n");
            ClassicHttpResponse head = client.readHead();
            client.send("GET /content.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
            ClassicHttpResponse get = client.readHead();
            assertThat(client.readBody(get)).isEqualTo(content);
            assertThat(head.getCode()).isEqualTo(get.getCode()).isEqualTo(200);
            for (String name : new String[] {"Content-Length", "ETag", "Last-Modified", "Content-Type"}) {
                assertThat(head.getHeader(name).getValue())
                        .isEqualTo(get.getHeader(name).getValue());
            }
        }
    }

    @Test
    void answersManyRequestsOnOneConnection() throws Exception {
        try (RawClient client = site.connect()) {
            for (int i = 0; i < 100; i++) {
                client.send("GET /content.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + i + "-" + (i + 999)
                        + "\r\n\r\n");
                ClassicHttpResponse head = client.readHead();
                assertThat(client.readBody(head)).isEqualTo(Arrays.copyOfRange(content, i, i + 1000));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0-0, 0, 1",
        "0-, 0, 3000001",
        "17-40000, 17, 40001",
        "2999990-9999999999, 2999990, 3000001",
        "-1, 3000000, 3000001",
        "-9999999999999999999, 0, 3000001",
        "2999999-2999999, 2999999, 3000000",
    })
    void sendsARange(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> response = site.get("/content.bin", "Range", "bytes=" + range);
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(field(response, "Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/3000001");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(content, from, to));
    }

    @Test
    void sendsSeveralRanges() throws Exception {
        HttpResponse<byte[]> response = site.get("/content.bin", "Range", "bytes=5-9, 1000000-2000000,-3,3000001-");
        assertThat(response.statusCode()).isEqualTo(206);
        String type = field(response, "Content-Type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        String expected = part(boundary, 5, 10)
                + part(boundary, 1_000_000, 2_000_001)
                + part(boundary, 2_999_998, 3_000_001)
                + "--" + boundary + "--\r\n";
        assertThat(new String(response.body(), ISO_8859_1)).isEqualTo(expected);
    }

    private String part(String boundary, int from, int to) {
        return "--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes " + from + "-"
                + (to - 1) + "/3000001\r\n\r\n" + new String(content, from, to - from, ISO_8859_1) + "\r\n";
    }

    @Test
    void tellsHowLongTheFileIsWhereNoRangeIsThere() throws Exception {
        HttpResponse<byte[]> response = site.get("/content.bin", "Range", "bytes=3000001-");
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(field(response, "Content-Range")).isEqualTo("bytes */3000001");
    }

    @Test
    void sendsRangesBeyondFourGigabytes() throws Exception {
        long position = 5L << 30;
        try (FileChannel sparse =
                FileChannel.open(folder.resolve("sparse.bin"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap("the end".getBytes(UTF_8)), position);
        }
        HttpResponse<byte[]> response = site.get("/sparse.bin", "Range", "bytes=" + (position - 2) + "-");
        assertThat(response.body()).isEqualTo("\0\0the end".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match | TAG | 304",
                "If-None-Match | W/TAG | 304",
                "If-None-Match | \"a\", W/\"b\", TAG | 304",
                "If-None-Match | * | 304",
                "If-None-Match | \"other\" | 200",
                "If-Match | TAG | 200",
                "If-Match | * | 200",
                "If-Match | W/TAG | 412",
                "If-Match | \"other\" | 412",
                "If-Modified-Since | Thu, 29 Feb 2024 10:20:30 GMT | 304",
                "If-Modified-Since | Thursday, 29-Feb-24 10:20:30 GMT | 304",
                "If-Modified-Since | Thu Feb 29 10:20:30 2024 | 304",
                "If-Modified-Since | Fri Mar  1 10:20:30 2024 | 304",
                "If-Modified-Since | Thu, 29 Feb 2024 10:20:29 GMT | 200",
                "If-Modified-Since | yesterday | 200",
                "If-Unmodified-Since | Thu, 29 Feb 2024 10:20:30 GMT | 200",
                "If-Unmodified-Since | Thu, 29 Feb 2024 10:20:29 GMT | 412",
            })
    void heedsConditions(String field, String value, int status) throws Exception {
        HttpResponse<byte[]> response = site.get("/content.bin", field, value.replace("TAG", tag()));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(field(response, "ETag")).isEqualTo(tag());
        assertThat(response.body()).hasSize(status == 200 ? content.length : 0);
    }

    @Test
    void looksAtADateOnlyWithoutATag() throws Exception {
        HttpResponse<byte[]> response = site.get(
                "/content.bin", "If-None-Match", "\"other\"", "If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT");
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TAG | 206",
                "W/TAG | 200",
                "\"other\" | 200",
                // The date can be set, and was: it does not tell what the file was like at that time.
                "Thu, 29 Feb 2024 10:20:30 GMT | 200",
                "Thu, 29 Feb 2024 10:20:31 GMT | 200",
                "nonsense | 200",
            })
    void sendsARangeOnlyOfTheVersionThatTheClientKnows(String condition, int status) throws Exception {
        HttpResponse<byte[]> response =
                site.get("/content.bin", "Range", "bytes=7-", "If-Range", condition.replace("TAG", tag()));
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void givesEachVersionATagOfItsOwn() throws Exception {
        String before = tag();
        Files.write(folder.resolve("content.bin"), new byte[content.length]);
        assertThat(tag()).isNotEqualTo(before);
    }

    @Test
    void tellsOtherContentOfTheSameSizeAndDateApart() throws Exception {
        String before = tag();
        Path file = folder.resolve("content.bin");
        FileTime modified = Files.getLastModifiedTime(file);
        new SplittableRandom(9).nextBytes(content);
        Files.write(file, content);
        Files.setLastModifiedTime(file, modified);
        HttpResponse<byte[]> response = site.get("/content.bin", "If-None-Match", before);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(field(response, "Last-Modified")).isEqualTo(MODIFIED_TEXT);
        assertThat(response.body()).isEqualTo(content);
        for (String validator : new String[] {before, MODIFIED_TEXT}) {
            assertThat(site.get("/content.bin", "Range", "bytes=7-", "If-Range", validator)
                            .body())
                    .isEqualTo(content);
        }
    }

    @Test
    void tellsAFileOfTheSameSizeAndDateThatWasMovedOverItApart() throws Exception {
        String before = tag();
        Path file = folder.resolve("content.bin");
        Path other = Files.write(folder.resolve("other.bin"), new byte[content.length]);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(site.get("/content.bin", "If-None-Match", before).statusCode())
                .isEqualTo(200);
        assertThat(site.get("/content.bin", "If-Match", before).statusCode()).isEqualTo(412);
    }

    @Test
    void keepsBrowsersFromGuessingWhatAFileIs() throws Exception {
        Files.writeString(folder.resolve("page.html"), "<p>page");
        for (String path : new String[] {"/content.bin", "/page.html", "/", "/missing", "/%252e"}) {
            assertThat(field(site.get(path), "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
        }
        assertThat(field(site.get("/content.bin", "Range", "bytes=9999999-"), "X-Content-Type-Options"))
                .isEqualTo("nosniff");
        assertThat(field(site.get("/page.html"), "Content-Security-Policy"))
                .as("nobody can put a page here")
                .isEqualTo("none");
    }

    @Test
    void leavesOutOfAListingWhatItCannotServeAndSaysSo() throws Exception {
        Path sub = Files.createDirectory(folder.resolve("names"));
        Files.writeString(sub.resolve("plain.txt"), "plain");
        Process shell = new ProcessBuilder("sh", "-c", "touch \"$(printf 'latin\\344.txt')\"")
                .directory(sub.toFile())
                .inheritIO()
                .start();
        assumeThat(shell.waitFor())
                .as("the file system has names of characters, not of bytes")
                .isZero();
        String page = new String(site.get("/names/").body(), UTF_8);
        assertThat(links(page, site.uri("/names/")).stream().map(URI::getPath))
                .containsExactlyInAnyOrder("/", "/names/plain.txt");
        assertThat(page).contains("1 more");
    }

    @Test
    void listsALargeFolder() throws Exception {
        Path sub = Files.createDirectory(folder.resolve("large"));
        int most = 10_000;
        for (int i = 0; i < most; i++) {
            Files.createFile(sub.resolve(String.format(Locale.ROOT, "file %05d.txt", i)));
        }
        String page = new String(site.get("/large/").body(), UTF_8);
        assertThat(links(page, site.uri("/large/"))).hasSize(most + 1);
        assertThat(page).contains(">file 00000.txt<", ">file 09999.txt<", "10000 entries");
        Files.createFile(sub.resolve("one more"));
        assertThat(new String(site.get("/large/").body(), UTF_8)).contains("the first 10000 entries");
    }

    @Test
    void listsWhatItServes() throws Exception {
        Path sub = Files.createDirectories(folder.resolve("a folder"));
        Files.writeString(sub.resolve("näme & <b>'\"%2e;?#.txt"), "odd");
        Files.writeString(sub.resolve("javascript:alert(1)"), "odd");
        Files.createDirectory(sub.resolve("inner"));
        Files.writeString(sub.resolve(".hidden"), "secret");
        Files.createSymbolicLink(sub.resolve("outside"), folder.getParent());
        URI page = site.uri("/a%20folder/");
        HttpResponse<byte[]> response = site.get(page.getRawPath());
        assertThat(field(response, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        Set<String> found = new TreeSet<>();
        for (URI link : links(new String(response.body(), UTF_8), page)) {
            HttpResponse<byte[]> target = site.get(link.getRawPath());
            assertThat(target.statusCode()).as(link.toString()).isEqualTo(200);
            found.add(link.getPath());
        }
        assertThat(found)
                .containsExactly(
                        "/", "/a folder/inner/", "/a folder/javascript:alert(1)", "/a folder/näme & <b>'\"%2e;?#.txt");
        assertThat(new String(response.body(), UTF_8)).doesNotContain("<b>");
    }

    @Test
    void listsInTheOrderThatIsAskedFor() throws Exception {
        Path sub = Files.createDirectory(folder.resolve("sorted"));
        Files.write(sub.resolve("b"), new byte[3]);
        Files.write(sub.resolve("a"), new byte[2]);
        Files.write(sub.resolve("c"), new byte[1]);
        Files.createDirectory(sub.resolve("z"));
        Files.setLastModifiedTime(sub.resolve("a"), FileTime.fromMillis(2000));
        Files.setLastModifiedTime(sub.resolve("b"), FileTime.fromMillis(1000));
        Files.setLastModifiedTime(sub.resolve("c"), FileTime.fromMillis(3000));
        assertThat(names("/sorted/")).isEqualTo("z/abc");
        assertThat(names("/sorted/?by=name")).isEqualTo("z/abc");
        assertThat(names("/sorted/?by=size")).isEqualTo("z/bac");
        assertThat(names("/sorted/?by=time")).isEqualTo("z/cab");
        assertThat(names("/sorted/?by=nonsense")).isEqualTo("z/abc");
    }

    private String names(String path) throws Exception {
        return Pattern.compile("\"\\./[^>]*>([^<]*)<")
                .matcher(new String(site.get(path).body(), UTF_8))
                .results()
                .map(link -> link.group(1))
                .collect(Collectors.joining());
    }

    @Test
    void showsBrowsersAWayHomeFromWhatIsNotThere() throws Exception {
        HttpResponse<byte[]> page = site.get("/missing", "Accept", "text/html,*/*;q=0.8");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(field(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(new String(page.body(), UTF_8)).contains("404 Not Found", "href=\"/\"");
        HttpResponse<byte[]> line = site.get("/missing");
        assertThat(new String(line.body(), UTF_8)).isEqualTo("404 Not Found\n");
    }

    private static Set<URI> links(String page, URI base) {
        return Pattern.compile("href=\"([^\"?]*)\"")
                .matcher(page)
                .results()
                .map((MatchResult link) -> base.resolve(link.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void showsTheIndexOfAFolder() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("page")).resolve("index.html"), "<p>index");
        HttpResponse<byte[]> redirect = site.get("/page?query");
        assertThat(redirect.statusCode()).isEqualTo(301);
        assertThat(field(redirect, "Location")).isEqualTo("/page/");
        assertThat(site.get("/page/").body()).isEqualTo("<p>index".getBytes(UTF_8));
    }

    @Test
    void saysWhatIsAllowed() throws Exception {
        HttpResponse<byte[]> response = site.send(HttpRequest.newBuilder(site.uri("/content.bin"))
                .POST(BodyPublishers.ofString("body"))
                .build());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(field(response, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void saysThatItMayNotReadAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("locked"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
        assertThat(site.get("/locked").statusCode()).isEqualTo(403);
    }

    private String tag() throws Exception {
        return field(site.get("/content.bin", "Range", "bytes=0-0"), "ETag");
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }
}
