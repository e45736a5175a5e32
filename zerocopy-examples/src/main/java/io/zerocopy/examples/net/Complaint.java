package io.zerocopy.examples.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** A warning about what may go wrong many times a second: said once, and again no sooner than a minute later. */
public final class Complaint {
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final Logger log;
    private final String what;
    private final AtomicLong saidNanos = new AtomicLong(NEVER);

    /**
     * Makes one that has not been said.
     *
     * @param log where to say it
     * @param what has happened
     */
    public Complaint(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /**
     * It has happened, once more perhaps.
     *
     * @param why for people
     */
    public void make(String why) {
        if (isDue()) {
            log.warn("{}: {}", what, why);
        }
    }

    /** The same, for what nobody expects: with its stack. */
    void make(Throwable why) {
        if (isDue()) {
            log.warn(what, why);
        }
    }

    private boolean isDue() {
        long now = System.nanoTime();
        long said = saidNanos.get();
        return (said == NEVER || now - said >= SILENCE_NANOS) && saidNanos.compareAndSet(said, now);
    }
}
