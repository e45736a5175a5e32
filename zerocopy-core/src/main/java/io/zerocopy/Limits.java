package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether one transfer may go on: the limits that {@link Pace} reckons, asked where the loop stands. What has to end it
 * comes out of here as its verdict.
 */
final class Limits {
    /** Of a transfer that has none. Shared, so that such a transfer pays nothing for it. */
    private static final Limits NONE = new Limits(Pace.FREE, null);

    private final Pace pace;
    private final @Nullable Itinerary itinerary;

    private Limits(Pace pace, @Nullable Itinerary itinerary) {
        this.pace = pace;
        this.itinerary = itinerary;
    }

    static Limits of(Pace pace, Itinerary itinerary) {
        return pace == Pace.FREE ? NONE : new Limits(pace, itinerary);
    }

    Pace pace() {
        return pace;
    }

    /** Of a transfer that has limits: where there are none, nothing comes to its end by them. */
    private Itinerary itinerary() {
        return Objects.requireNonNull(itinerary);
    }

    /** So many of these bytes the rate limit lets through now; 0 if it holds them all. */
    long grant(long maxBytes) throws IOException {
        if (pace == Pace.FREE) {
            return maxBytes;
        }
        long now = System.nanoTime();
        requireTime(now);
        long wanted =
                Readiness.isNonBlocking(itinerary().target()) ? maxBytes : Math.min(maxBytes, pace.blockingStepBytes());
        return pace.grant(wanted, now);
    }

    /** Fails if it has been cancelled, or the time for the whole is over. */
    void requireTime() throws TransferException {
        if (pace != Pace.FREE) {
            requireTime(System.nanoTime());
        }
    }

    private void requireTime(long now) throws TransferException {
        if (pace.isCancelled()) {
            throw itinerary().verdict(itinerary().ending().cancelled());
        }
        if (pace.expiry(now) == Pace.Expiry.TIMEOUT) {
            throw itinerary()
                    .verdict(itinerary()
                            .ending()
                            .outOfTime(
                                    pace,
                                    Pace.Expiry.TIMEOUT,
                                    itinerary().source().kind().isReceived() ? Side.NONE : Side.TARGET));
        }
    }

    /** Fails if the watchdog had to free a step that was stuck. */
    void requireNotFreed(boolean freed, Side stuckOn) throws TransferException {
        if (freed) {
            throw itinerary()
                    .verdict(
                            pace.isCancelled()
                                    ? itinerary().ending().cancelled()
                                    : itinerary().ending().outOfTime(pace, pace.first(System.nanoTime()), stuckOn));
        }
    }

    /** The transfer goes away until this side is ready. Fails if it has been waiting for too long. */
    void waits(Side side) throws TransferException {
        if (pace.hasTimeLimit()) {
            long now = System.nanoTime();
            pace.waits(now);
            Pace.Expiry expiry = pace.expiry(now);
            if (expiry != Pace.Expiry.NOTHING) {
                throw itinerary().verdict(itinerary().ending().outOfTime(pace, expiry, side));
            }
        }
    }

    /** It goes away until the disk has answered, which is no peer's fault. */
    void entersDisk() {
        pace.entersDisk(pace == Pace.FREE ? 0 : System.nanoTime());
    }

    void leavesDisk() {
        pace.leaves(0, System.nanoTime());
    }
}
