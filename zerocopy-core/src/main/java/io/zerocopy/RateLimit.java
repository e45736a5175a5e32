package io.zerocopy;

/**
 * A rate that one or many transfers share. Thread-safe: one object may serve any number of transfers at once, which
 * then have the rate together, and it may be changed while they run.
 *
 * <p>The rate is kept as a schedule: each byte has its time, and who comes before that time waits. Time that nobody
 * used is made up for to the extent of a twentieth of a second; what a slow peer left unused before that is gone.
 */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Late wake-ups are made up for, long pauses are not. */
    private static final long CREDIT_NANOS = 50_000_000;
    /** One grant is worth a fiftieth of a second: small beside any second, and no more than 50 wake-ups in one. */
    private static final int GRANTS_PER_SECOND = 50;

    private long bytesPerSecond;
    private boolean begun;
    private long nextByteNanos;

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
     * Changes the rate, also of transfers that run: they notice within 250 ms.
     *
     * @param newBytesPerSecond bytes a second
     * @throws IllegalArgumentException if the rate is not positive
     */
    public synchronized void setBytesPerSecond(long newBytesPerSecond) {
        double remaining = (double) bytesPerSecond / requirePositive(newBytesPerSecond);
        long now = System.nanoTime();
        if (begun && nextByteNanos - now > 0) {
            // A faster rate shortens the wait. A slower one leaves it: what was granted was paid for at the old rate.
            nextByteNanos = now + (long) ((nextByteNanos - now) * Math.min(1, remaining));
        }
        bytesPerSecond = newBytesPerSecond;
    }

    /** Grants at most {@code wantedBytes}; 0 if it is too early, see {@link #holdNanos}. */
    synchronized long grant(long wantedBytes, long nowNanos) {
        if (!begun) {
            begun = true;
            nextByteNanos = nowNanos;
        }
        if (nextByteNanos - nowNanos > 0) {
            return 0;
        }
        if (nowNanos - nextByteNanos > CREDIT_NANOS) {
            nextByteNanos = nowNanos - CREDIT_NANOS;
        }
        long bytes = Math.min(wantedBytes, Math.max(1, bytesPerSecond / GRANTS_PER_SECOND));
        nextByteNanos += nanosFor(bytes);
        return bytes;
    }

    /** Takes back what was granted and not used. */
    synchronized void giveBack(long bytes) {
        nextByteNanos -= nanosFor(bytes);
    }

    /** How long from now until the next grant; 0 if that is now. */
    synchronized long holdNanos(long nowNanos) {
        return begun ? Math.max(0, nextByteNanos - nowNanos) : 0;
    }

    private long nanosFor(long bytes) {
        return (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
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
