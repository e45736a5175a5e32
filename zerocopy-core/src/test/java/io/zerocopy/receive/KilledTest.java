package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A receiver that is killed, at any moment, leaves the old file, and at most one other, whose name tells what it is.
 * How often is set by {@code -Dzerocopy.kills}.
 */
@ExtendWith(LeftOvers.class)
class KilledTest {
    private static final int KILLS = Integer.getInteger("zerocopy.kills", 3);
    private static final Content CONTENT = Content.of(71);
    private static final Content OLD = Content.of(72);
    private static final int OLD_SIZE = 100_003;
    private static final int SIZE = 8_000_009;

    @TempDir
    Path folder = Path.of("");

    @Test
    void inTheMiddle() throws Exception {
        Random random = new Random(KILLS);
        for (int i = 0; i < KILLS; i++) {
            OLD.writeTo(target(), OLD_SIZE);
            int bytes = 1 + random.nextInt(SIZE - 1);
            kill(connection -> {
                connection.write(ByteBuffer.wrap(CONTENT.bytes(0, bytes)));
                Await.until("the new file is under way", () -> others().size() == 1);
            });
            OLD.requireFile(target(), OLD_SIZE);
            requireNamed(others());
        }
    }

    /** It is one or the other, and the whole of it. */
    @Test
    void aboutTheEnd() throws Exception {
        Random random = new Random(KILLS);
        for (int i = 0; i < KILLS; i++) {
            OLD.writeTo(target(), OLD_SIZE);
            Duration moment = Duration.ofMillis(random.nextInt(10));
            kill(connection -> {
                connection.write(ByteBuffer.wrap(CONTENT.bytes(0, SIZE)));
                connection.shutdownOutput();
                Await.pass(moment);
            });
            boolean old = Files.size(target()) == OLD_SIZE;
            (old ? OLD : CONTENT).requireFile(target(), old ? OLD_SIZE : SIZE);
            requireNamed(others());
        }
    }

    private Path target() {
        return folder.resolve("target");
    }

    private List<Path> others() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.equals(target())).toList();
        }
    }

    private static void requireNamed(List<Path> left) throws IOException {
        assertThat(left).hasSizeLessThanOrEqualTo(1);
        for (Path file : left) {
            assertThat(file.getFileName().toString()).matches("\\.target\\.[0-9a-z]+\\.zerocopy");
            Files.delete(file);
        }
    }

    private interface Peer {
        void give(SocketChannel connection) throws Exception;
    }

    /** Starts a receiver and kills it when the peer has done its part. */
    private void kill(Peer peer) throws Exception {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Process child = ChildJvm.of(Receiver.class)
                    .arguments(((InetSocketAddress) server.getLocalAddress()).getPort(), target())
                    .start();
            try (SocketChannel connection = server.accept()) {
                try {
                    peer.give(connection);
                } finally {
                    // Before the connection is closed, which would be the end of the stream.
                    ChildJvm.kill(child);
                }
            }
        }
    }

    /** Connects to its first argument and receives into its second. */
    static final class Receiver {
        private Receiver() {}

        public static void main(String[] arguments) throws IOException {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
            try (SocketChannel source = SocketChannel.open(address)) {
                ZeroCopyTransfer.receive(source, Path.of(arguments[1]));
            }
        }
    }
}
