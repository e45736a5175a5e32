#!/usr/bin/env bash
# Vert.x: what is written after NetSocket.sendFile lands inside the file.
#
# Versions: vertx-core 5.2.3, on OpenJDK 17.0.15 and 25.0.3, Linux 6.18.
# Guess:    two writes to one NetSocket arrive in the order in which they were asked for, a sendFile counting as one of them.
# Seen:     not in a data handler, where an answer is written. A file over 1 MiB goes out in pieces of 1 MiB, the next one when
#           the one before is out; a write that is asked for after sendFile goes behind the first piece. 3 MiB of file, then
#           "<TAIL>": the peer reads 1,048,576 bytes of the file, "<TAIL>", and the rest. Both futures succeed, the length is
#           right. Files of up to 1 MiB are in order, and so was the same in a connect handler.
# Matters:  a framed protocol over Vert.x delivers corrupt frames as soon as a file passes 1 MiB, and nothing fails here.
#           Chain them: sendFile(..).compose(done -> write(..)), and let nobody else write meanwhile.
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.2.3</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 \
    || lack "Maven does not find the packages: $(grep -m 1 ERROR mvn.log)"

cat > Finding.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

public class Finding {
    public static void main(String[] args) throws Exception {
        boolean small = tailArrivesAt(1 << 20) == 1 << 20;
        long at = tailArrivesAt(3 << 20);
        System.out.println("1 MiB, then <TAIL>: " + (small ? "in order" : "not in order"));
        System.out.println("3 MiB, then <TAIL>: <TAIL> arrives at byte " + at + " of the " + (3 << 20) + " that the file has");
        System.exit(small && at == 1 << 20 ? 0 : 1);
    }

    /** Sends a file of dots and then a word, both futures having to succeed; where the word begins in what the peer reads. */
    static long tailArrivesAt(int size) throws Exception {
        Path file = Path.of("dots-" + size);
        Files.writeString(file, ".".repeat(size));
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Void> both = new CompletableFuture<>();
        var server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> sendBoth(socket, file, both)))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        String read;
        try (Socket peer = new Socket("127.0.0.1", server.actualPort())) {
            peer.setSoTimeout(20_000);
            peer.getOutputStream().write('?');
            read = new String(peer.getInputStream().readNBytes(size + 6), StandardCharsets.US_ASCII);
        }
        both.get(20, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        if (read.length() != size + 6 || read.chars().filter(c -> c == '.').count() != size) {
            throw new IllegalStateException("other bytes than were sent: " + read.length());
        }
        return read.indexOf("<TAIL>");
    }

    private static void sendBoth(NetSocket socket, Path file, CompletableFuture<Void> both) {
        Future<Void> sent = socket.sendFile(file.toString());
        Future<Void> written = socket.write("<TAIL>");
        Future.all(sent, written).onSuccess(all -> both.complete(null)).onFailure(both::completeExceptionally);
    }
}
JAVA
java -cp 'lib/*' Finding.java
