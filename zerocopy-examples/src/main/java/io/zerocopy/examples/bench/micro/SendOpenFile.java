package io.zerocopy.examples.bench.micro;

import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** 4 KiB of an open file to a blocking channel. */
@State(Scope.Thread)
public class SendOpenFile {
    private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES);

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
