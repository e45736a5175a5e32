package io.zerocopy.examples.bench.tables;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a round with many connections cost.
 *
 * @param wallNanos from the peer's first request to its answers that it has all
 * @param cpuNanos of this process, to a tick of 10 ms
 * @param threadNanos CPU of the calling thread, which is all of it where that is the event loop
 * @param machineNanos CPU of the whole machine; 0 where the system does not tell
 * @param p50Nanos from a request to the last byte of its response, as the peer saw it: the median
 * @param p99Nanos likewise, for the slowest but one in a hundred
 * @param unfairness time of the connection that had all its responses last / time of the first
 */
record CrowdSample(
        long wallNanos,
        long cpuNanos,
        long threadNanos,
        long machineNanos,
        double p50Nanos,
        double p99Nanos,
        double unfairness) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    /** Of a round that moves so many bytes. */
    static Measures<CrowdSample> measures(long bytes) {
        Map<String, ToDoubleFunction<CrowdSample>> columns = new LinkedHashMap<>();
        columns.put(Measures.THROUGHPUT, sample -> bytes * NANOS_PER_MICRO / sample.wallNanos);
        columns.put(Measures.CPU, sample -> (double) sample.cpuNanos / bytes);
        columns.put(Measures.MACHINE_CPU, sample -> (double) sample.machineNanos / bytes);
        columns.put("p50, ms", sample -> sample.p50Nanos / NANOS_PER_MILLI);
        columns.put("p99, ms", sample -> sample.p99Nanos / NANOS_PER_MILLI);
        return new Measures<>(CrowdSample::wallNanos, CrowdSample::cpuNanos, columns);
    }

    /** The same where the calling thread does all the work. */
    static Measures<CrowdSample> measuresOfLoop(long bytes) {
        Map<String, ToDoubleFunction<CrowdSample>> columns = new LinkedHashMap<>();
        columns.put(Measures.THROUGHPUT, sample -> bytes * NANOS_PER_MICRO / sample.wallNanos);
        columns.put("loop's CPU, s/GB", sample -> (double) sample.threadNanos / bytes);
        columns.put(Measures.MACHINE_CPU, sample -> (double) sample.machineNanos / bytes);
        columns.put("slowest / fastest", CrowdSample::unfairness);
        return new Measures<>(CrowdSample::wallNanos, CrowdSample::threadNanos, columns);
    }
}
