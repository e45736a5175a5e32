package io.zerocopy;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A rate that one or many transfers share. Thread-safe: one object may serve any number of transfers at once, which
 * then have the rate together, and it may be changed while they run.
 *
 * <p>Bytes are granted in the order of asking, a small turn at a time, and who has had a turn asks again behind the
 * others: transfers that could all use more get equal shares, some hundreds of them within any few seconds. A turn that
 * a transfer does not use within a quarter of a second, since its peer is slow or nobody calls its
 * {@link PendingSend#advance}, goes to the next one.
 *
 * <p>The rate is kept as a schedule: each byte has its time, and who comes before that time waits. Time that nobody
 * used is made up for to the extent of a twentieth of a second; what a slow peer left unused before that is gone.
 */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private static final double LONGEST_NANOS = 1e14;
    /** Late wake-ups are made up for, long pauses are not. */
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /**
     * One turn is worth so much time at the most: no more than 200 wake-ups a second, and little enough for who comes
     * first, and does not know yet how many come just behind.
     */
    private static final long LONGEST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** With many transfers each has its turn once in this time: several times in any few seconds. */
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    /** With more than 480 the rounds get longer instead: to wake a thread for less would cost a good part of a core. */
    private static final long SHORTEST_TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(833);
    /** An event loop may be late by so much and still finds its turn. */
    private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So soon an event loop looks again, whatever its place. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** So soon a thread looks again, as long as there are not very many: a close does not wake it. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A thread that is about to wake up by itself is not woken. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Where one transfer stands: nowhere, in the queue, or with a turn of its own. Guarded by its rate's lock. */
    static final class Place {
        /** When it asked: the numbers in the queue ascend. */
        private long number;
        /** What is left of its turn, until that expires. */
        private long turnBytes;

        private long turnEndsNanos;
        /** What its last turn was worth: it sits out as many as it would have had of those that are shorter now. */
        private long aheadNanos;
        /** The thread that waits for the turn, where one does, and when it means to come. */
        private @Nullable Thread waiter;

        private long comesNanos;
    }

    private final Set<Place> queue = new LinkedHashSet<>();
    /** With turns that are not used up, the oldest first. */
    private final Set<Place> turns = new LinkedHashSet<>();

    private long bytesPerSecond;
    private long lastNumber;
    private boolean begun;
    private long nextByteNanos;
    /** What the schedule is behind {@link #nextByteNanos}, less than one. */
    private double fractionNanos;

    private RateLimit(long bytesPerSecond) {
        this.bytesPerSecond = requirePositive(bytesPerSecond);
    }

    /**
     * Makes a limit.
     *
     * @param bytesPerSecond bytes a second for all transfers that use it together
     * @return the limit
     * @throws IllegalArgumentException if the rate is not positive
     */
    public static RateLimit ofBytesPerSecond(long bytesPerSecond) {
        return new RateLimit(bytesPerSecond);
    }

    /**
     * The rate in force.
     *
     * @return bytes a second
     */
    public synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }

    /**
     * Changes the rate, also of transfers that run: blocking ones notice at once, a {@link PendingSend} at its next
     * {@link PendingSend#retryAfter} or {@link PendingSend#advance}.
     *
     * @param newBytesPerSecond bytes a second
     * @throws IllegalArgumentException if the rate is not positive
     */
    public void setBytesPerSecond(long newBytesPerSecond) {
        set(requirePositive(newBytesPerSecond), System.nanoTime());
    }

    synchronized void set(long newBytesPerSecond, long nowNanos) {
        if (begun) {
            settle(nowNanos);
            long toCome = nextByteNanos - nowNanos;
            if (toCome > 0) {
                // A faster rate shortens the wait. A slower one leaves it: what was granted was paid for at the old
                // rate.
                nextByteNanos = nowNanos + (long) (toCome * Math.min(1, (double) bytesPerSecond / newBytesPerSecond));
            }
        }
        bytesPerSecond = newBytesPerSecond;
        for (Place place : queue) {
            LockSupport.unpark(place.waiter);
        }
    }

    /** Grants at most {@code wantedBytes}; 0 if it is too early, see {@link #holdNanos}. */
    synchronized long grant(Place place, long wantedBytes, long nowNanos) {
        if (!begun) {
            begun = true;
            nextByteNanos = nowNanos;
        }
        settle(nowNanos);
        if (queue.isEmpty()) {
            return grantAlone(place, wantedBytes, nowNanos);
        }
        if (place.turnBytes == 0) {
            enqueue(place);
            return 0;
        }
        long bytes = Math.min(wantedBytes, place.turnBytes);
        place.turnBytes -= bytes;
        if (place.turnBytes == 0) {
            turns.remove(place);
        }
        return bytes;
    }

    /** Nobody else waits: no turn, but what the schedule says. */
    private long grantAlone(Place place, long wantedBytes, long nowNanos) {
        long turnBytes = place.turnBytes;
        endTurn(place);
        forget(CREDIT_NANOS, nowNanos);
        if (nextByteNanos - nowNanos > 0) {
            enqueue(place);
            return 0;
        }
        long bytes = Math.min(wantedBytes, turnBytes > 0 ? turnBytes : bytesOf(turnNanos(turns.size() + 1)));
        served(place, bytes, nowNanos);
        return bytes;
    }

    /** Takes back what was granted and not used, by a transfer whose peer takes nothing now. */
    synchronized void giveBack(Place place, long bytes) {
        endTurn(place);
        takeBack(place, bytes);
    }

    /**
     * Takes back what was granted and not used by a transfer that moves. While others wait it stays its own: who moves
     * a few bytes at a time shall have as many as who moves many.
     */
    synchronized void keep(Place place, long bytes) {
        if (queue.isEmpty()) {
            giveBack(place, bytes);
        } else {
            place.turnBytes += bytes;
            turns.add(place);
        }
    }

    /** Gives up the place and what goes with it. */
    synchronized void leave(Place place) {
        queue.remove(place);
        endTurn(place);
    }

    /**
     * How long from now until this place should ask again; 0 if that is now. No more than a moment behind the next
     * byte, since nobody tells an event loop that its turn has come early: those before it may leave, or be given less.
     */
    synchronized long holdNanos(Place place, long nowNanos) {
        settle(nowNanos);
        return queue.contains(place) ? nextByteNanos - nowNanos + Math.min(LOOK_NANOS, behindNanos(place)) : 0;
    }

    /** How long a thread should park from now. It is woken if the turn of this place comes earlier. */
    synchronized long holdNanos(Place place, Thread waiter, long nowNanos) {
        settle(nowNanos);
        if (!queue.contains(place)) {
            return 0;
        }
        long slice = Math.max(SLICE_NANOS, queue.size() * SHORTEST_TURN_NANOS);
        long nanos = Math.min(slice, nextByteNanos - nowNanos + behindNanos(place));
        place.waiter = waiter;
        place.comesNanos = nowNanos + nanos;
        return nanos;
    }

    /** What the turns before this one's are worth. */
    private long behindNanos(Place place) {
        long turn = turnNanos(queue.size() + turns.size());
        long others = queue.size() - 1L;
        // Those that left from the middle are still counted: never more than there are.
        long before = Math.min(place.number - first().number, others);
        long rounds = Math.max(0, place.aheadNanos - turn / 2 - 1) / turn;
        return (before + rounds * others) * turn;
    }

    private Place first() {
        return queue.iterator().next();
    }

    private void enqueue(Place place) {
        if (queue.add(place)) {
            place.number = ++lastNumber;
        }
    }

    /** Brings the turns up to date: what has not been used for too long is the next one's. */
    private void settle(long nowNanos) {
        while (!turns.isEmpty()) {
            Place oldest = turns.iterator().next();
            if (oldest.turnEndsNanos - nowNanos > 0) {
                break;
            }
            endTurn(oldest);
        }
        if (queue.isEmpty()) {
            return;
        }
        forget(KEPT_NANOS, nowNanos);
        while (nextByteNanos - nowNanos <= 0 && !queue.isEmpty()) {
            Place next = first();
            queue.remove(next);
            beginTurn(next, nowNanos);
        }
    }

    private void beginTurn(Place place, long nowNanos) {
        long turn = turnNanos(queue.size() + turns.size() + 1);
        place.aheadNanos = Math.max(0, place.aheadNanos - turn);
        if (place.aheadNanos > turn / 2 && !queue.isEmpty()) {
            enqueue(place);
            return;
        }
        place.turnBytes = bytesOf(turn);
        served(place, place.turnBytes, nowNanos);
        turns.add(place);
        if (place.waiter != null && place.comesNanos - nowNanos > SOON_NANOS) {
            LockSupport.unpark(place.waiter);
        }
    }

    private void served(Place place, long bytes, long nowNanos) {
        place.aheadNanos = Math.min(LONGEST_TURN_NANOS, spend(bytes));
        place.turnEndsNanos = nowNanos + KEPT_NANOS;
    }

    private void endTurn(Place place) {
        if (place.turnBytes > 0) {
            takeBack(place, place.turnBytes);
            place.turnBytes = 0;
            turns.remove(place);
        }
    }

    private void takeBack(Place place, long bytes) {
        place.aheadNanos = Math.max(0, place.aheadNanos + spend(-bytes));
    }

    /** Time that nobody used is lost but for the last of it. */
    private void forget(long butNanos, long nowNanos) {
        if (nowNanos - nextByteNanos > butNanos) {
            nextByteNanos = nowNanos - butNanos;
        }
    }

    /** What a turn is worth, with so many that want one. */
    private long turnNanos(int count) {
        long turn = Math.max(SHORTEST_TURN_NANOS, Math.min(LONGEST_TURN_NANOS, ROUND_NANOS / count));
        return Math.max(turn, (long) Math.ceil(nanosFor(1)));
    }

    private long bytesOf(long nanos) {
        return Math.max(1, (long) (nanos / NANOS_PER_SECOND * bytesPerSecond));
    }

    /** Moves the schedule on, or back; returns by how much. */
    private long spend(long bytes) {
        // What was granted at a huge rate and comes back at a tiny one would be worth years.
        double nanos = Math.max(-LONGEST_NANOS, Math.min(LONGEST_NANOS, nanosFor(bytes) + fractionNanos));
        long whole = (long) Math.floor(nanos);
        fractionNanos = nanos - whole;
        nextByteNanos += whole;
        return whole;
    }

    private double nanosFor(long bytes) {
        return bytes * NANOS_PER_SECOND / bytesPerSecond;
    }

    private static long requirePositive(long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a rate must be positive: " + bytesPerSecond + " bytes per second");
        }
        return bytesPerSecond;
    }

    @Override
    public String toString() {
        return "RateLimit of " + bytesPerSecond() + " bytes per second";
    }
}
