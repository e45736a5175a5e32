package io.zerocopy.examples.bench.micro;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** 4 KiB of an open file to a non-blocking channel, in a send of their own. */
@State(Scope.Thread)
public class BeginAndAdvance {
    private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES).nonBlocking();

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
