package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In each row of {@code compare} that sends, all contenders send the same bytes, in each round. */
@Timeout(300)
class CompareBytesTest {
    @TempDir
    private Path folder;

    /** Of each connection. */
    private final ConcurrentLinkedQueue<HashCode> digests = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "of an open FileChannel",
                "by Path",
                "file to SocketChannel",
                "file to a wrapper channel",
                "file to the stream of a Socket",
                "file from an event loop",
                "200 bytes + 16 KiB",
                "200 bytes + 1 MiB"
            })
    void allSendTheSame(String row) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> receiveAll(server), "peer");
            peer.setDaemon(true);
            peer.start();
            Arena arena =
                    new Arena(folder, (InetSocketAddress) server.getLocalSocketAddress(), new Arena.Effort(1, 64));
            List<Measurement> measurements = CompareTable.plan(arena).only(row).measurements();
            assertThat(measurements).isNotEmpty();
            for (Measurement measurement : measurements) {
                digests.clear();
                measurement.work().apply(() -> {});
                Set<HashCode> different = new HashSet<>(digests);
                assertThat(digests).as(measurement.name()).hasSizeGreaterThan(2);
                assertThat(different).as(measurement.name()).hasSize(1);
            }
        }
    }

    private void receiveAll(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.setTcpNoDelay(true);
                    receive(socket.getInputStream(), socket.getOutputStream());
                }
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As the far process does it, but for the digest. */
    private void receive(InputStream in, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        Job job = Job.parse(line.toString());
        out.write(PeerMain.READY);
        if (job.kind().waits()) {
            assertThat(in.read()).isEqualTo(Job.GO);
        }
        HashingInputStream digesting = new HashingInputStream(Hashing.sha256(), in);
        for (int i = 0; i < job.times(); i++) {
            out.write(new byte[Job.REQUEST_BYTES]);
            digesting.readNBytes((int) job.bytes());
        }
        long rest = digesting.transferTo(OutputStream.nullOutputStream());
        digests.add(digesting.hash());
        out.write(job.kind() == Job.Kind.REQUEST ? new byte[job.times() * Long.BYTES] : Job.countAnswer(rest));
    }
}
