package io.zerocopy.examples.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
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

/**
 * One thread and its selector: any number of connections, each a bounded turn at a time. One that has a limit of time
 * is called when that is over, though no channel is ready: nobody else would find out that its peer is silent.
 */
public final class EventLoop implements Runnable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** As far ahead as anybody looks: a sum of times stays a time. */
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Not worth another look. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What the loop drives; called on its thread alone. Each method deals with whatever is thrown inside. */
    public interface Member {
        /** For {@link #quietNanos}: there is no limit. */
        long NEVER = Long.MAX_VALUE;

        /**
         * Registers its channels.
         *
         * @param selector the loop's
         * @param attachment of each key
         */
        void begin(Selector selector, Object attachment);

        /** Does what can be done now: a channel is ready, or the time is over. */
        void turn();

        /**
         * How long it may be left alone, whatever the selector says.
         *
         * @return nanoseconds, or {@link #NEVER}
         */
        long quietNanos();

        /**
         * Tells whether it is over.
         *
         * @return true when its channels are closed
         */
        boolean hasEnded();

        /** The loop ends. */
        void abort();
    }

    private final Selector selector = Selector.open();
    private final Queue<Seat> arrivals = new ConcurrentLinkedQueue<>();
    private final Set<Seat> seats = new HashSet<>();
    /** Those that have a limit: whose is over next comes first. */
    private final NavigableSet<Seat> due =
            new TreeSet<>(Comparator.comparingLong(Seat::dueNanos).thenComparingInt(System::identityHashCode));

    private final long startNanos = System.nanoTime();
    private final Runnable left;
    private volatile boolean closing;

    /** A member, and when it is to be called at the latest. */
    private static final class Seat {
        private final Member member;
        private long dueNanos = Member.NEVER;

        private Seat(Member member) {
            this.member = member;
        }

        private long dueNanos() {
            return dueNanos;
        }
    }

    /**
     * Opens the selector; {@link #run} is for a thread of its own.
     *
     * @param left told of each member that has ended
     * @throws IOException if there is no descriptor left
     */
    public EventLoop(Runnable left) throws IOException {
        this.left = left;
    }

    /**
     * Takes one in, from any thread.
     *
     * @param member not used by anybody else from now on
     */
    public void take(Member member) {
        arrivals.add(new Seat(member));
        selector.wakeup();
    }

    /** From any thread: ends the loop, and what is left in it. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (selector) {
            while (!closing) {
                selector.select(this::turn, millisToNextLook());
                admit();
                look();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("A loop ends, and its connections with it", e);
        } finally {
            for (@Nullable Seat late = arrivals.poll(); late != null; late = arrivals.poll()) {
                seats.add(late);
            }
            for (Seat seat : new ArrayList<>(seats)) {
                seat.member.abort();
                settle(seat);
            }
        }
    }

    private void admit() {
        for (@Nullable Seat seat = arrivals.poll(); seat != null; seat = arrivals.poll()) {
            seats.add(seat);
            seat.member.begin(selector, seat);
            settle(seat);
        }
    }

    private void turn(SelectionKey key) {
        if (key.attachment() instanceof Seat seat) {
            turn(seat);
        }
    }

    private void turn(Seat seat) {
        seat.member.turn();
        settle(seat);
    }

    private void settle(Seat seat) {
        if (!seat.member.hasEnded()) {
            lookLater(seat);
        } else if (seats.remove(seat)) {
            due.remove(seat);
            left.run();
        }
    }

    /** Only what is to come sooner is noted: most limits move on with each turn, and nobody waits for them. */
    private void lookLater(Seat seat) {
        long quietNanos = seat.member.quietNanos();
        if (quietNanos == Member.NEVER) {
            return;
        }
        long dueNanos = nowNanos() + Math.max(0, Math.min(LONGEST_NANOS, quietNanos)) + 1;
        if (dueNanos < seat.dueNanos) {
            due.remove(seat);
            seat.dueNanos = dueNanos;
            due.add(seat);
        }
    }

    private long nowNanos() {
        return System.nanoTime() - startNanos;
    }

    private void look() {
        long nowNanos = nowNanos();
        while (!due.isEmpty() && due.first().dueNanos <= nowNanos) {
            Seat seat = due.first();
            due.remove(seat);
            seat.dueNanos = Member.NEVER;
            if (seat.member.quietNanos() <= SOON_NANOS) {
                turn(seat);
            } else {
                // Something has happened since the time was noted.
                lookLater(seat);
            }
        }
    }

    /** 0 is for ever. */
    private long millisToNextLook() {
        return due.isEmpty() ? 0 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(due.first().dueNanos - nowNanos())) + 1;
    }
}
