package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** What a table shows of rounds. Nanoseconds a byte are seconds a gigabyte. */
public enum Column {
    THROUGHPUT("MB/s", median(sample -> 1e3 / sample.wallNanosPerByte())),
    REQUESTS("requests/s", median(sample -> sample.sends() * 1e9 / sample.wallNanos())),
    CALLS("system calls", median(Sample::sends)),
    P50("p50, ms", median(sample -> sample.p50Nanos() / 1e6)),
    P99("p99, ms", median(sample -> sample.p99Nanos() / 1e6)),
    CPU("CPU, s/GB", median(Sample::cpuNanosPerByte)),
    /** Above 1 the library is faster. */
    TIME_RATIO("time / library's", (samples, other) -> Statistics.ratios(samples, other, Sample::wallNanosPerByte)),
    /** Below 1 the library needs less. */
    CPU_RATIO("library's CPU / its", (samples, other) -> Statistics.ratios(other, samples, Sample::cpuNanosPerByte));

    private final String text;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final BiFunction<List<Sample>, List<Sample>, Interval> value;

    Column(String text, BiFunction<List<Sample>, List<Sample>, Interval> value) {
        this.text = text;
        this.value = value;
    }

    private static BiFunction<List<Sample>, List<Sample>, Interval> median(ToDoubleFunction<Sample> figure) {
        return (samples, other) -> Interval.at(Statistics.median(Statistics.of(samples, figure)));
    }

    Interval of(Cell.Row row) {
        return value.apply(row.samples(), row.other());
    }

    @Override
    public String toString() {
        return text;
    }
}
