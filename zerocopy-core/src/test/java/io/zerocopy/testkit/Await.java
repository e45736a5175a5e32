package io.zerocopy.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for something that nobody announces (a thread in a system call, a descriptor that the kernel is about to free)
 * by looking every millisecond, with a limit.
 */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    /** Returns as soon as the condition holds; fails after a minute. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        if (!within(LIMIT, condition)) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
        }
    }

    /** Returns true as soon as the condition holds, false after the limit. */
    public static boolean within(Duration limit, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.call();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    /** Lets time pass, for what is measured over a while; nothing is expected to happen meanwhile. */
    public static void pass(Duration time) throws Exception {
        within(time, () -> false);
    }

    /** Returns when a value has not changed for this long; for a sender that must get stuck first. */
    public static void steady(Duration quiet, Callable<Long> value) throws Exception {
        long limit = System.nanoTime() + LIMIT.toNanos();
        long last = value.call();
        long since = System.nanoTime();
        while (System.nanoTime() - since < quiet.toNanos()) {
            if (System.nanoTime() - limit > 0) {
                throw new AssertionError("still changing after " + LIMIT.toSeconds() + " s: " + last);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            long now = value.call();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
    }
}
