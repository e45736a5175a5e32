package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time of one transfer: stall, total time and rate. Pure arithmetic on nanos: the clock is an argument everywhere,
 * and {@code System.nanoTime()} is read by others.
 */
final class Pace {
    /** What has run out. */
    enum Expiry {
        NOTHING,
        STALL,
        TIMEOUT
    }

    /** "For ever": what a Duration of more than some 292 years is, too. */
    static final long UNLIMITED_NANOS = Long.MAX_VALUE;

    /** Of a transfer without a rate limit: no rate ever sees it. */
    private static final RateLimit.Place NOWHERE = new RateLimit.Place();

    /** Of a transfer without limits. Shared, so nothing is ever noted in it. */
    static final Pace FREE = new Pace(UNLIMITED_NANOS, UNLIMITED_NANOS, null, 0);

    /**
     * The slowest peer that is not cut off, in bytes a second, as long as its reads show: the steps are as small as
     * that needs.
     */
    private static final long SLOWEST_BYTES_PER_SECOND = 32 * 1024;

    private static final long SMALLEST_STEP_BYTES = 16 * 1024;
    private static final long LARGEST_STEP_BYTES = 1024 * 1024;
    /** Of a stall timeout: so late the wait that it measures may begin. */
    private static final long SOON_SHARE = 8;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long stallNanos;
    private final long timeoutNanos;
    private final @Nullable RateLimit rate;
    private final RateLimit.Place place;
    private final @Nullable Conversation conversation;
    private final long startNanos;
    private long granted;
    /** An interval of waiting for a peer is open. */
    private boolean waiting;

    private long waitingSinceNanos;
    /** Those that have been closed since something moved. */
    private long waitedNanos;

    private boolean inDisk;
    private long inDiskSinceNanos;

    Pace(long stallNanos, long timeoutNanos, @Nullable RateLimit rate, long startNanos) {
        this(stallNanos, timeoutNanos, rate, null, startNanos);
    }

    Pace(
            long stallNanos,
            long timeoutNanos,
            @Nullable RateLimit rate,
            @Nullable Conversation conversation,
            long startNanos) {
        this.stallNanos = stallNanos;
        this.timeoutNanos = timeoutNanos;
        this.rate = rate;
        this.place = rate == null ? NOWHERE : new RateLimit.Place();
        this.conversation = conversation;
        this.startNanos = startNanos;
    }

    static Pace of(TransferOptions options, long startNanos) {
        if (options.stallTimeoutNanos() == UNLIMITED_NANOS
                && options.timeoutNanos() == UNLIMITED_NANOS
                && options.rateLimit() == null
                && options.conversation() == null) {
            return FREE;
        }
        return new Pace(
                options.stallTimeoutNanos(),
                options.timeoutNanos(),
                options.rateLimit(),
                options.conversation(),
                startNanos);
    }

