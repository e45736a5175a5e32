package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.servers.Load;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a round of a server cost.
 *
 * @param load what was seen from outside
 * @param contentBytes that arrived: without heads, but with what arrived of unfinished answers
 * @param cpuNanos of the server, to a tick of 10 ms
 * @param machineNanos CPU of the whole machine; 0 where the system does not tell
 * @param residentBytes of the server's memory, after the round
 */
record ServerSample(Load load, long contentBytes, long cpuNanos, long machineNanos, long residentBytes) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /**
     * Of a file of so many bytes. Time and CPU are counted by the byte: most answers of a large file are unfinished.
     */
    static Measures<ServerSample> measures(int fileBytes) {
        Map<String, ToDoubleFunction<ServerSample>> columns = new LinkedHashMap<>();
        columns.put("requests/s", sample -> sample.load.requests() * NANOS_PER_SECOND / sample.load.wallNanos());
        columns.put(Measures.THROUGHPUT, sample -> sample.contentBytes * NANOS_PER_MICRO / sample.load.wallNanos());
        columns.put("p50, ms", sample -> sample.load.p50Nanos() / NANOS_PER_MILLI);
        columns.put("p99, ms", sample -> sample.load.p99Nanos() / NANOS_PER_MILLI);
        columns.put(Measures.CPU, ServerSample::cpuNanosPerByte);
        // Nanoseconds a request are microseconds a thousand of them.
        columns.put("CPU, ms/1,000 requests", sample -> sample.cpuNanosPerByte() * fileBytes / NANOS_PER_MICRO);
        columns.put(Measures.MACHINE_CPU, sample -> (double) sample.machineNanos / sample.contentBytes);
        columns.put("resident, MB", sample -> sample.residentBytes / BYTES_PER_MEGABYTE);
        return new Measures<>(
                sample -> (double) sample.load.wallNanos() / sample.contentBytes,
                ServerSample::cpuNanosPerByte,
                columns);
    }

    private double cpuNanosPerByte() {
        return (double) cpuNanos / contentBytes;
    }
}
