package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What is read from a round's sample.
 *
 * @param time by which contenders are judged
 * @param cpu of the one that does the work
 * @param columns of the table, by name
 * @param <S> what a round is found to cost
 */
record Measures<S>(ToDoubleFunction<S> time, ToDoubleFunction<S> cpu, Map<String, ToDoubleFunction<S>> columns) {
    static final String THROUGHPUT = "MB/s";
    static final String CPU = "CPU, s/GB";
    static final String MACHINE_CPU = "machine CPU, s/GB";

    /** With a column more. */
    Measures<S> with(String column, ToDoubleFunction<S> figure) {
        Map<String, ToDoubleFunction<S>> more = new LinkedHashMap<>(columns);
        more.put(column, figure);
        return new Measures<>(time, cpu, more);
    }

    private static final double NANOS_PER_MILLI = 1e6;

    /** Bytes a microsecond are megabytes a second. */
    private static final double NANOS_PER_MICRO = 1e3;

    /** Of a round that moves so many bytes. Nanoseconds a byte are seconds a gigabyte. */
    static Measures<Sample> ofBytes(long bytes) {
        Map<String, ToDoubleFunction<Sample>> columns = new LinkedHashMap<>();
        columns.put("time, ms", sample -> sample.wallNanos() / NANOS_PER_MILLI);
        columns.put(THROUGHPUT, sample -> bytes * NANOS_PER_MICRO / sample.wallNanos());
        columns.put(CPU, sample -> (double) sample.cpuNanos() / bytes);
        columns.put(MACHINE_CPU, sample -> (double) sample.machineNanos() / bytes);
        return new Measures<>(Sample::wallNanos, Sample::cpuNanos, columns);
    }
}
