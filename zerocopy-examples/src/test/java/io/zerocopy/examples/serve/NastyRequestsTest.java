package io.zerocopy.examples.serve;

import static io.zerocopy.examples.serve.NastyRequest.After.ENDS;
import static io.zerocopy.examples.serve.NastyRequest.After.GOES_ON;
import static io.zerocopy.examples.serve.NastyRequest.bytes;
import static io.zerocopy.examples.serve.NastyRequest.fields;
import static io.zerocopy.examples.serve.NastyRequest.head;
import static io.zerocopy.examples.serve.NastyRequest.target;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each gets the status that it deserves; its connection and the server are well afterwards. */
class NastyRequestsTest {
    private static final String CONTENT = "abcdefghijklmnopqrstuvwxyz";
    private static final String GOOD = "GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String SECRET = "secret";

    private static RunningSite site;

    @BeforeAll
    static void serve(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        Path folder = Files.createDirectories(outside.resolve("served"));
        Files.writeString(folder.resolve("file.txt"), CONTENT);
        Files.createFile(folder.resolve("empty.txt"));
        Files.writeString(folder.resolve(".hidden"), SECRET);
        Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("inner.txt"), CONTENT);
        Files.createSymbolicLink(folder.resolve("link-in"), Path.of("file.txt"));
        Files.createSymbolicLink(folder.resolve("link-out"), Path.of("../secret.txt"));
        Files.createSymbolicLink(folder.resolve("link-sub"), Path.of("sub"));
        Files.createSymbolicLink(folder.resolve("link-up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("link-hidden"), Path.of(".hidden"));
        Files.createSymbolicLink(folder.resolve("link-nowhere"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("link-loop"), Path.of("link-loop"));
        site = RunningSite.of(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    @ParameterizedTest
    @MethodSource({"targets", "methods", "lines", "fieldLines", "hosts", "sizes", "bodies", "ranges", "pipelines"})
    void isAnsweredInOrder(NastyRequest request) throws Exception {
        try (RawClient client = site.connect()) {
            client.send(request.bytes());
            for (int status : request.statuses()) {
                ClassicHttpResponse head = client.readHead();
                assertThat(head.getCode()).isEqualTo(status);
                assertThat(new String(client.readBody(head), US_ASCII)).doesNotContain(SECRET);
            }
            if (request.after() == GOES_ON) {
                assertThat(client.send(GOOD).readStatus()).isEqualTo(200);
            } else {
                assertThat(client.hasEnded()).isTrue();
            }
        }
        try (RawClient next = site.connect()) {
            assertThat(next.send(GOOD).readStatus()).isEqualTo(200);
        }
    }

    static Stream<NastyRequest> targets() {
        return Stream.of(
                // Dot segments, plain and encoded.
                target("/../secret.txt", 404),
                target("/sub/../file.txt", 404),
                target("/./file.txt", 404),
                target("/..", 404),
                target("/../", 404),
                target("/%2e%2e/secret.txt", 404),
                target("/.%2E/secret.txt", 404),
                target("/%2e/file.txt", 404),
                target("/sub/%2e%2e%2f%2e%2e%2fsecret.txt", 404),
                target("/..%2fsecret.txt", 404),
                target("/..%5csecret.txt", 404),
                target("/..\\secret.txt", 400),
                target("/%252e%252e/secret.txt", 404),
                target("/..;/secret.txt", 404),
                target("/....//secret.txt", 404),
                target("/?/../secret.txt", 200),
                // Slashes, absolute paths and other systems' names.
                target("//secret.txt", 404),
                target("//etc/passwd", 404),
                target("/etc/passwd", 404),
                target("/%2fetc%2fpasswd", 404),
                target("/sub%2finner.txt", 404),
                target("/sub//inner.txt", 404),
                target("/file.txt%2f", 404),
                target("/file.txt/", 404),
                target("/file.txt/inner", 404),
                target("/C:/windows/win.ini", 404),
                target("/C:%5cwindows%5cwin.ini", 404),
                target("/file.txt::$DATA", 404),
                target("/~root", 404),
                // Encodings.
                target("/file%2etxt", 200),
                target("/%66%69%6c%65.txt", 200),
                target("/file.txt%00", 404),
                target("/file.txt%00.html", 404),
                target("/file.txt%0d%0aX:%20y", 404),
                target("/file.txt%20", 404),
                target("/file.txt%3fquery", 404),
                target("/file+txt", 404),
                target("/%", 400),
                target("/%4", 400),
                target("/%zz", 400),
                target("/%u002e%u002e/secret.txt", 400),
                target("/%c0%ae%c0%ae/secret.txt", 400),
                target("/%e0%80%ae%e0%80%ae/secret.txt", 400),
                target("/%ed%a0%80", 400),
                target("/%ff%fe", 400),
                target("/file.txt#fragment", 400),
                // What is there, but not for everybody.
                target("/.hidden", 404),
                target("/%2ehidden", 404),
                target("/link-in", 200),
                target("/link-out", 404),
                target("/link-sub/inner.txt", 200),
                target("/link-sub/", 200),
                target("/link-sub", 301),
                target("/link-up/secret.txt", 404),
                target("/link-up/served/file.txt", 200),
                target("/link-hidden", 404),
                target("/link-nowhere", 404),
                target("/link-loop", 404),
                // Sizes and other forms.
                target("/" + "x".repeat(300), 404),
                target("/x".repeat(3000), 404),
                target("/sub?" + "x".repeat(5000), 301),
                target("*", 400),
                target("file.txt", 400),
                target("?query", 400),
                target("http://localhost/file.txt", 200),
                target("HTTP://localhost:80/file.txt?query", 200),
                target("http://localhost", 200),
                target("http://localhost?query", 200),
                target("http://localhost#fragment", 400),
                target("http://local\"host/file.txt", 400),
                target("http://localhost:port/file.txt", 400),
                target("http://:80/file.txt", 400),
                target("http://@localhost/file.txt", 400),
                target("http://user@localhost/file.txt", 400),
                target("http:/file.txt", 400),
                target("http:file.txt", 400),
                target("//localhost/file.txt", 404),
                target("http://localhost/../secret.txt", 404),
                target("http://user:password@localhost/file.txt", 400),
                target("http:///file.txt", 400),
                target("https://host/file.txt", 400),
                target("file:///etc/passwd", 400));
    }

    static Stream<NastyRequest> methods() {
        return Stream.of(
                head("POST /file.txt HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                head("DELETE /file.txt HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                head("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                head("TRACE / HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                head("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n", 405, GOES_ON),
                head("get /file.txt HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                head("X".repeat(1000) + " /file.txt HTTP/1.1\r\nHost: localhost\r\n", 405, GOES_ON),
                bytes("PUT /file.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nnew", 405, ENDS),
                bytes(
                        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n",
                        405,
                        ENDS),
                head("G\u0000T /file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("G(T /file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS));
    }

    static Stream<NastyRequest> lines() {
        return Stream.of(
                head("GET /file.txt\r\n", 400, ENDS),
                head("GET\r\n", 400, ENDS),
                head("GET  /file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET\t/file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head(" GET /file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1 \r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1 x\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /fi le.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /fi\rle.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\rHost: localhost\r\n", 400, ENDS),
                head("GET /f\u00efle.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt http/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.10\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/-1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/0.9\r\nHost: localhost\r\n", 505, ENDS),
                head("GET /file.txt HTTP/2.0\r\nHost: localhost\r\n", 505, ENDS),
                bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, ENDS),
                head("GET /file.txt HTTP/1.2\r\nHost: localhost\r\n", 200, GOES_ON),
                head("GET /file.txt HTTP/1.0\r\n", 200, ENDS),
                head("GET /file.txt HTTP/1.0\r\nConnection: keep-alive\r\n", 200, GOES_ON),
                // RFC 9112, section 2.2: empty lines before are to be understood; a line feed alone need not be.
                head("\r\n\r\nGET /file.txt HTTP/1.1\r\nHost: localhost\r\n", 200, GOES_ON),
                bytes("GET /file.txt HTTP/1.1\nHost: localhost\n\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\nHost: localhost\r\n\r\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\nHost: localhost\n\r\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\n" + GOOD, 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\r\nHost: localhost\r\n\r\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\nHost: localhost\r\r\n\r\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\rX: y\r\n\r\n", 400, ENDS),
                bytes("GET /file.txt HTTP/1.1\n\rHost: localhost\n\r\n\r", 400, ENDS),
                bytes("\nGET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, ENDS),
                bytes("\rGET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, ENDS),
                head("\tGET /file.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt\u000bHTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt\u00a0HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file\u0000.txt HTTP/1.1\r\nHost: localhost\r\n", 400, ENDS),
                bytes("\u0016\u0003\u0001\u0002\u0000\u0001\n\u0000", 400, ENDS),
                bytes("\u0000\n", 400, ENDS),
                bytes("\u00ff".repeat(100) + "\n", 400, ENDS));
    }

    static Stream<NastyRequest> fieldLines() {
        return Stream.of(
                head("GET /file.txt HTTP/1.1\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: a, b\r\nHost: c\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: localhost\r\nhOST: localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.0\r\nHost: localhost\r\nHost: other\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost:\r\n localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: localhost:http\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: localhost:1:2\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: local%host\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: \"localhost\"\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: http://localhost\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: a b\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: a/../b\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: user@a\r\n", 400, ENDS),
                head("GET /file.txt HTTP/1.1\r\nHost: [::1]:8080\r\n", 200, GOES_ON),
                head("GET /file.txt HTTP/1.1\r\nHost:\r\n", 200, GOES_ON),
                head("GET /file.txt HTTP/1.1\r\n Host: localhost\r\n", 400, ENDS),
                fields("no colon\r\n", 400, ENDS),
                fields(": no name\r\n", 400, ENDS),
                fields("X : blank\r\n", 400, ENDS),
                fields("X\t: tab\r\n", 400, ENDS),
                fields("X(y): comment\r\n", 400, ENDS),
                fields("X Y: two words\r\n", 400, ENDS),
                fields("X\u0000Y: NUL\r\n", 400, ENDS),
                fields("X: NUL\u0000\r\n", 400, ENDS),
                fields("X: bare\rContent-Length: 5\r\n", 400, ENDS),
                fields("X: escape\u001b[31m\r\n", 400, ENDS),
                fields("X: tab\tand l\u00e4tin\r\n", 200, GOES_ON),
                fields("X: folded\r\n twice\r\n\tover\r\n", 400, ENDS),
                fields("X: folded\r\n \r\n", 400, ENDS),
                fields("X:\r\n folded\r\n", 400, ENDS),
                fields("X: folded\r\n\tContent-Length: 5\r\n", 400, ENDS),
                fields("X: feed\nContent-Length: 5\r\n", 400, ENDS),
                fields("X: feed\n Y: folded\r\n", 400, ENDS),
                fields("X: delete\u007f\r\n", 400, ENDS),
                fields("X\u00e4: latin name\r\n", 400, ENDS),
                fields("X: next line\u0085Content-Length: 5\r\n", 200, GOES_ON),
                fields("X:\r\n", 200, GOES_ON),
                fields("Connection: close\r\n", 200, ENDS),
                fields("Connection: keep-alive, Close\r\n", 200, ENDS),
                fields("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n", 200, GOES_ON),
                fields("If-None-Match: \"unclosed\r\n", 200, GOES_ON),
                fields("If-Modified-Since: 99999999999999999999\r\n", 200, GOES_ON));
    }

    /** It listens on this machine alone, so a page whose name was made to lead here (DNS rebinding) gets nothing. */
    static Stream<NastyRequest> hosts() {
        return Stream.of(
                host("example.org", 421),
                host("example.org:8080", 421),
                host("localhost.example.org", 421),
                host("localhost:80.example.org", 400),
                host("127.0.0.1.example.org", 421),
                host("127.0.0.1.nip.io", 421),
                host("128.0.0.1", 421),
                host("0.0.0.0", 421),
                host("192.168.0.1", 421),
                host("[::2]", 421),
                host("xn--localhost", 421),
                host("localhost", 200),
                host("LocalHost:1", 200),
                host("localhost.", 200),
                host("127.0.0.1:99", 200),
                host("127.1.2.3", 200),
                host("[::1]", 200),
                host("[0:0:0:0:0:0:0:1]:80", 200),
                target("http://example.org/file.txt", 421),
                target("http://localhost.example.org/file.txt", 421),
                target("http://127.0.0.1/file.txt", 200),
                head("GET http://localhost/file.txt HTTP/1.1\r\nHost: example.org\r\n", 421, GOES_ON),
                head("GET /missing HTTP/1.1\r\nHost: example.org\r\n", 421, GOES_ON),
                head("PUT /file.txt HTTP/1.1\r\nHost: example.org\r\n", 421, GOES_ON),
                head("GET /file.txt HTTP/1.0\r\nHost: example.org\r\n", 421, ENDS));
    }

    private static NastyRequest host(String host, int status) {
        return head("GET /file.txt HTTP/1.1\r\nHost: " + host + "\r\n", status, status == 400 ? ENDS : GOES_ON);
    }

    static Stream<NastyRequest> sizes() {
        return Stream.of(
                head("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n", 414, ENDS),
                bytes("x".repeat(50_000), 414, ENDS),
                fields("X: " + "x".repeat(9000) + "\r\n", 431, ENDS),
                fields("X".repeat(9000) + ": x\r\n", 431, ENDS),
                fields("X: x\r\n".repeat(200), 431, ENDS),
                fields(("X: " + "x".repeat(1000) + "\r\n").repeat(40), 431, ENDS),
                fields("X: x\r\n" + (" " + "x".repeat(1000) + "\r\n").repeat(20), 400, ENDS),
                fields("X: x\r\n".repeat(90), 200, GOES_ON),
                fields("X: " + "x".repeat(8000) + "\r\n", 200, GOES_ON));
    }

    static Stream<NastyRequest> bodies() {
        return Stream.of(
                fields("Content-Length: 5\r\nContent-Length: 5\r\n", 400, ENDS),
                fields("Content-Length: 5\r\nContent-Length: 6\r\n", 400, ENDS),
                fields("Content-Length: 5, 5\r\n", 400, ENDS),
                fields("Content-Length: +5\r\n", 400, ENDS),
                fields("Content-Length: -1\r\n", 400, ENDS),
                fields("Content-Length: 0x5\r\n", 400, ENDS),
                fields("Content-Length: 5 5\r\n", 400, ENDS),
                fields("Content-Length:\r\n", 400, ENDS),
                fields("Content-Length:\r\n 5\r\n", 400, ENDS),
                fields("Content-Length:\r\n\t5\r\n", 400, ENDS),
                fields("Content-Length: 0\r\n 5\r\n", 400, ENDS),
                fields("Content-Length: 0\n", 400, ENDS),
                fields("Content-Length : 0\r\n", 400, ENDS),
                fields("Content-Length\t: 0\r\n", 400, ENDS),
                fields(" Content-Length: 0\r\n", 400, ENDS),
                fields("Content-Length: 0\u0000\r\n", 400, ENDS),
                fields("Content-Length: \u000b0\r\n", 400, ENDS),
                fields("Content-Length: \u00a00\r\n", 400, ENDS),
                fields("Content-Length: 0,\r\n", 400, ENDS),
                fields("Content-Length: 0;x\r\n", 400, ENDS),
                fields("Content-Length: 1_0\r\n", 400, ENDS),
                fields("Content-Length: 1e1\r\n", 400, ENDS),
                fields("Content-Length: \"0\"\r\n", 400, ENDS),
                fields("Content-Length: 0\r\ncontent-length: 0\r\n", 400, ENDS),
                fields("Content-Length: -0\r\n", 400, ENDS),
                fields("Content-Length: 99999999999999999999\r\n", 400, ENDS),
                fields("Content-Length: 0\r\n", 200, GOES_ON),
                fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked, chunked\r\n", 501, ENDS),
                fields("Transfer-Encoding: gzip, chunked\r\n", 501, ENDS),
                fields("Transfer-Encoding: identity\r\n", 501, ENDS),
                fields("Transfer-Encoding: xchunked\r\n", 501, ENDS),
                fields("Transfer-Encoding: \"chunked\"\r\n", 501, ENDS),
                fields("Transfer-Encoding:\r\n", 501, ENDS),
                fields("Transfer-Encoding: \u000bchunked\r\n", 400, ENDS),
                fields("Transfer-Encoding : chunked\r\n", 400, ENDS),
                head("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400, ENDS),
                // A body is never taken for a request, whatever it looks like.
                bytes(
                        "GET /file.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + GOOD.length() + "\r\n\r\n"
                                + GOOD,
                        200,
                        ENDS),
                fields("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GOOD, 200, ENDS),
                fields("Transfer-Encoding:\tCHUNKED \r\n\r\n0\r\n\r\n" + GOOD, 200, ENDS),
                fields("Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + GOOD, 400, ENDS),
                fields("Transfer-Encoding: chunked\r\n , identity\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked\n", 400, ENDS),
                fields("Transfer-Encoding\u0000: chunked\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked\u0000\r\n", 400, ENDS),
                fields("Transfer-Encoding: chunked,\r\n", 501, ENDS),
                fields("Transfer-Encoding: chunked;q=1\r\n", 501, ENDS),
                fields("Transfer-Encoding: chunked identity\r\n", 501, ENDS),
                fields("Transfer-Encoding: cow\r\nContent-Length: 0\r\n", 400, ENDS));
    }

    static Stream<NastyRequest> ranges() {
        return Stream.of(
                range("bytes=0-0", 206),
                range("BYTES=0-0", 206),
                range("bytes=-99", 206),
                range("bytes=0-99999999999999999999", 206),
                range("bytes=0-0,2-3, -1", 206),
                range("bytes=99-,0-0", 206),
                range("bytes=26-", 416),
                range("bytes=99999999999999999999-", 416),
                range("bytes=-0", 416),
                range("bytes=26-,27-28", 416),
                range("bytes=5-2", 200),
                range("bytes=", 200),
                range("bytes=-", 200),
                range("bytes=a-b", 200),
                range("bytes=+1-2", 200),
                range("bytes=--1", 200),
                range("bytes=1-2-3", 200),
                range("bytes=0x0-0x1", 200),
                range("bytes 0-0", 200),
                range("items=0-0", 200),
                range("bytes=0-0,,1-1", 200),
                range("bytes=0-0;1-1", 200),
                range("bytes=0-25,0-25", 200),
                range("bytes=" + "0-0,".repeat(1500) + "1-1", 200),
                range("bytes=" + "9".repeat(5000) + "-", 416),
                range("bytes=0-0\r\nRange: bytes=1-1", 200),
                range("bytes=-99999999999999999999", 206),
                range("bytes=25-25", 206),
                range("bytes=25-99", 206),
                range("bytes=00-00", 206),
                range("bytes=0 -0", 200),
                range("bytes=0- 0", 200),
                range("bytes = 0-0", 200),
                range("bytes=-5-", 200),
                range("bytes=-0,-0", 416),
                range("bytes=-0,0-0", 206),
                // RFC 9110, section 14.1.2: the last bytes of nothing are all of it, and there is no range to be named.
                ofEmpty("bytes=-5", 200),
                ofEmpty("bytes=-99999999999999999999", 200),
                ofEmpty("bytes=-5,0-0", 200),
                ofEmpty("bytes=0-0,-5", 200),
                ofEmpty("bytes=-0", 416),
                ofEmpty("bytes=0-", 416),
                ofEmpty("bytes=0-0", 416),
                ofEmpty("bytes=1-5", 416),
                ofEmpty("bytes=0-0,1-1", 416));
    }

    private static NastyRequest ofEmpty(String range, int status) {
        return head("GET /empty.txt HTTP/1.1\r\nHost: localhost\r\nRange: " + range + "\r\n", status, GOES_ON);
    }

    private static NastyRequest range(String value, int status) {
        return fields("Range: " + value + "\r\n", status, GOES_ON);
    }

    static Stream<NastyRequest> pipelines() {
        String close = "GET /file.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return Stream.of(
                new NastyRequest("two at once", GOOD + GOOD, List.of(200, 200), GOES_ON),
                new NastyRequest("a hundred at once", GOOD.repeat(100), Collections.nCopies(100, 200), GOES_ON),
                new NastyRequest("a bad one behind a good one", GOOD + "NO\r\n\r\n", List.of(200, 400), ENDS),
                new NastyRequest("a good one behind a bad one", "NO\r\n\r\n" + GOOD, List.of(400), ENDS),
                new NastyRequest("one behind the last", GOOD + close + GOOD, List.of(200, 200), ENDS),
                new NastyRequest(
                        "one behind a missing file",
                        GOOD.replace("file.txt", "missing") + GOOD,
                        List.of(404, 200),
                        GOES_ON));
    }
}
