package io.zerocopy.examples.bench.micro;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Calls that move 4 KiB or nothing, each by the library and by hand. */
public class SmallCalls {
    /** So long that another send must seldom be begun. */
    private static final int LONG_BYTES = 16 * 1024 * 1024;

    private static final TransferOptions SMALL_STEPS = TransferOptions.DEFAULTS.withChunkSize(Stage.SEND_BYTES);

    private static PendingSend beginLong(Stage stage) {
        try {
            return ZeroCopyTransfer.begin(Payload.ofFile(stage.file(), 0, LONG_BYTES), SMALL_STEPS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An open file to a blocking channel. */
    @State(Scope.Thread)
    public static class SendOpenFile {
        private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES, Stage.Mode.BLOCKING);

        @Benchmark
        public TransferResult library() throws IOException {
            return ZeroCopyTransfer.send(stage.file(), 0, Stage.SEND_BYTES, stage.target());
        }

        @Benchmark
        public void transferTo() throws IOException {
            TransferToLoop.send(stage.file(), 0, Stage.SEND_BYTES, stage.target());
        }

        @TearDown
        public void close() throws IOException {
            stage.close();
        }
    }

    /** A file, opened for each send, to a blocking channel. */
    @State(Scope.Thread)
    public static class SendPath {
        private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES, Stage.Mode.BLOCKING);

        @Benchmark
        public TransferResult library() throws IOException {
            return ZeroCopyTransfer.send(stage.content().path(), stage.target());
        }

        @Benchmark
        public void transferTo() throws IOException {
            TransferToLoop.send(stage.content().path(), stage.target());
        }

        @TearDown
        public void close() throws IOException {
            stage.close();
        }
    }

    /** An open file to a non-blocking channel, in a send of its own. */
    @State(Scope.Thread)
    public static class BeginAndAdvance {
        private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES, Stage.Mode.NON_BLOCKING);

        @Benchmark
        public long library() throws IOException {
            try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(stage.file(), 0, Stage.SEND_BYTES))) {
                while (!send.isComplete()) {
                    send.advance(stage.target());
                }
                return send.transferred();
            }
        }

        @Benchmark
        public void transferTo() throws IOException {
            TransferToLoop.send(stage.file(), 0, Stage.SEND_BYTES, stage.target());
        }

        @TearDown
        public void close() throws IOException {
            stage.close();
        }
    }

    /** The next step of a long send to a non-blocking channel. */
    @State(Scope.Thread)
    public static class Advance {
        private final Stage stage = Stage.readByPeer(LONG_BYTES, Stage.Mode.NON_BLOCKING);
        private PendingSend send = beginLong(stage);
        private long sent;

        @Benchmark
        public long library() throws IOException {
            if (send.isComplete()) {
                send.close();
                send = beginLong(stage);
            }
            long moved;
            do {
                moved = send.advance(stage.target());
            } while (moved == 0);
            return moved;
        }

        @Benchmark
        public long transferTo() throws IOException {
            long moved;
            do {
                moved = stage.file().transferTo(sent, Stage.SEND_BYTES, stage.target());
            } while (moved == 0);
            sent = (sent + moved) % LONG_BYTES;
            return moved;
        }

        @TearDown
        public void close() throws IOException {
            send.close();
            stage.close();
        }
    }

    /** A step of a send whose channel takes nothing now. */
    @State(Scope.Thread)
    public static class AdvanceIntoFull {
        private final Stage stage = Stage.readByNobody(LONG_BYTES);
        private final PendingSend send = beginLong(stage);

        @Setup
        public void fill() throws IOException {
            while (send.advance(stage.target()) > 0) {
                // Until it is full.
            }
        }

        @Benchmark
        public long library() throws IOException {
            return send.advance(stage.target());
        }

        @Benchmark
        public long transferTo() throws IOException {
            return stage.file().transferTo(0, Stage.SEND_BYTES, stage.target());
        }

        @TearDown
        public void close() throws IOException {
            if (send.isComplete()) {
                throw new IOException("the channel has taken all: it was not full");
            }
            send.close();
            stage.close();
        }
    }
}
