package io.zerocopy.examples.bench;

import com.google.common.io.Closer;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Calls that move 4 KiB or nothing, each by the library and behind it by hand. */
public class SmallCalls {
    /** The property that says where the far process listens. */
    static final String PEER_PORT = "zerocopy.peer.port";

    /** So long that another send must seldom be begun. */
    static final int LONG_BYTES = 16 * 1024 * 1024;

    /** What one call sends. */
    private static final int BYTES = 4096;

    private static final int SMALL_BUFFER_BYTES = 64 * 1024;

    /** Files of random bytes, and connections to send them to: JMH makes them anew for each benchmark. */
    @State(Scope.Thread)
    public static class Stage {
        private final Closer closer = Closer.create();
        private final Path small;
        private final FileChannel file;
        private final SocketChannel blocking;
        private final SocketChannel nonBlocking;

        /** Nobody reads, and little is enough to fill the buffers in between. */
        private final SocketChannel full;

        private final PendingSend stuck;
        private PendingSend send;
        private long sent;

        public Stage() {
            try {
                Path folder = Path.of(System.getProperty("java.io.tmpdir"));
                small = closer.register(RandomFile.create(folder, BYTES)).path();
                RandomFile large = closer.register(RandomFile.create(folder, LONG_BYTES));
                file = closer.register(FileChannel.open(large.path()));
                blocking = readByPeer();
                nonBlocking = readByPeer();
                nonBlocking.configureBlocking(false);
                send = beginLong(file);
                ServerSocketChannel server = closer.register(ServerSocketChannel.open());
                server.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER_BYTES);
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                full = closer.register(SocketChannel.open());
                full.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER_BYTES);
                // The kernel accepts for it.
                full.connect(server.getLocalAddress());
                full.configureBlocking(false);
                stuck = beginLong(file);
                while (stuck.advance(full) > 0) {
                    // Until it is full.
                }
            } catch (IOException e) {
                // Of a state's constructor JMH takes no other.
                throw new UncheckedIOException(e);
            }
        }

        private SocketChannel readByPeer() throws IOException {
            InetAddress here = InetAddress.getLoopbackAddress();
            return closer.register(
                    Peer.connect(new InetSocketAddress(here, Integer.getInteger(PEER_PORT)), Job.DISCARD));
        }

        private static PendingSend beginLong(FileChannel file) throws IOException {
            TransferOptions smallSteps = TransferOptions.DEFAULTS.withChunkSize(BYTES);
            return ZeroCopyTransfer.begin(Payload.ofFile(file, 0, LONG_BYTES), smallSteps);
        }

        @TearDown
        public void close() throws IOException {
            send.close();
            stuck.close();
            closer.close();
        }
    }

    /** An open file to a blocking channel. */
    @Benchmark
    public TransferResult sendOpenFile(Stage stage) throws IOException {
        return ZeroCopyTransfer.send(stage.file, 0, BYTES, stage.blocking);
    }

    @Benchmark
    public void sendOpenFileByTransferTo(Stage stage) throws IOException {
        TransferToLoop.send(stage.file, 0, BYTES, stage.blocking);
    }

    /** A file, opened for each send, to a blocking channel. */
    @Benchmark
    public TransferResult sendPath(Stage stage) throws IOException {
        return ZeroCopyTransfer.send(stage.small, stage.blocking);
    }

    @Benchmark
    public void sendPathByTransferTo(Stage stage) throws IOException {
        TransferToLoop.send(stage.small, stage.blocking);
    }

    /** An open file to a non-blocking channel, in a send of its own. */
    @Benchmark
    public long beginAndAdvance(Stage stage) throws IOException {
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(stage.file, 0, BYTES))) {
            while (!send.isComplete()) {
                send.advance(stage.nonBlocking);
            }
            return send.transferred();
        }
    }

    @Benchmark
    public void beginAndAdvanceByTransferTo(Stage stage) throws IOException {
        TransferToLoop.send(stage.file, 0, BYTES, stage.nonBlocking);
    }

    /** The next step of a long send to a non-blocking channel. */
    @Benchmark
    public long advance(Stage stage) throws IOException {
        if (stage.send.isComplete()) {
            stage.send.close();
            stage.send = Stage.beginLong(stage.file);
        }
        long moved;
        do {
            moved = stage.send.advance(stage.nonBlocking);
        } while (moved == 0);
        return moved;
    }

    @Benchmark
    public long advanceByTransferTo(Stage stage) throws IOException {
        long moved;
        do {
            moved = stage.file.transferTo(stage.sent, BYTES, stage.nonBlocking);
        } while (moved == 0);
        stage.sent = (stage.sent + moved) % LONG_BYTES;
        return moved;
    }

    /** A step of a send whose channel takes nothing now. */
    @Benchmark
    public long advanceIntoFull(Stage stage) throws IOException {
        return stage.stuck.advance(stage.full);
    }

    @Benchmark
    public long advanceIntoFullByTransferTo(Stage stage) throws IOException {
        return stage.file.transferTo(0, BYTES, stage.full);
    }
}
