package io.zerocopy.examples.relay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread and its selector: the connections of its own, each a bounded turn at a time. */
final class RelayLoop implements Runnable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

    private final Selector selector = Selector.open();
    private final Queue<Link> arrivals = new ConcurrentLinkedQueue<>();
    private final Set<Link> links = new HashSet<>();
    /** Those that are to be looked at, whatever the selector says: who is due next comes first. */
    private final NavigableSet<Link> looks =
            new TreeSet<>(Comparator.comparingLong(Link::dueNanos).thenComparingLong(Link::number));

    private final long startNanos = System.nanoTime();
    private final Runnable left;
    private volatile boolean aborting;

    /**
     * Opens the selector.
     *
     * @param left told of each connection that has ended
     */
    RelayLoop(Runnable left) throws IOException {
        this.left = left;
    }

    /** From any thread. */
    void take(Link link) {
        arrivals.add(link);
        selector.wakeup();
    }

    /** From any thread: resets what is left, and ends the loop. */
    @Override
    public void close() {
        aborting = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (selector) {
            while (!aborting) {
                selector.select(this::turn, millisToNextLook());
                begin();
                look();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("A loop ends, and its connections with it", e);
        } finally {
            begin();
            links.forEach(Link::abort);
            links.forEach(link -> left.run());
            links.clear();
        }
    }

    private void begin() {
        for (@Nullable Link link = arrivals.poll(); link != null; link = arrivals.poll()) {
            links.add(link);
            link.begin(selector);
            settle(link);
        }
    }

    private void turn(SelectionKey key) {
        if (key.attachment() instanceof Link link) {
            link.turn();
            settle(link);
        }
    }

    private void settle(Link link) {
        if (!link.hasEnded()) {
            lookLater(link);
        } else if (links.remove(link)) {
            looks.remove(link);
            left.run();
        }
    }

    /** Only what is to come sooner is noted: most limits move on with each turn, and nobody waits for them. */
    private void lookLater(Link link) {
        long quietNanos = link.quietNanos();
        if (quietNanos == Long.MAX_VALUE) {
            return;
        }
        long dueNanos = System.nanoTime() - startNanos + quietNanos;
        if (dueNanos < link.dueNanos()) {
            looks.remove(link);
            link.dueAt(dueNanos);
            looks.add(link);
        }
    }

    private void look() {
        long nowNanos = System.nanoTime() - startNanos;
        while (!looks.isEmpty() && looks.first().dueNanos() <= nowNanos) {
            Link link = looks.first();
            looks.remove(link);
            link.dueAt(Link.NEVER);
            link.turn();
            settle(link);
        }
    }

    /** 0 is for ever. */
    private long millisToNextLook() {
        if (looks.isEmpty()) {
            return 0;
        }
        long nanos = looks.first().dueNanos() - (System.nanoTime() - startNanos);
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
}
