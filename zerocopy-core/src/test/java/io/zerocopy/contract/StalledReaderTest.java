package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thread that waits for a reader that does not read uses next to no CPU, and goes on when the reader does. */
@ExtendWith(LeftOvers.class)
class StalledReaderTest {
    private static final Content CONTENT = Content.of(2);
    private static final int SIZE = 16 * 1024 * 1024 + 3;
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int MOST_CPU_PERCENT = 5;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void waitingIsCheap(Lane lane) throws Exception {
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            sendPastAStall(open);
        }
    }

    /** While another thread is in a timed read the descriptor is non-blocking under a channel that says it blocks. */
    @Test
    void waitingIsCheapBesideATimedRead() throws Exception {
        try (Lane.Open open = Lane.TCP_BLOCKING.open(CONTENT, 0)) {
            Socket socket = ((SocketChannel) open.target()).socket();
            socket.setSoTimeout(60_000);
            Background<Boolean> reading = Background.start(() -> readToTheEnd(socket));
            Await.until("the read has begun", () -> reading.thread().getStackTrace().length > 3);
            sendPastAStall(open);
            reading.get();
        }
    }

    private static boolean readToTheEnd(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void sendPastAStall(Lane.Open open) throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        AtomicLong progress = new AtomicLong();
        TransferOptions options = TransferOptions.DEFAULTS.withListener(new TransferListener() {
            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                progress.set(transferredBytes);
            }
        });
        Background<TransferResult> send = Background.start(() -> ZeroCopyTransfer.send(file, open.target(), options));
        Await.steady(QUIET, progress::get);
        assertThat(send.isDone()).isFalse();
        long cpu = Gauges.cpuNanos(send.thread());
        long start = System.nanoTime();
        Await.pass(WINDOW);
        cpu = Gauges.cpuNanos(send.thread()) - cpu;
        long wall = System.nanoTime() - start;
        assertThat(send.isDone()).isFalse();
        assertThat(100.0 * cpu / wall).as("CPU per cent of wall").isLessThan(MOST_CPU_PERCENT);
        open.release();
        assertThat(send.get().bytes()).isEqualTo(SIZE);
        open.finish().requireExactly(SIZE);
    }
}
