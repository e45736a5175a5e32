package io.zerocopy.examples.bench;

/**
 * What one round cost.
 *
 * @param sends transfers in it; a part of one counts as a part
 * @param bytes that they moved
 * @param wallNanos from the first call to the peer's answer that it has all
 * @param cpuNanos CPU of the one that does the work, user and kernel: a thread, or where there are several the process
 * @param machineNanos CPU of the whole machine in that time; 0 where the system does not tell
 * @param memoryBytes allocated on the heap by a thread; of a process, what it has in memory afterwards
 * @param p50Nanos from a request to its last byte, the median; NaN where nobody asks
 * @param p99Nanos likewise, for the slowest but one in a hundred
 */
public record Sample(
        double sends,
        long bytes,
        long wallNanos,
        long cpuNanos,
        long machineNanos,
        long memoryBytes,
        double p50Nanos,
        double p99Nanos) {
    double wallNanosPerByte() {
        return (double) wallNanos / bytes;
    }

    double cpuNanosPerByte() {
        return (double) cpuNanos / bytes;
    }
}
