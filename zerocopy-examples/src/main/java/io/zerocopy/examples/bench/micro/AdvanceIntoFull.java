package io.zerocopy.examples.bench.micro;

import io.zerocopy.PendingSend;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A step of a send whose channel takes nothing now. */
@State(Scope.Thread)
public class AdvanceIntoFull {
    private final Stage stage = Stage.readByNobody(Advance.FILE_BYTES).nonBlocking();
    private final PendingSend send = Advance.begin(stage);

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
