package io.zerocopy;

import java.util.ArrayList;
import java.util.List;

/**
 * The transfers of one connection, or of the two connections of a proxy. It does two things for the transfers whose
 * options carry it ({@link TransferOptions#withConversation}):
 *
 * <ul>
 *   <li>For the stall timeout none of them is stalled while another one moves bytes, is held by its rate limit, or
 *       waits for the disk: a request side that is idle while the response comes is not given up.
 *   <li>{@link #cancel} ends them from any other thread. Before JDK 22 nothing else does so safely: to close a channel
 *       under a running transfer neither ends it nor keeps the descriptor from the next connection (JDK-8310902).
 * </ul>
 *
 * <pre>{@code
 * Conversation proxied = Conversation.create();
 * TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(limit).withConversation(proxied);
 * // on two threads, so that neither direction is given up while the other one moves:
 * ZeroCopyTransfer.relay(client, server, options);
 * ZeroCopyTransfer.relay(server, client, options);
 * }</pre>
 *
 * <p>Make one for each connection (or pair of them), not one for all: a transfer that moves would keep every dead one
 * alive. Thread-safe. It holds nothing but the transfers that are running.
 */
public final class Conversation {
    private final List<Watchdog> running = new ArrayList<>(2);
    private volatile boolean cancelled;
    private long cancelledNanos;
    private boolean begun;
    private long movedNanos;
    private int inDisk;

    private Conversation() {}

    /**
     * Makes a conversation without transfers.
     *
     * @return the conversation
     */
    public static Conversation create() {
        return new Conversation();
    }

    /**
     * Ends the transfers that carry this conversation now, and refuses all later ones. From any thread, and more than
     * once; it returns at once, without waiting for them.
     *
     * <p>A blocking call ends within a moment, whatever it waits for, but for the disk and for streams and channels
     * that are not the JDK's own and go on waiting when they are closed (a PipedInputStream does): it resets its TCP
     * connections, source and target, closes its other channels as after a timeout (see
     * {@link TransferTimeoutException}; where a TCP peer may see a clean end all the same is the same, too) and throws
     * a {@link TransferException} whose side is NONE. A call that comes later is refused by the same exception, and
     * resets its connections, too: they belong to a conversation that has ended. A {@link PendingTransfer} throws it
     * from its next {@code advance}, and leaves its channels to the caller. A transfer that was complete stays so.
     */
    public void cancel() {
        List<Watchdog> members;
        synchronized (running) {
            if (!cancelled) {
                cancelledNanos = System.nanoTime();
                cancelled = true;
            }
            members = List.copyOf(running);
        }
        members.forEach(Watchdog::cancel);
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Only for one that is. */
    long cancelledForNanos(long nowNanos) {
        synchronized (running) {
            return nowNanos - cancelledNanos;
        }
    }

    void join(Watchdog transfer) {
        synchronized (running) {
            running.add(transfer);
        }
    }

    void leave(Watchdog transfer) {
        synchronized (running) {
            running.remove(transfer);
        }
    }

    /** A transfer has moved bytes, or is held until then by its rate limit. */
    void moves(long nanos) {
        synchronized (running) {
            if (!begun || nanos - movedNanos > 0) {
                begun = true;
                movedNanos = nanos;
            }
        }
    }

    /** A transfer turns to the disk. */
    void entersDisk() {
        synchronized (running) {
            inDisk++;
        }
    }

    /** A transfer is back from the disk: that time was nobody's silence. */
    void leavesDisk(long tookNanos, long nowNanos) {
        synchronized (running) {
            inDisk--;
            long quiet = nowNanos - movedNanos;
            if (begun && quiet > 0) {
                movedNanos += Math.min(tookNanos, quiet);
            }
        }
    }

    /** For how long nothing has moved at all. */
    long quietNanos(long nowNanos) {
        synchronized (running) {
            if (inDisk > 0) {
                return 0;
            }
            return begun ? Math.max(0, nowNanos - movedNanos) : Long.MAX_VALUE;
        }
    }

    @Override
    public String toString() {
        synchronized (running) {
            return "Conversation of " + running.size() + " running blocking calls" + (cancelled ? ", cancelled" : "");
        }
    }
}
