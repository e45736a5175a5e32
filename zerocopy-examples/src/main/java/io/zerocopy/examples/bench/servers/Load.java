package io.zerocopy.examples.bench.servers;

import java.util.Arrays;

/**
 * What wrk has seen.
 *
 * @param wallNanos of all
 * @param requests answered to the last byte
 * @param bytes read, heads and unfinished answers included
 * @param errors connections that failed, answers above 399, and answers too late
 * @param p50Nanos from a request to the last byte of its answer: the median
 * @param p99Nanos likewise, for the slowest but one in a hundred
 */
public record Load(long wallNanos, long requests, long bytes, long errors, long p50Nanos, long p99Nanos) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** Reads what the script writes. */
    static Load parse(String line) {
        long[] figures =
                Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Load(
                figures[0] * NANOS_PER_MICRO,
                figures[1],
                figures[2],
                figures[3],
                figures[4] * NANOS_PER_MICRO,
                figures[5] * NANOS_PER_MICRO);
    }
}
