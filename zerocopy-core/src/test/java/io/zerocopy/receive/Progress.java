package io.zerocopy.receive;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.Await;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears how far a transfer has come, on this thread or another one, and whether what it is told fits together. */
public final class Progress implements TransferListener {
    private volatile long bytes;
    private volatile long total = Long.MIN_VALUE;
    private final AtomicInteger falls = new AtomicInteger();
    private final AtomicInteger fallbacks = new AtomicInteger();
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /** Bytes moved so far. */
    public long bytes() {
        return bytes;
    }

    /** The total that every call named. */
    public long total() {
        return total;
    }

    /** How often it heard of a fallback. */
    public int fallbacks() {
        return fallbacks.get();
    }

    /** Waits until just this many bytes have moved. */
    public void await(long count) throws Exception {
        Await.until(count + " bytes have moved", () -> bytes == count);
    }

    /** Fails unless progress only ever rose, of one total, and the end came once, after so many bytes. */
    public void requireEnd(TransferResult result) {
        requireEnd(result.bytes(), 1, 0);
    }

    /** The same of a transfer that failed. */
    public void requireEnd(TransferException failure) {
        requireEnd(failure.bytesTransferred(), 0, 1);
    }

    private void requireEnd(long count, int expectedCompletions, int expectedFailures) {
        if (falls.get() > 0
                || bytes != count
                || completions.get() != expectedCompletions
                || failures.get() != expectedFailures) {
            throw new AssertionError("the listener heard of " + bytes + " bytes, fell " + falls + " times, "
                    + completions + " completions, " + failures + " failures; there were " + count + " bytes");
        }
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        boolean otherTotal = total != Long.MIN_VALUE && total != totalBytes;
        if (transferredBytes <= bytes || otherTotal) {
            falls.incrementAndGet();
        }
        total = totalBytes;
        bytes = transferredBytes;
    }

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        fallbacks.incrementAndGet();
    }

    @Override
    public void onComplete(TransferResult result) {
        completions.incrementAndGet();
    }

    @Override
    public void onFailure(Throwable failure) {
        failures.incrementAndGet();
    }
}