    /** Zero switches a limit off, and so does one that no clock could measure. */
    static long nanosOf(Duration limit) {
        if (limit.isZero()) {
            return UNLIMITED_NANOS;
        }
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return UNLIMITED_NANOS;
        }
    }

    boolean hasTimeLimit() {
        return stallNanos != UNLIMITED_NANOS || timeoutNanos != UNLIMITED_NANOS;
    }

    /** Bytes that a step which may block can have, so that a slow peer which reads shows progress in time. */
    long blockingStepBytes() {
        if (stallNanos == UNLIMITED_NANOS) {
            return Long.MAX_VALUE;
        }
        double bytes = (double) stallNanos / NANOS_PER_SECOND * SLOWEST_BYTES_PER_SECOND;
        return (long) Math.min(LARGEST_STEP_BYTES, Math.max(SMALLEST_STEP_BYTES, bytes));
    }

    /** How many bytes may move now; 0 if the rate holds the transfer. */
    long grant(long wantedBytes, long nowNanos) {
        if (rate == null) {
            return wantedBytes;
        }
        granted = rate.grant(place, wantedBytes, nowNanos);
        if (granted == 0) {
            // Not the peer's fault; nor does it excuse what the peer let pass before.
            resumes(nowNanos);
            if (conversation != null) {
                conversation.moves(nowNanos + rate.holdNanos(place, nowNanos));
            }
        }
        return granted;
    }

    /** A step has ended, or failed before it began: the rate gets back what it did not use. */
    void stepped(long movedBytes) {
        if (rate != null) {
            giveBack(rate, movedBytes);
        }
    }

    private void giveBack(RateLimit from, long movedBytes) {
        long unused = granted - movedBytes;
        granted = 0;
        if (unused > 0 && movedBytes > 0) {
            from.keep(place, unused);
        } else if (unused != 0) {
            from.giveBack(place, unused);
        }
    }

    /** The transfer is over: it gives up its place among those that share its rate. */
    void end() {
        if (rate != null) {
            rate.leave(place);
        }
    }

    /** From here on a peer is waited for: after a step that it did not let move, or in one that may be stuck on it. */
    void waits(long nowNanos) {
        if (this != FREE && !waiting) {
            waiting = true;
            waitingSinceNanos = nowNanos;
        }
    }

    /** From here on nobody is waited for, until it {@link #waits} again: the intervals add up. */
    void resumes(long nowNanos) {
        if (waiting) {
            waiting = false;
            waitedNanos += nowNanos - waitingSinceNanos;
        }
    }

    /** A step begins that can only wait for the disk. */
    void entersDisk(long nowNanos) {
        if (this == FREE) {
            return;
        }
        resumes(nowNanos);
        inDisk = true;
        inDiskSinceNanos = nowNanos;
        if (conversation != null) {
            conversation.entersDisk();
        }
    }

    /**
     * A step has ended. Bytes that moved, or came from a peer, are progress, however late the step was.
     *
     * @param progressBytes 0 or more
     */
    void leaves(long progressBytes, long nowNanos) {
        if (this == FREE) {
            return;
        }
        if (inDisk) {
            inDisk = false;
            if (conversation != null) {
                conversation.leavesDisk(nowNanos - inDiskSinceNanos, nowNanos);
            }
        }
        if (progressBytes > 0) {
            waiting = false;
            waitedNanos = 0;
            if (conversation != null) {
                conversation.moves(nowNanos);
            }
        }
    }

    boolean isCancelled() {
        return conversation != null && conversation.isCancelled();
    }

    @Nullable
    Conversation conversation() {
        return conversation;
    }

    Expiry expiry(long nowNanos) {
        if (timeoutNanos != UNLIMITED_NANOS && nowNanos - startNanos >= timeoutNanos) {
            return Expiry.TIMEOUT;
        }
        return stallNanos != UNLIMITED_NANOS && silentNanos(nowNanos) >= stallNanos ? Expiry.STALL : Expiry.NOTHING;
    }

    /** How long from now until a limit runs out, if nothing moves and a peer is waited for. */
    long remainingNanos(long nowNanos) {
        return Math.min(remainingTimeoutNanos(nowNanos), remainingStallNanos(nowNanos));
    }

    long remainingTimeoutNanos(long nowNanos) {
        return timeoutNanos == UNLIMITED_NANOS ? UNLIMITED_NANOS : timeoutNanos - (nowNanos - startNanos);
    }

    long remainingStallNanos(long nowNanos) {
        return stallNanos == UNLIMITED_NANOS ? UNLIMITED_NANOS : stallNanos - silentNanos(nowNanos);
    }

    /**
     * How soon the loop is to look again, for its limits to be kept, while a channel is waited for. After a step that
     * moved something the wait for the peer has not begun: the next look begins it, and comes soon.
     */
    long nextLookNanos(long nowNanos) {
        boolean begins = stallNanos != UNLIMITED_NANOS && !waiting;
        return Math.min(
                remainingTimeoutNanos(nowNanos), begins ? stallNanos / SOON_SHARE : remainingStallNanos(nowNanos));
    }

    /** The stall time that others of its conversation, if there are any, leave a transfer; from any thread. */
    long remainingOfConversationNanos(long nowNanos) {
        return conversation == null ? Long.MIN_VALUE : stallNanos - conversation.quietNanos(nowNanos);
    }

    /** For how long a peer has been waited for since something moved; never longer than all of its conversation. */
    private long silentNanos(long nowNanos) {
        long waited = waitedNanos + (waiting ? nowNanos - waitingSinceNanos : 0);
        return conversation == null ? waited : Math.min(waited, conversation.quietNanos(nowNanos));
    }

    /** What runs out first, for a step that was stuck until {@link #remainingNanos} was used up. */
    Expiry first(long nowNanos) {
        if (timeoutNanos == UNLIMITED_NANOS) {
            return Expiry.STALL;
        }
        return expiry(nowNanos) == Expiry.TIMEOUT || stallNanos == UNLIMITED_NANOS ? Expiry.TIMEOUT : Expiry.STALL;
    }

    /** How long the rate holds the transfer from now on; 0 if it may ask again. */
    long holdNanos(long nowNanos) {
        return rate == null ? 0 : rate.holdNanos(place, nowNanos);
    }

    /** How long a thread that is held should park; it is woken when it may ask earlier. */
    long holdNanos(Thread waiter, long nowNanos) {
        return rate == null ? 0 : rate.holdNanos(place, waiter, nowNanos);
    }

    String describe(Expiry expiry, Side side) {
        if (expiry == Expiry.TIMEOUT) {
            return "it was not done after " + Wording.time(timeoutNanos);
        }
        return (side == Side.SOURCE ? "the source gave" : "the target took") + " nothing for "
                + Wording.time(stallNanos);
    }
}
