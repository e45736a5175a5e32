package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A transfer in progress that an event loop of the caller's drives: {@link PendingSend}, {@link PendingReceive} and
 * {@link PendingRelay}. Each has a method {@code advance}, which moves what can move now and returns; it never waits
 * for the network. What to wait for until the next call is told here:
 *
 * <pre>{@code
 * transfer.advance(channel);
 * if (!transfer.isComplete()) { // else there is nothing to wait for
 *     switch (transfer.awaits()) {
 *         case READABLE -> key.interestOps(SelectionKey.OP_READ);  // the source's key
 *         case WRITABLE -> key.interestOps(SelectionKey.OP_WRITE); // the target's key
 *         default -> key.interestOps(0);
 *     }
 *     selector.select(transfer.nextCallMillis()); // of several transfers: the smallest
 * }
 * }</pre>
 *
 * <p><b>Nobody calls {@code advance} for the loop.</b> Limits, of time and of the rate, are looked at inside
 * {@code advance}: a loop that calls it only when a channel is ready never finds out that a peer is silent. That is
 * what {@link #nextCallMillis} is for.
 *
 * <p><b>When it fails</b> in the middle the peer must not take what it has for the whole: the channel is the caller's
 * to end, and by a reset.
 *
 * <pre>{@code
 * try {
 *     transfer.advance(channel);
 * } catch (IOException e) {
 *     transfer.close();
 *     if (channel.isOpen()) {
 *         channel.setOption(StandardSocketOptions.SO_LINGER, 0); // no orderly end behind a torso
 *         channel.close();
 *     }
 * }
 * }</pre>
 *
 * <p>A channel that is registered with a selector is closed, and the reset sent, when that selector selects next: if
 * yours does not go on, call {@code selectNow()}.
 *
 * <p>Not thread-safe: one thread at a time. Only the library makes such objects; this interface may gain methods with a
 * default.
 */
public interface PendingTransfer extends Closeable {
    /** What a transfer waits for. May gain constants: a switch needs a default. */
    enum Awaits {
        /** The source has nothing now: call again when it can be read (OP_READ). */
        READABLE,
        /** The target takes nothing now: call again when it can be written (OP_WRITE). */
        WRITABLE,
        /**
         * Bytes of a file are being read from the disk by another thread: call again when the action of
         * {@link PendingTransfer#onReady} has been called. Only with a disk executor.
         */
        DISK,
        /** The rate limit holds it: call again after {@link PendingTransfer#nextCallMillis}. */
        TIME,
        /** It is complete, has failed for good, or is closed: there is no more to come. */
        NOTHING
    }

    /**
     * Bytes accepted by the target so far.
     *
     * @return bytes
     */
    long transferred();

    /**
     * Bytes that the target is still to get.
     *
     * @return bytes; -1 where nobody knows, which is so until the end of a stream
     */
    long remaining();

    /**
     * Tells whether all is done.
     *
     * @return true if there is a {@link #result}
     */
    boolean isComplete();

    /**
     * What was done.
     *
     * @return the result
     * @throws IllegalStateException if the transfer is not complete
     */
    TransferResult result();

    /**
     * How long the rate limit holds the transfer.
     *
     * @return zero if it waits for a channel, or for nothing
     */
    Duration retryAfter();

    /**
     * What the next call of {@code advance} should wait for. Before the first one, and after one that stopped because
     * it had moved as much as one call may, that is the channel which is used next; it may well be ready now.
     *
     * @return what to wait for; where the source or target is no channel that a selector takes, what to ask it for
     */
    Awaits awaits();

    /**
     * How long to wait for what {@link #awaits} says. After so long {@code advance} is to be called again, whatever the
     * channels say: for the stall timeout and the timeout to be seen, and for the rate limit. 1 after a call that
     * stopped because it had moved as much as one call may: what the source holds back in memory (TLS) shows on no
     * selector.
     *
     * <p>Made for {@link java.nio.channels.Selector#select(long)}: never 0, which would wait for ever, and
     * {@link Integer#MAX_VALUE}, some 24 days, where nothing limits the waiting. A call that comes earlier, or one too
     * many, does no harm.
     *
     * @return milliseconds, at least 1, from now on
     */
    long nextCallMillis();

    /**
     * Sets what is called when a transfer that {@linkplain #awaits awaits} the {@link Awaits#DISK disk} can go on:
     * typically it puts the transfer into a queue and calls {@link java.nio.channels.Selector#wakeup()}. Called once
     * for each {@code advance} that ended so, on a thread of the disk executor, never inside {@code advance}; also when
     * the transfer has been closed meanwhile. It should be short, and throw nothing.
     *
     * @param action what to call
     * @throws IllegalStateException if it was set before, or after the first call of {@code advance}
     */
    void onReady(Runnable action);

    /**
     * Ends the transfer and closes what it has opened, never a channel of the caller's. May be called more than once;
     * from inside {@code advance}, by a channel or the listener, it takes effect when that returns.
     *
     * @throws IOException if what a transfer that was not complete has made could not be removed again
     */
    @Override
    void close() throws IOException;
}
