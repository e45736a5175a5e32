package io.zerocopy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer may be told beyond source and target. Immutable: start from {@link #DEFAULTS} and keep the result of
 * each {@code with} method.
 */
public final class TransferOptions {
    /** Zero copy preferred, no limits, 8 MiB a kernel call (1.5 MiB an advance), 256 KiB buffers, no listener. */
    public static final TransferOptions DEFAULTS = new TransferOptions(
            ZeroCopyPolicy.PREFER,
            new Limits(Pace.UNLIMITED_NANOS, Pace.UNLIMITED_NANOS, null, Long.MAX_VALUE, null),
            new Sizes(Sizes.CHUNK_BY_DEFAULT, 256 * 1024),
            Durability.NONE,
            Observer.NO_LISTENER,
            null);

    /** What a transfer must not exceed. */
    private record Limits(
            long stallNanos,
            long timeoutNanos,
            @Nullable RateLimit rate,
            long maxBytes,
            @Nullable Conversation conversation) {}

    /** How much is moved at a time. */
    private record Sizes(long chunkBytes, int bufferBytes) {
        /** Stands for two numbers: see {@link #chunkSizeBytes} and {@link #advanceSizeBytes}. */
        static final long CHUNK_BY_DEFAULT = 0;
    }

    private final ZeroCopyPolicy zeroCopy;
    private final Limits limits;
    private final Sizes sizes;
    private final Durability durability;
    private final TransferListener listener;
    private final @Nullable Executor diskExecutor;

    private TransferOptions(
            ZeroCopyPolicy zeroCopy,
            Limits limits,
            Sizes sizes,
            Durability durability,
            TransferListener listener,
            @Nullable Executor diskExecutor) {
        this.zeroCopy = zeroCopy;
        this.limits = limits;
        this.sizes = sizes;
        this.durability = durability;
        this.listener = listener;
        this.diskExecutor = diskExecutor;
    }

    private TransferOptions withLimits(long stallNanos, long timeoutNanos, @Nullable RateLimit rate, long maxBytes) {
        return withLimits(new Limits(stallNanos, timeoutNanos, rate, maxBytes, limits.conversation()));
    }

    private TransferOptions withLimits(Limits changed) {
        return new TransferOptions(zeroCopy, changed, sizes, durability, listener, diskExecutor);
    }

    /**
     * Sets how much the transfer insists on zero copy.
     *
     * @param policy {@link ZeroCopyPolicy#PREFER} by default
     * @return options that differ in this alone
     */
    public TransferOptions withZeroCopy(ZeroCopyPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return new TransferOptions(policy, limits, sizes, durability, listener, diskExecutor);
    }

    /**
     * Sets how long the peer may take, or give, nothing. Counted is time in which the transfer waits for it and no byte
     * is seen to move; time in which the transfer waits for the disk or a rate limit holds it is not, nor is time after
     * an {@code advance} of a {@link PendingTransfer} that moved bytes. Such a transfer looks at its limits inside
     * {@code advance} alone: call that after {@link PendingTransfer#nextCallMillis} at the latest, or a silent peer is
     * never noticed. A blocking socket that is sent to by the kernel is the one case in which both are one call: what
     * moved decides there, and a step that waits for the disk for longer than the limit counts as a stall.
     *
     * <p>Seen from here a byte has moved when the kernel has taken it. A socket's send buffer hides what the peer does
     * by up to about twice SO_SNDBUF: a peer that stops reading is noticed when that is full. On a <em>blocking</em>
     * channel one that reads is noticed when a third of the buffer is free again (Linux wakes no writer before,
     * {@code sk_stream_is_writeable}), which is after SO_SNDBUF / 3 / rate; a buffer that Linux sizes by itself may
     * reach 4 MiB, so that a peer of 256 KiB a second is silent for some 5 seconds. Where slow peers must live and dead
     * ones be found soon, set SO_SNDBUF or use a non-blocking channel, which is looked at several times within the
     * limit. A blocking send asks for steps as small as 16 KiB, so that a peer of 32 KiB a second or more is seen to
     * move.
     *
     * @param limit none by default; zero switches it off
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public TransferOptions withStallTimeout(Duration limit) {
        return withLimits(nanosOf(limit), limits.timeoutNanos(), limits.rate(), limits.maxBytes());
    }

    /**
     * Sets how long the whole transfer may take, from the call, or from the {@code begin} of a {@link PendingTransfer}.
     *
     * @param limit none by default; zero switches it off
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public TransferOptions withTimeout(Duration limit) {
        return withLimits(limits.stallNanos(), nanosOf(limit), limits.rate(), limits.maxBytes());
    }

    /**
     * Sets the rate, which all transfers with the same object have together. Zero copy is kept: the steps get smaller.
     *
     * @param limit none by default
     * @return options that differ in this alone
     */
    public TransferOptions withRateLimit(RateLimit limit) {
        Objects.requireNonNull(limit, "limit");
        return withLimits(limits.stallNanos(), limits.timeoutNanos(), limit, limits.maxBytes());
    }

    /**
     * Sets which other transfers are of the same connection. For the stall timeout none of them is stalled while
     * another one moves bytes, is held by its rate limit or waits for the disk; and {@link Conversation#cancel} ends
     * all of them.
     *
     * @param newConversation none by default; one object a connection, not one for all
     * @return options that differ in this alone
     */
    public TransferOptions withConversation(Conversation newConversation) {
        Objects.requireNonNull(newConversation, "conversation");
        return withLimits(new Limits(
                limits.stallNanos(), limits.timeoutNanos(), limits.rate(), limits.maxBytes(), newConversation));
    }

    /**
     * Sets the most bytes asked of one kernel call, and moved by one {@code advance} of a {@link PendingTransfer}. It
     * bounds how long a call can keep progress and an interrupt waiting. Below 256 KiB throughput falls.
     *
     * @param bytes 8 MiB by default, 1.5 MiB for an {@code advance}
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public TransferOptions withChunkSize(long bytes) {
        requirePositive(bytes, "chunk size");
        return new TransferOptions(
                zeroCopy, limits, new Sizes(bytes, sizes.bufferBytes()), durability, listener, diskExecutor);
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
                zeroCopy, limits, new Sizes(sizes.chunkBytes(), bytes), durability, listener, diskExecutor);
    }

    /**
     * Sets who is told about progress, fallbacks and the end.
     *
     * @param newListener none by default
     * @return options that differ in this alone
     */
    public TransferOptions withListener(TransferListener newListener) {
        Objects.requireNonNull(newListener, "listener");
        return new TransferOptions(zeroCopy, limits, sizes, durability, newListener, diskExecutor);
    }

    /**
     * Sets how much a {@code receive} or {@code relay} until end of stream takes at the most. One byte more is a
     * {@link TransferException}. The read that shows it is written nowhere, not even as far as it would have been
     * allowed: a {@code receive} to a path leaves no new file, and the target of a {@code relay} has got what the reads
     * before it gave, which is {@link TransferException#bytesTransferred} and may be less than {@code bytes}. What that
     * last read took from the source is gone; {@link TransferException#bytesRead} counts it. Not looked at where a
     * count is given, as it always is for a FileChannel: that is the limit.
     *
     * @param bytes no limit by default
     * @return options that differ in this alone
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public TransferOptions withMaxBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the most bytes must not be negative: " + bytes);
        }
        return withLimits(limits.stallNanos(), limits.timeoutNanos(), limits.rate(), bytes);
    }

    /**
     * Sets whether a {@code receive} or {@code copy} returns only when the disk has the bytes. No matter to other
     * transfers.
     *
     * @param newDurability {@link Durability#NONE} by default
     * @return options that differ in this alone
     */
    public TransferOptions withDurability(Durability newDurability) {
        Objects.requireNonNull(newDurability, "durability");
        return new TransferOptions(zeroCopy, limits, sizes, newDurability, listener, diskExecutor);
    }

    /**
     * Sets who reads files that may not be in memory, before they are sent. Without one the kernel waits for the disk
     * inside {@link PendingSend#advance}, and so do all connections of that event loop; a blocking send on a platform
     * thread waits for itself alone. On a virtual thread, which would hold its carrier, a blocking send has such
     * threads without being told: at most 16 daemon threads for each file store, gone 10 seconds after their last work.
     *
     * <p>With one, a send has its file read a window ahead, 128 KiB at first and then as much as a step, while the
     * window before it goes out. {@link PendingSend#advance} returns when the next one is not there yet, and
     * {@link PendingTransfer#awaits} is DISK; a blocking send parks, with its limits kept. Files that are in memory
     * cost next to nothing: where the system tells so ({@link Capabilities}) they are not handed over at all, else only
     * their first window is, and how long that takes tells whether the rest is sent at once. Less than 32 KiB of a file
     * are handed over only where they are known not to be in memory. Read ahead are files of the default file system,
     * also as parts of a payload and where they are copied; not those that were opened for DIRECT, of other file
     * systems, or of size 0.
     *
     * <p>Give it as many threads as files may be waited for at a time; a disk gives no less for that. Tasks are short,
     * hold no lock, and one send has one task at a time. A task that the executor refuses, or runs in the thread that
     * hands it over ({@code Runnable::run}, CallerRunsPolicy), means that the window is read in place, as without an
     * executor; so is one that waits in an executor that has been shut down, and, in a blocking send on a platform
     * thread, one that nobody has begun after a second: its threads may be those that send. So {@code Runnable::run}
     * switches it off on virtual threads. What a task fails with is thrown by the send as a failure of its source. A
     * send that is closed waits for no task: a file that the library has opened is closed when its task ends.
     *
     * <p>A file is read through the channel that sends it. An executor that interrupts a thread which reads (
     * {@code shutdownNow}, {@code Future.cancel(true)}) closes that channel, also one of the caller's, for all who use
     * it: that is the JDK's rule. To close a FileChannel of one's own waits for a task that just reads it.
     *
     * @param executor none by default, but for virtual threads; its tasks must not run for ever in its queue: who has
     *     not come within {@link #withTimeout} is given up
     * @return options that differ in this alone
     */
    public TransferOptions withDiskExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return new TransferOptions(zeroCopy, limits, sizes, durability, listener, executor);
    }

    ZeroCopyPolicy zeroCopy() {
        return zeroCopy;
    }

    long stallTimeoutNanos() {
        return limits.stallNanos();
    }

    long timeoutNanos() {
        return limits.timeoutNanos();
    }

    @Nullable
    RateLimit rateLimit() {
        return limits.rate();
    }

    long maxBytes() {
        return limits.maxBytes();
    }

    @Nullable
    Conversation conversation() {
        return limits.conversation();
    }

    /** For a blocking call: large enough to cost nothing, small enough to show progress. */
    long chunkSizeBytes() {
        return sizes.chunkBytes() == Sizes.CHUNK_BY_DEFAULT ? 8L * 1024 * 1024 : sizes.chunkBytes();
    }

    /** For an event loop, where one fast peer must not own the thread. */
    long advanceSizeBytes() {
        return sizes.chunkBytes() == Sizes.CHUNK_BY_DEFAULT ? 1536L * 1024 : sizes.chunkBytes();
    }

    int bufferSizeBytes() {
        return sizes.bufferBytes();
    }

    Durability durability() {
        return durability;
    }

    @Nullable
    Executor diskExecutor() {
        return diskExecutor;
    }

    TransferListener listener() {
        return listener;
    }

    private static long nanosOf(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a timeout must not be negative: " + Wording.time(Pace.nanosOf(limit)));
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
        if (limits.stallNanos() != Pace.UNLIMITED_NANOS) {
            text.append(", stallTimeout=").append(Duration.ofNanos(limits.stallNanos()));
        }
        if (limits.timeoutNanos() != Pace.UNLIMITED_NANOS) {
            text.append(", timeout=").append(Duration.ofNanos(limits.timeoutNanos()));
        }
        if (limits.rate() != null) {
            text.append(", ").append(limits.rate());
        }
        if (limits.maxBytes() != Long.MAX_VALUE) {
            text.append(", maxBytes=").append(limits.maxBytes());
        }
        if (limits.conversation() != null) {
            text.append(", ").append(limits.conversation());
        }
        if (sizes.chunkBytes() != Sizes.CHUNK_BY_DEFAULT) {
            text.append(", chunkSize=").append(sizes.chunkBytes()).append(" bytes");
        }
        text.append(", bufferSize=").append(sizes.bufferBytes()).append(" bytes");
        if (durability != Durability.NONE) {
            text.append(", durability=").append(durability);
        }
        if (listener != Observer.NO_LISTENER) {
            text.append(", listener=").append(listener);
        }
        if (diskExecutor != null) {
            text.append(", diskExecutor=").append(diskExecutor);
        }
        return text.append(']').toString();
    }
}
