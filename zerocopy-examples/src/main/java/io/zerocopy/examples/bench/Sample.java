package io.zerocopy.examples.bench;

/**
 * What one round cost.
 *
 * @param sends transfers in it, a part of one counts as a part; where system calls are counted, those
 * @param bytes that they moved
 * @param wallNanos from the first call to the peer's answer that it has all
 * @param cpuNanos CPU of the one that does the work, user and kernel: a thread, or where there are several the process
 * @param p50Nanos from a request to its last byte, the median; NaN where nobody asks
 * @param p99Nanos likewise, for the slowest but one in a hundred
 */
public record Sample(double sends, long bytes, long wallNanos, long cpuNanos, double p50Nanos, double p99Nanos) {
    /** Where nobody asks. */
    public Sample(double sends, long bytes, long wallNanos, long cpuNanos) {
        this(sends, bytes, wallNanos, cpuNanos, Double.NaN, Double.NaN);
    }

    /** With how long requests waited for their last bytes. */
    public Sample withWaits(double[] nanos) {
        return new Sample(
                sends, bytes, wallNanos, cpuNanos, Statistics.median(nanos), Statistics.percentile(99, nanos));
    }

    double wallNanosPerByte() {
        return (double) wallNanos / bytes;
    }

    double cpuNanosPerByte() {
        return (double) cpuNanos / bytes;
    }
}
