package io.zerocopy.examples.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of buffers for batches on their way in: the back-pressure on producers. Who finds none is not read
 * from until there is one, and TCP tells the producer. For one thread.
 */
final class BatchBuffers {
    private final int most;
    private final int batchBytes;
    private final List<ByteBuffer> free = new ArrayList<>();
    private final Set<Session> queue = new LinkedHashSet<>();
    private int made;

    BatchBuffers(int most, int batchBytes) {
        this.most = most;
        this.batchBytes = batchBytes;
    }

    /** An empty buffer; null where all are in use. */
    @Nullable
    ByteBuffer take() {
        if (!free.isEmpty()) {
            return free.remove(free.size() - 1).clear();
        }
        if (made == most) {
            return null;
        }
        made++;
        return ByteBuffer.allocateDirect(batchBytes);
    }

    void giveBack(ByteBuffer buffer) {
        free.add(buffer);
    }

    int batchBytes() {
        return batchBytes;
    }

    /** Waits in a queue for a buffer. */
    void enqueue(Session session) {
        queue.add(session);
    }

    /** Gives those who wait their turns, if there are buffers again; who finds none queues again. */
    void serveQueue() {
        if (!free.isEmpty() && !queue.isEmpty()) {
            List<Session> served = List.copyOf(queue);
            queue.clear();
            served.forEach(Session::turn);
        }
    }
}
