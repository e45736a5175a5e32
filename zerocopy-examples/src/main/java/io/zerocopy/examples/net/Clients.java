package io.zerocopy.examples.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who is connected, how many may be, and who has to leave. */
final class Clients {
    /** An aborted client has nothing left to wait for. */
    private static final Duration ABORT = Duration.ofSeconds(2);

    /**
     * Who has just come, or just got an answer, is about to ask: nobody is sent away before. It is also how a client's
     * own next request and the end of its connection rarely cross.
     */
    private static final long SHORTEST_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Whoever was to leave may have become busy at that moment. */
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Set<Seat> taken = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Semaphore free;
    private volatile boolean crowded;
    private volatile boolean closing;

    Clients(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** Takes a place if there is one. */
    boolean takePlace() {
        return free.tryAcquire();
    }

    boolean areAllPlacesTaken() {
        return free.availablePermits() == 0;
    }

    /** Takes a place, for which who idles longest makes room; false when this ends. */
    boolean awaitPlace() throws InterruptedException {
        crowded = true;
        try {
            boolean found = false;
            while (!found && !closing) {
                makeRoom();
                found = free.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            return found;
        } finally {
            crowded = false;
        }
    }

    /** Sends the client away that has been idle for longest, if there is one. */
    void makeRoom() {
        Client idlest = null;
        long longestNanos = SHORTEST_IDLE_NANOS;
        for (Seat seat : taken) {
            long idleNanos = seat.client.idleNanos();
            if (idleNanos >= longestNanos) {
                longestNanos = idleNanos;
                idlest = seat.client;
            }
        }
        if (idlest != null) {
            idlest.leave();
        }
    }

    /** Gives back a place that nobody took. */
    void giveBack() {
        free.release();
    }

    /** A client sits down on the place that was taken for it. */
    Seat sitDown(Client client) {
        Seat seat = new Seat(client);
        taken.add(seat);
        return seat;
    }

    /** Whether a client that has nothing in progress should go: the server ends, or somebody waits for a place. */
    boolean wantsLeavers() {
        return closing || crowded;
    }

    boolean isClosing() {
        return closing;
    }

    int count() {
        return taken.size();
    }

    /** Sends the idle ones home, waits for the others, and aborts who takes too long. */
    void close(Duration grace) throws InterruptedException {
        closing = true;
        taken.forEach(seat -> seat.client.leave());
        if (!haveLeft(grace)) {
            taken.forEach(seat -> seat.client.abort());
            haveLeft(ABORT);
        }
    }

    private boolean haveLeft(Duration time) throws InterruptedException {
        boolean all = free.tryAcquire(most, time.toNanos(), TimeUnit.NANOSECONDS);
        if (all) {
            free.release(most);
        }
        return all;
    }

    /** The place of one client, which is given back once, however often that is said. */
    final class Seat {
        private final Client client;
        private final AtomicBoolean left = new AtomicBoolean();

        private Seat(Client client) {
            this.client = client;
        }

        /** Serves the client to its end, unless it was refused meanwhile. */
        void serve() {
            try {
                if (!left.get()) {
                    client.run();
                }
            } finally {
                leave();
            }
        }

        void leave() {
            if (left.compareAndSet(false, true)) {
                taken.remove(this);
                free.release();
            }
        }
    }
}
