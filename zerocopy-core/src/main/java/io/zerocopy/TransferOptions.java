package io.zerocopy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer may be told beyond source and target. Immutable: start from {@link #DEFAULTS} and keep the result of
 * each {@code with} method.
 */
public final class TransferOptions {
    /** Stands for two numbers: see {@link #chunkSizeBytes} and {@link #advanceSizeBytes}. */
    private static final long CHUNK_BY_DEFAULT = 0;

    /** Zero copy preferred, no limits, 8 MiB a kernel call (1 MiB an advance), 256 KiB buffers, no listener. */
    public static final TransferOptions DEFAULTS = new TransferOptions(
            ZeroCopyPolicy.PREFER,
            Pace.UNLIMITED_NANOS,
            Pace.UNLIMITED_NANOS,
            null,
            CHUNK_BY_DEFAULT,
            256 * 1024,
            Observer.NO_LISTENER);

    private final ZeroCopyPolicy zeroCopy;
    private final long stallTimeoutNanos;
    private final long timeoutNanos;
    private final @Nullable RateLimit rateLimit;
    private final long chunkSizeBytes;
    private final int bufferSizeBytes;
    private final TransferListener listener;

    private TransferOptions(
            ZeroCopyPolicy zeroCopy,
            long stallTimeoutNanos,
            long timeoutNanos,
            @Nullable RateLimit rateLimit,
            long chunkSizeBytes,
            int bufferSizeBytes,
            TransferListener listener) {
        this.zeroCopy = zeroCopy;
        this.stallTimeoutNanos = stallTimeoutNanos;
        this.timeoutNanos = timeoutNanos;
        this.rateLimit = rateLimit;
        this.chunkSizeBytes = chunkSizeBytes;
        this.bufferSizeBytes = bufferSizeBytes;
        this.listener = listener;
    }

    /**
     * Sets how much the transfer insists on zero copy.
     *
     * @param policy {@link ZeroCopyPolicy#PREFER} by default
     * @return options that differ in this alone
     */
    public TransferOptions withZeroCopy(ZeroCopyPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return new TransferOptions(
                policy, stallTimeoutNanos, timeoutNanos, rateLimit, chunkSizeBytes, bufferSizeBytes, listener);
    }

    /**
     * Sets how long the peer may take nothing. Counted is time in which the transfer waits for its target and no byte is
     * seen to move; time in which a rate limit holds it, or between two calls of {@link PendingSend#advance}, is not.
     *
     * <p>Seen from here a byte has moved when the kernel has taken it. A socket's send buffer hides what the peer does by up to
     * about twice SO_SNDBUF: a peer that stops reading is noticed when that is full, and one that reads again when it
     * has room. To see a slow peer move, a blocking send asks for small steps, as small as 16 KiB for short timeouts; a peer
     * slower than some 32 KiB a second may be taken for a stalled one.
     *
     * @param limit none by default; zero switches it off
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public TransferOptions withStallTimeout(Duration limit) {
        return new TransferOptions(
                zeroCopy, nanosOf(limit), timeoutNanos, rateLimit, chunkSizeBytes, bufferSizeBytes, listener);
    }

    /**
     * Sets how long the whole transfer may take, from the call, or from {@link ZeroCopyTransfer#begin}.
     *
     * @param limit none by default; zero switches it off
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public TransferOptions withTimeout(Duration limit) {
        return new TransferOptions(
                zeroCopy, stallTimeoutNanos, nanosOf(limit), rateLimit, chunkSizeBytes, bufferSizeBytes, listener);
    }

    /**
     * Sets the rate, which all transfers with the same object have together. Zero copy is kept: the steps get smaller.
     *
     * @param limit none by default
     * @return options that differ in this alone
     */
    public TransferOptions withRateLimit(RateLimit limit) {
        Objects.requireNonNull(limit, "limit");
        return new TransferOptions(
                zeroCopy, stallTimeoutNanos, timeoutNanos, limit, chunkSizeBytes, bufferSizeBytes, listener);
    }

    /**
     * Sets the most bytes asked of one kernel call, and moved by one {@link PendingSend#advance}. It bounds how long a call can keep progress and an interrupt waiting.
     * Below 256 KiB throughput falls.
     *
     * @param bytes 8 MiB by default, 1 MiB for {@link PendingSend#advance}
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public TransferOptions withChunkSize(long bytes) {
        requirePositive(bytes, "chunk size");
        return new TransferOptions(
                zeroCopy, stallTimeoutNanos, timeoutNanos, rateLimit, bytes, bufferSizeBytes, listener);
    }

    /**
     * Sets the size of the buffer that the copying mechanisms use. Buffers of more than 1 MiB are not kept for reuse;
     * arrays on the heap are of 64 KiB at most whatever is asked for, since the JDK keeps a direct buffer as large as
     * every heap buffer it is given.
     *
     * @param bytes 256 KiB by default
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public TransferOptions withBufferSize(int bytes) {
        requirePositive(bytes, "buffer size");
        return new TransferOptions(
                zeroCopy, stallTimeoutNanos, timeoutNanos, rateLimit, chunkSizeBytes, bytes, listener);
    }

    /**
     * Sets who is told about progress, fallbacks and the end.
     *
     * @param newListener none by default
     * @return options that differ in this alone
     */
    public TransferOptions withListener(TransferListener newListener) {
        Objects.requireNonNull(newListener, "listener");
        return new TransferOptions(
                zeroCopy, stallTimeoutNanos, timeoutNanos, rateLimit, chunkSizeBytes, bufferSizeBytes, newListener);
    }

    ZeroCopyPolicy zeroCopy() {
        return zeroCopy;
    }

    long stallTimeoutNanos() {
        return stallTimeoutNanos;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    @Nullable
    RateLimit rateLimit() {
        return rateLimit;
    }

    /** For a blocking call: large enough to cost nothing, small enough to show progress. */
    long chunkSizeBytes() {
        return chunkSizeBytes == CHUNK_BY_DEFAULT ? 8L * 1024 * 1024 : chunkSizeBytes;
    }

    /** For an event loop, where one fast peer must not own the thread. */
    long advanceSizeBytes() {
        return chunkSizeBytes == CHUNK_BY_DEFAULT ? 1024L * 1024 : chunkSizeBytes;
    }

    int bufferSizeBytes() {
        return bufferSizeBytes;
    }

    TransferListener listener() {
        return listener;
    }

    private static long nanosOf(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a timeout must not be negative: " + limit);
        }
        return Pace.nanosOf(limit);
    }

    private static void requirePositive(long bytes, String what) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(what + " must be positive: " + bytes + " bytes");
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TransferOptions[zeroCopy=").append(zeroCopy);
        if (stallTimeoutNanos != Pace.UNLIMITED_NANOS) {
            text.append(", stallTimeout=").append(Duration.ofNanos(stallTimeoutNanos));
        }
        if (timeoutNanos != Pace.UNLIMITED_NANOS) {
            text.append(", timeout=").append(Duration.ofNanos(timeoutNanos));
        }
        if (rateLimit != null) {
            text.append(", ").append(rateLimit);
        }
        if (chunkSizeBytes != CHUNK_BY_DEFAULT) {
            text.append(", chunkSize=").append(chunkSizeBytes).append(" bytes");
        }
        text.append(", bufferSize=").append(bufferSizeBytes).append(" bytes");
        if (listener != Observer.NO_LISTENER) {
            text.append(", listener=").append(listener);
        }
        return text.append(']').toString();
    }
}
