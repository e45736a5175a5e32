package io.zerocopy;

import java.util.Objects;

/**
 * What a transfer may be told beyond source and target. Immutable: start from {@link #DEFAULTS} and keep the result of
 * each {@code with} method.
 */
public final class TransferOptions {
    /** Zero copy preferred, 8 MiB a kernel call, 256 KiB buffers, no listener. */
    public static final TransferOptions DEFAULTS =
            new TransferOptions(ZeroCopyPolicy.PREFER, 8L * 1024 * 1024, 256 * 1024, Observer.NO_LISTENER);

    private final ZeroCopyPolicy zeroCopy;
    private final long chunkSizeBytes;
    private final int bufferSizeBytes;
    private final TransferListener listener;

    private TransferOptions(
            ZeroCopyPolicy zeroCopy, long chunkSizeBytes, int bufferSizeBytes, TransferListener listener) {
        this.zeroCopy = zeroCopy;
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
        return new TransferOptions(policy, chunkSizeBytes, bufferSizeBytes, listener);
    }

    /**
     * Sets the most bytes asked of one kernel call. It bounds how long a call can keep progress and an interrupt waiting.
     * Below 256 KiB throughput falls.
     *
     * @param bytes 8 MiB by default
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public TransferOptions withChunkSize(long bytes) {
        requirePositive(bytes, "chunk size");
        return new TransferOptions(zeroCopy, bytes, bufferSizeBytes, listener);
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
        return new TransferOptions(zeroCopy, chunkSizeBytes, bytes, listener);
    }

    /**
     * Sets who is told about progress, fallbacks and the end.
     *
     * @param newListener none by default
     * @return options that differ in this alone
     */
    public TransferOptions withListener(TransferListener newListener) {
        Objects.requireNonNull(newListener, "listener");
        return new TransferOptions(zeroCopy, chunkSizeBytes, bufferSizeBytes, newListener);
    }

    ZeroCopyPolicy zeroCopy() {
        return zeroCopy;
    }

    long chunkSizeBytes() {
        return chunkSizeBytes;
    }

    int bufferSizeBytes() {
        return bufferSizeBytes;
    }

    TransferListener listener() {
        return listener;
    }

    private static void requirePositive(long bytes, String what) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(what + " must be positive: " + bytes + " bytes");
        }
    }

    @Override
    public String toString() {
        return "TransferOptions[zeroCopy=" + zeroCopy + ", chunkSize=" + chunkSizeBytes + " bytes, bufferSize="
                + bufferSizeBytes + " bytes" + (listener == Observer.NO_LISTENER ? "" : ", listener=" + listener) + "]";
    }
}
