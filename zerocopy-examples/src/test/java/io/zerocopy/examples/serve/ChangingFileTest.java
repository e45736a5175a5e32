package io.zerocopy.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is replaced, or cut, while clients are sent it. */
@Timeout(300)
class ChangingFileTest {
    private static final int CLIENTS = 4;
    private static final int VERSIONS = 100;
    private static final int LEAST_BYTES = 100_000;
    private static final int LARGE_BYTES = 32 << 20;

    private Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void makeFolder(@TempDir Path temporary) throws IOException {
        folder = temporary;
        file = folder.resolve("file");
        put(0);
    }

    /** Each version has a length of its own, and one letter. */
    private void put(int version) throws IOException {
        byte[] content = new byte[LEAST_BYTES + version];
        Arrays.fill(content, letter(version));
        Path next = Files.write(folder.resolve(".next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte letter(int version) {
        return (byte) ('a' + version % 26);
    }

    @Test
    void anAnswerIsOfOneVersionAndNotOfAnOldOne() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Map<String, Integer> versionOfTag = new ConcurrentHashMap<>();
        try (RunningSite site = RunningSite.of(folder)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit(() -> askUntilLast(site, versionOfTag)));
            }
            for (int version = 1; version <= VERSIONS; version++) {
                put(version);
                // Who asks now gets no older one, whoever else is being sent that.
                assertThat(versionOf(site.get("/file"))).isEqualTo(version);
            }
            for (Future<Integer> client : all) {
                assertThat(client.get()).isPositive();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static int askUntilLast(RunningSite site, Map<String, Integer> versionOfTag) throws Exception {
        int answers = 0;
        int last = 0;
        while (last < VERSIONS) {
            HttpResponse<byte[]> answer = site.get("/file");
            int version = versionOf(answer);
            assertThat(version).isGreaterThanOrEqualTo(last);
            last = version;
            String tag = answer.headers().firstValue("ETag").orElseThrow();
            Integer known = versionOfTag.putIfAbsent(tag, version);
            assertThat(known == null ? version : known).as(tag).isEqualTo(version);
            answers++;
        }
        return answers;
    }

    private static int versionOf(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] body = answer.body();
        int version = body.length - LEAST_BYTES;
        byte[] whole = new byte[body.length];
        Arrays.fill(whole, letter(version));
        assertThat(Arrays.equals(body, whole))
                .as("all of it is of version " + version)
                .isTrue();
        return version;
    }

    @Test
    void whoIsSentAFileThatIsCutIsNotToldThatItIsWhole() throws Exception {
        Files.write(file, new byte[LARGE_BYTES]);
        try (RunningSite site = RunningSite.of(folder);
                RawClient client = site.connect()) {
            client.send("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n");
            ClassicHttpResponse head = client.readHead();
            assertThat(head.getFirstHeader("Content-Length").getValue()).isEqualTo(String.valueOf(LARGE_BYTES));
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(LEAST_BYTES);
            }
            assertThatThrownBy(() -> client.readBody(head)).isInstanceOf(IOException.class);
            HttpResponse<byte[]> next = site.get("/file");
            assertThat(next.statusCode()).isEqualTo(200);
            assertThat(next.body()).hasSize(LEAST_BYTES);
        }
    }

    @Test
    void whatIsDeletedIsNotServedAnyMore() throws Exception {
        try (RunningSite site = RunningSite.of(folder)) {
            assertThat(versionOf(site.get("/file"))).isZero();
            Files.delete(file);
            assertThat(site.get("/file").statusCode()).isEqualTo(404);
            put(1);
            assertThat(versionOf(site.get("/file"))).isEqualTo(1);
        }
    }
}
