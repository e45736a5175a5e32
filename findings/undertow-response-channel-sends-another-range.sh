#!/usr/bin/env bash
# Undertow: the response channel's transferFrom(file, position, count) sends the file's beginning instead of the range.
#
# Versions: undertow-core 2.3.27.Final and xnio-nio 3.8.16.Final, on OpenJDK 17.0.15 and 25.0.3, Linux 6.18.
# Guess:    StreamSinkChannel.transferFrom(file, 1000000, 100000) sends bytes 1,000,000 to 1,099,999, as its Javadoc and
#           FileChannel.transferTo have it, whatever the FileChannel's own position.
# Seen:     while the response's head is unsent, the first 16,364 bytes are read from the FileChannel's own position (here: 0)
#           and go out with the head; then it goes on at byte 1,016,364. The length is right, so no client notices.
#           After a flush() that has sent the head, the same call sends the range.
# Matters:  range requests, resumed downloads and FileChannels shared by requests get wrong content without any error.
# Care:     flush until it answers true before the first transferFrom.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v java >/dev/null || lack "no java"
command -v mvn >/dev/null || lack "no mvn"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.undertow</groupId><artifactId>undertow-core</artifactId><version>2.3.27.Final</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 \
    || lack "Maven does not find the packages: $(grep -m 1 ERROR mvn.log)"

cat > Finding.java <<'JAVA'
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.logging.LogManager;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSinkChannel;

public class Finding {
    static final int POSITION = 1_000_000;
    static final int COUNT = 100_000;

    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        // Each int of the file says where it stands.
        ByteBuffer content = ByteBuffer.allocate(2_000_000);
        while (content.hasRemaining()) {
            content.putInt(content.position());
        }
        Path path = Files.write(Path.of("numbers"), content.array());
        byte[] range = Arrays.copyOfRange(content.array(), POSITION, POSITION + COUNT);

        try (FileChannel file = FileChannel.open(path)) {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(exchange -> exchange.dispatch(() -> answer(exchange, file)))
                    .build();
            server.start();
            InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            byte[] plain = get(address.getPort(), "/plain");
            byte[] flushed = get(address.getPort(), "/flushed");
            server.stop();

            int wrong = firstRight(range, plain);
            System.out.println("asked for bytes " + POSITION + " to " + (POSITION + COUNT - 1));
            System.out.println("without flush: " + plain.length + " bytes, beginning with those of position "
                    + ByteBuffer.wrap(plain).getInt() + ", right from byte " + wrong + " of the body on");
            System.out.println("with flush: " + (Arrays.equals(range, flushed) ? "the range" : "wrong bytes"));
            boolean asSeen = plain.length == COUNT && ByteBuffer.wrap(plain).getInt() == 0 && wrong == 16_364
                    && Arrays.equals(plain, 0, wrong, content.array(), 0, wrong) && Arrays.equals(range, flushed);
            System.exit(asSeen ? 0 : 1);
        }
    }

    private static void answer(HttpServerExchange exchange, FileChannel file) {
        exchange.setResponseContentLength(COUNT);
        StreamSinkChannel sink = exchange.getResponseChannel();
        try {
            if (exchange.getRequestPath().equals("/flushed")) {
                Channels.flushBlocking(sink);
            }
            for (long done = 0; done < COUNT; ) {
                long sent = sink.transferFrom(file, POSITION + done, COUNT - done);
                if (sent == 0) {
                    sink.awaitWritable();
                }
                done += sent;
            }
            exchange.endExchange();
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private static byte[] get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1).timeout(Duration.ofSeconds(20)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body();
    }

    /** Where the two begin to be equal to their ends. */
    private static int firstRight(byte[] expected, byte[] seen) {
        int at = Math.min(expected.length, seen.length);
        while (at > 0 && expected[at - 1] == seen[at - 1]) {
            at--;
        }
        return at;
    }
}
JAVA
java -cp 'lib/*' Finding.java
