package io.zerocopy.examples.bench.micro;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The next 4 KiB of a long send to a non-blocking channel. */
@State(Scope.Thread)
public class Advance {
    /** Seldom enough that another send must be begun. */
    static final int FILE_BYTES = 16 * 1024 * 1024;

    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withChunkSize(Stage.SEND_BYTES);

    private final Stage stage = Stage.readByPeer(FILE_BYTES).nonBlocking();
    private PendingSend send = begin(stage);
    private long sent;

    static PendingSend begin(Stage stage) {
        try {
            return ZeroCopyTransfer.begin(Payload.ofFile(stage.file(), 0, FILE_BYTES), OPTIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public long library() throws IOException {
        if (send.isComplete()) {
            send.close();
            send = begin(stage);
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
        sent = (sent + moved) % FILE_BYTES;
        return moved;
    }

    @TearDown
    public void close() throws IOException {
        send.close();
        stage.close();
    }
}
