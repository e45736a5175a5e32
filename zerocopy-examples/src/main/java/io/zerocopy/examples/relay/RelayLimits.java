package io.zerocopy.examples.relay;

import java.time.Duration;

/**
 * What a relay takes upon itself.
 *
 * @param grace time that connections get when the relay ends; then they are reset
 * @param halfClosedIdle when one side has said all and nothing more is carried to it for so long, both are reset: of a
 *     client that has gone its server hears nothing before it writes; zero is for ever
 * @param threads event loops; each connection belongs to one of them
 * @param connections at a time; who comes then waits
 */
public record RelayLimits(Duration grace, Duration halfClosedIdle, int threads, int connections) {
    /** 5 s, a minute, one thread a core, and as many connections as the heap has room for, at most 16,384. */
    public static final RelayLimits DEFAULTS = new RelayLimits(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Runtime.getRuntime().availableProcessors(),
            mostConnections());

    /** What one connection may take of the heap, with room to spare. */
    private static final long HEAP_BYTES = 8 * 1024;

    private static final int MOST_CONNECTIONS = 16_384;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a time is negative, or a number not positive
     */
    public RelayLimits {
        if (grace.isNegative() || halfClosedIdle.isNegative()) {
            throw new IllegalArgumentException("a negative time: " + grace + " or " + halfClosedIdle);
        }
        if (threads < 1 || connections < 1) {
            throw new IllegalArgumentException("not at least 1: " + threads + " threads, " + connections);
        }
    }

    private static int mostConnections() {
        return (int) Math.min(MOST_CONNECTIONS, Runtime.getRuntime().maxMemory() / 4 * 3 / HEAP_BYTES);
    }

    /**
     * With other times.
     *
     * @param newGrace see there
     * @param newHalfClosedIdle see there
     * @return limits that differ in these alone
     */
    public RelayLimits withTimes(Duration newGrace, Duration newHalfClosedIdle) {
        return new RelayLimits(newGrace, newHalfClosedIdle, threads, connections);
    }

    /**
     * With another number of threads.
     *
     * @param newThreads at least 1
     * @return limits that differ in this alone
     */
    public RelayLimits withThreads(int newThreads) {
        return new RelayLimits(grace, halfClosedIdle, newThreads, connections);
    }

    /**
     * With room for another number of connections.
     *
     * @param newConnections at least 1
     * @return limits that differ in this alone
     */
    public RelayLimits withConnections(int newConnections) {
        return new RelayLimits(grace, halfClosedIdle, threads, newConnections);
    }
}
