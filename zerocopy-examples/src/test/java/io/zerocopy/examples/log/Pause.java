package io.zerocopy.examples.log;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets time pass between two requests of a client that has a pace of its own; nothing is expected to happen meanwhile.
 */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
