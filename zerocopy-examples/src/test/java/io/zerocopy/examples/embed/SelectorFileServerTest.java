package io.zerocopy.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the loop does while a client takes nothing, and while the rate limit holds a send. */
@Timeout(300)
class SelectorFileServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);

    @Test
    void aClientThatTakesNothingIsReset() throws Exception {
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofMillis(500))
                .withListener(new TransferListener() {
                    @Override
                    public void onFailure(Throwable failure) {
                        failures.add(failure);
                    }
                });
        // More than the sockets' buffers hold.
        Response file = Response.ofNewFile(folder, "file", 16 * MIB);
        SelectorFileServer server = new SelectorFileServer(folder, ANY_PORT, options);
        try (RunningServer running = RunningServer.onThread("http", server.address(), server);
                Download download = new Download(running.address(), file)) {
            download.ask();
            assertThat(failures.poll(60, TimeUnit.SECONDS)).isInstanceOf(TransferTimeoutException.class);
            assertThatThrownBy(() -> download.readTo(file.bytes(), buffer)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theLoopSleepsWhileTheRateLimitHoldsASend() throws Exception {
        TransferOptions options = TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(4 * MIB));
        Response file = Response.ofNewFile(folder, "file", 4 * MIB);
        Response little = Response.ofNewFile(folder, "little", 1_000);
        SelectorFileServer server = new SelectorFileServer(folder, ANY_PORT, options);
        Thread thread = new Thread(server, "held");
        thread.start();
        try (server) {
            // A thread that serves for the first time loads classes.
            download(server, little);
            long startNanos = System.nanoTime();
            long cpuNanos = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
            download(server, file);
            long elapsedNanos = System.nanoTime() - startNanos;
            assertThat(elapsedNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) - cpuNanos)
                    .isLessThan(elapsedNanos / 10);
        }
        thread.join();
    }

    private void download(SelectorFileServer server, Response file) throws Exception {
        try (Download download = new Download(server.address(), file)) {
            download.ask();
            download.readTo(Long.MAX_VALUE, buffer);
            download.requireRight();
        }
    }
}
