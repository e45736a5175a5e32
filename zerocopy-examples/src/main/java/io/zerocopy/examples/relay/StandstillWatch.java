package io.zerocopy.examples.relay;

import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all connections now and then, since one that stands still makes no event: a thread that reads from a silent
 * server hears nothing of a client that has gone.
 */
final class StandstillWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StandstillWatch.class);
    private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofMillis(10).toNanos();

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "relay-watch");
        made.setDaemon(true);
        return made;
    });
    private final Duration halfClosedIdle;

    /** Zero is for ever. */
    // Nobody waits for the future: it ends with the timer.
    @SuppressWarnings("FutureReturnValueIgnored")
    StandstillWatch(Duration halfClosedIdle) {
        this.halfClosedIdle = halfClosedIdle;
        if (!halfClosedIdle.isZero()) {
            long oftenNanos = Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, halfClosedIdle.toNanos() / 4));
            timer.scheduleWithFixedDelay(this::look, oftenNanos, oftenNanos, TimeUnit.NANOSECONDS);
        }
    }

    void join(Link link) {
        links.add(link);
    }

    void leave(Link link) {
        links.remove(link);
    }

    private void look() {
        long nowNanos = System.nanoTime();
        for (Link link : links) {
            try {
                link.look(nowNanos, halfClosedIdle);
            } catch (RuntimeException e) {
                // Also the unforeseen: an exception would end the looking for all.
                LOG.warn("A connection could not be looked at", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
