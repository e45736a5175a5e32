package io.zerocopy.examples.bench.micro;

import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A file of 4 KiB, opened for each send, to a blocking channel. */
@State(Scope.Thread)
public class SendPath {
    private final Stage stage = Stage.readByPeer(Stage.SEND_BYTES);

    @Benchmark
    public TransferResult library() throws IOException {
        return ZeroCopyTransfer.send(stage.content().path(), stage.target());
    }

    @Benchmark
    public void transferTo() throws IOException {
        try (FileChannel file = FileChannel.open(stage.content().path())) {
            TransferToLoop.send(file, stage.target());
        }
    }

    @TearDown
    public void close() throws IOException {
        stage.close();
    }
}
