package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferListener;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.VirtualThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Measures when stalled peers are given up, many kinds of them at the same time, since each takes a second. */
public final class Stalls {
    /** The stall timeout that the cases use. */
    public static final Duration LIMIT = Duration.ofMillis(1_200);

    private static final Duration IN_TIME = LIMIT.multipliedBy(5).dividedBy(4);
    /** What a busy machine spoils must be right once, alone. */
    private static final int ATTEMPTS = 5;

    /** One kind of peer that stalls. */
    public interface Case {
        /** Returns how long nothing moved until it was given up. */
        Duration measure() throws Exception;
    }

    /** Starts a call on a thread, and returns what waits for it. */
    private interface Starter {
        Callable<Duration> start(Callable<Duration> call);
    }

    private final Starter starter;

    private Stalls(Starter starter) {
        this.starter = starter;
    }

    /** Calls on platform threads. */
    public static Stalls onPlatformThreads() {
        return new Stalls(call -> Background.start(call)::get);
    }

    /** Calls on virtual threads; skips the test where there are none. */
    public static Stalls onVirtualThreads() {
        VirtualThreads.assumeAvailable();
        return new Stalls(call -> {
            FutureTask<Duration> task = new FutureTask<>(call);
            VirtualThreads.start(task);
            return () -> task.get(1, TimeUnit.MINUTES);
        });
    }

    /** Fails unless each is given up after the limit, and not later than a quarter of it. */
    public void requireInTime(Map<String, Case> cases) throws Exception {
        Map<String, Callable<Duration>> running = new LinkedHashMap<>();
        cases.forEach((name, each) -> running.put(name, starter.start(each::measure)));
        for (Map.Entry<String, Case> each : cases.entrySet()) {
            requireInTime(each.getKey(), each.getValue(), Objects.requireNonNull(running.get(each.getKey())));
        }
    }

    private void requireInTime(String name, Case again, Callable<Duration> first) throws Exception {
        Callable<Duration> running = first;
        for (int attempt = 1; ; attempt++) {
            try {
                Duration took = running.call();
                if (took.compareTo(LIMIT) < 0) {
                    throw new IllegalStateException(name + " was given up before its limit, after " + took);
                }
                assertThat(took).as(name).isLessThanOrEqualTo(IN_TIME);
                return;
            } catch (AssertionError | ExecutionException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            running = starter.start(again::measure);
        }
    }

    /** Notes the longest time without progress: what a stuck write has taken is told when it comes back. */
    public static final class Clock implements TransferListener {
        private volatile long lastNanos = System.nanoTime();
        private volatile long longestNanos;

        @Override
        public void onProgress(long transferredBytes, long totalBytes) {
            longestNanos = longestQuiet().toNanos();
            lastNanos = System.nanoTime();
        }

        /** The longest so far, the time since the last progress included. */
        public Duration longestQuiet() {
            return Duration.ofNanos(Math.max(longestNanos, System.nanoTime() - lastNanos));
        }
    }
}
