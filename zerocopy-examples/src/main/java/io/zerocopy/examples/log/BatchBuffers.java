package io.zerocopy.examples.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of buffers for batches on their way in: the back-pressure on producers. Who finds none is not read
 * from until there is one, and TCP tells the producer. While somebody waits, who has one has to bring bytes, or else it
 * goes to who does. For one thread.
 */
final class BatchBuffers {
    /** So long each may have its buffer, whatever it brings. */
    private static final long GRACE_NANOS = Duration.ofMillis(500).toNanos();

    /** What it has to bring from then on, all in all: as little as a slow line of today does. */
    private static final double LEAST_BYTES_PER_NANO = 128 * 1024 / 1e9;

    private final int most;
    private final int batchBytes;
    private final List<ByteBuffer> free = new ArrayList<>();
    private final Set<Inbox> holders = new LinkedHashSet<>();
    private final Set<Session> queue = new LinkedHashSet<>();
    private int made;

    BatchBuffers(int most, int batchBytes) {
        this.most = most;
        this.batchBytes = batchBytes;
    }

    /** An empty buffer for who has none; null where all are in use. */
    @Nullable
    ByteBuffer take(Inbox taker) {
        if (free.isEmpty() && made < most) {
            made++;
            free.add(ByteBuffer.allocateDirect(batchBytes));
        }
        if (free.isEmpty()) {
            return null;
        }
        holders.add(taker);
        return free.remove(free.size() - 1).clear();
    }

    void giveBack(Inbox holder, ByteBuffer buffer) {
        holders.remove(holder);
        free.add(buffer);
    }

    int batchBytes() {
        return batchBytes;
    }

    /** Waits in a queue for a buffer. */
    void enqueue(Session session) {
        queue.add(session);
    }

    /** Whether somebody waits. */
    boolean isWanted() {
        return !queue.isEmpty();
    }

    /** Gives those who wait their turns, if there are buffers again; who finds none queues again. */
    void serveQueue() {
        if (queue.isEmpty()) {
            return;
        }
        if (free.isEmpty()) {
            long nowNanos = System.nanoTime();
            List.copyOf(holders).stream()
                    .filter(holder -> isSlow(holder, nowNanos))
                    .limit(queue.size())
                    .forEach(Inbox::giveUp);
        }
        if (!free.isEmpty()) {
            List<Session> served = List.copyOf(queue);
            queue.clear();
            served.forEach(Session::turn);
        }
    }

    private static boolean isSlow(Inbox holder, long nowNanos) {
        long heldNanos = holder.heldNanos(nowNanos);
        return heldNanos > GRACE_NANOS && holder.heldBytes() < heldNanos * LEAST_BYTES_PER_NANO;
    }
}
