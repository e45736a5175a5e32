package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a table shows of its rounds: its columns. Nanoseconds a byte are seconds a gigabyte. */
public enum Figure {
    TIME("time, ms", sample -> sample.wallNanos() / 1e6),
    THROUGHPUT("MB/s", sample -> 1e3 / sample.wallNanosPerByte()),
    REQUESTS("requests/s", sample -> sample.sends() * 1e9 / sample.wallNanos()),
    P50("p50, ms", sample -> sample.p50Nanos() / 1e6),
    P99("p99, ms", sample -> sample.p99Nanos() / 1e6),
    CPU("CPU, s/GB", Sample::cpuNanosPerByte),
    CPU_OF_REQUESTS("CPU, ms/1,000 requests", sample -> sample.cpuNanos() / 1e3 / sample.sends()),
    MACHINE_CPU("machine CPU, s/GB", sample -> (double) sample.machineNanos() / sample.bytes()),
    FILES("files a second of CPU", sample -> sample.sends() * 1e9 / sample.cpuNanos()),
    RESIDENT("resident, MB", sample -> sample.memoryBytes() / 1e6);

    static final List<Figure> OF_FILES = List.of(TIME, THROUGHPUT, CPU, MACHINE_CPU);

    private final String text;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<Sample> value;

    Figure(String text, ToDoubleFunction<Sample> value) {
        this.text = text;
        this.value = value;
    }

    /** The median and the quartiles of some rounds. */
    Interval of(List<Sample> samples) {
        return Statistics.quartiles(samples.stream().mapToDouble(value).toArray());
    }

    @Override
    public String toString() {
        return text;
    }
}
