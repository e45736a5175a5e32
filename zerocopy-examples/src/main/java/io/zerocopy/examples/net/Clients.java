package io.zerocopy.examples.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Who is connected, how many may be, and how they are asked to leave. */
final class Clients {
    /** An aborted client has nothing left to wait for. */
    private static final Duration ABORT = Duration.ofSeconds(2);

    private final Set<Client> connected = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Semaphore free;
    private volatile boolean closing;

    Clients(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    int most() {
        return most;
    }

    /** Whether one more may come now; if so, its place is taken. */
    boolean takePlace() {
        return free.tryAcquire();
    }

    /** Waits until one more may come. */
    void awaitPlace() throws InterruptedException {
        free.acquire();
    }

    /** Gives back a place that nobody took. */
    void giveBack() {
        free.release();
    }

    void joined(Client client) {
        connected.add(client);
    }

    void left(Client client) {
        connected.remove(client);
        free.release();
    }

    /** Whether a client that has nothing in progress should go: the server ends, or somebody waits for a place. */
    boolean wantsLeavers() {
        return closing || free.hasQueuedThreads();
    }

    boolean isClosing() {
        return closing;
    }

    int count() {
        return connected.size();
    }

    /** Sends the idle ones home, waits for the others, and aborts who takes too long. */
    void close(Duration grace) throws InterruptedException {
        closing = true;
        connected.forEach(Client::leave);
        if (!haveLeft(grace)) {
            connected.forEach(Client::abort);
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
}
