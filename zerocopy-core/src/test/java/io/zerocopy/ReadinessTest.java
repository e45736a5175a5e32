package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How long a thread waits that nobody wakes. */
class ReadinessTest {
    /** It does not run while the rate holds: a hold that it cut short would come again and again. */
    @Test
    void aStallTimeoutThatIsAlmostUpDoesNotShortenAHold() {
        long stallNanos = TimeUnit.SECONDS.toNanos(1);
        long now = System.nanoTime();
        RateLimit rate = RateLimit.ofBytesPerSecond(10);
        Pace pace = new Pace(stallNanos, Pace.UNLIMITED_NANOS, rate, now);
        assertThat(pace.grant(1, now)).isEqualTo(1);
        pace.waits(now - stallNanos + 1000);
        assertThat(pace.grant(1, now)).as("held for a tenth of a second").isZero();
        // What somebody may have left for this thread.
        LockSupport.parkNanos(1);
        Readiness.hold(pace);
        // From the grant on, which is what holds: this thread may have been slow to come here.
        assertThat(System.nanoTime() - now).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(80));
    }
}
