package io.zerocopy.examples.relay;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One direction: all that one party says, to the other one. */
final class OneWay implements TransferListener {
    private final Party source;
    private final Party target;
    private final TransferOptions options;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long bytes;
    private volatile @Nullable Party broken;
    private volatile @Nullable Throwable failure;

    OneWay(Party source, Party target, TransferOptions options) {
        this.source = source;
        this.target = target;
        this.options = options.withListener(this);
    }

    void run() {
        try {
            ZeroCopyTransfer.relay(source.channel(), target.channel(), options);
        } catch (TransferException e) {
            failure = e.getCause();
            broken = e.side() == TransferException.Side.TARGET ? target : source;
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it was: nobody must take it for an orderly end.
            failure = e;
            broken = source;
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        bytes = transferredBytes;
    }

    Party target() {
        return target;
    }

    /** Bytes that the target has taken until now. */
    long bytes() {
        return bytes;
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Who broke it; null if it ended in order, or goes on. */
    @Nullable
    Party broken() {
        return broken;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Waits for the end, but not longer than this. */
    void awaitEnd(Duration time) {
        try {
            ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
