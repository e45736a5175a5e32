package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A virtual thread that sends a file to a peer that does not read, and closes the channel in the end. */
final class StalledSender implements TransferListener {
    private static final long PATIENCE_SECONDS = 60;

    /** What is sent, and from which file. */
    @FunctionalInterface
    interface Send {
        void to(SocketChannel channel, TransferOptions options) throws IOException;
    }

    private final SocketChannel channel;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean begun;

    private StalledSender(Send send, SocketChannel channel) {
        this.channel = channel;
        this.thread = VirtualThreads.start(() -> run(send));
    }

    static StalledSender start(Send send, SocketChannel channel) {
        return new StalledSender(send, channel);
    }

    private void run(Send send) {
        try (channel) {
            send.to(channel, TransferOptions.DEFAULTS.withListener(this));
            outcome.complete("sent");
        } catch (TransferException e) {
            outcome.complete(String.valueOf(e.getCause()));
        } catch (IOException | RuntimeException | Error e) {
            outcome.complete(e.toString());
        }
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        begun = true;
    }

    /** Waits until it waits for the peer. */
    void awaitStalled() throws Exception {
        Await.until("a virtual thread waits for its peer", () -> begun && isWaiting());
        assertThat(outcome).isNotDone();
    }

    private boolean isWaiting() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    Duration interrupt() throws Exception {
        long begin = System.nanoTime();
        thread.interrupt();
        assertThat(outcome()).isEqualTo(ClosedByInterruptException.class.getName());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    Duration close() throws Exception {
        long begin = System.nanoTime();
        channel.close();
        assertThat(outcome()).isEqualTo(AsynchronousCloseException.class.getName());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** "sent", or what it failed of. */
    String outcome() throws Exception {
        return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
