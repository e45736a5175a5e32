package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread that reads one channel, as fast as its {@link Gate} lets it, and checks what it gets; closes it at the end.
 */
final class CheckedReader {
    static final int FAST_BYTES = 1 << 16;
    private static final long PATIENCE_SECONDS = 300;

    /** What to do to the channel after the last byte and before it is closed. */
    interface Farewell {
        void say() throws IOException;
    }

    private final ReadableByteChannel channel;
    private final ContentCheck check;
    private final long endAfterBytes;
    private final int pieceBytes;
    private final Farewell farewell;
    private final Gate gate = new Gate();
    private final CompletableFuture<ContentCheck> result = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "peer");

    CheckedReader(
            ReadableByteChannel channel, ContentCheck check, long endAfterBytes, int pieceBytes, Farewell farewell) {
        this.channel = channel;
        this.check = check;
        this.endAfterBytes = endAfterBytes;
        this.pieceBytes = pieceBytes;
        this.farewell = farewell;
    }

    CheckedReader start(long allowedBytes) {
        gate.allow(allowedBytes);
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        try (channel) {
            read();
            farewell.say();
        } catch (IOException e) {
            result.completeExceptionally(e);
        } catch (InterruptedException e) {
            result.cancel(false);
        } finally {
            result.complete(check);
        }
    }

    private void read() throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(pieceBytes);
        while (check.count() < endAfterBytes) {
            int allowed = gate.take((int) Math.min(endAfterBytes - check.count(), pieceBytes));
            buffer.clear().limit(allowed);
            int bytes = channel.read(buffer);
            gate.allow(buffer.remaining());
            if (bytes < 0) {
                return;
            }
            check.accept(buffer.flip());
            if (pieceBytes < FAST_BYTES) {
                gate.pace();
            }
        }
    }

    Gate gate() {
        return gate;
    }

    ContentCheck check() {
        return check;
    }

    CompletableFuture<ContentCheck> result() {
        return result;
    }

    /** Waits until all is read, within five minutes. */
    ContentCheck join() throws IOException {
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the peer failed after " + check, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            throw new AssertionError("the peer is not done after " + PATIENCE_SECONDS + " s: " + check, e);
        }
    }

    /** Ends the thread, wherever it is. */
    void stop() {
        gate.release();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("the peer's thread does not end");
        }
    }
}
