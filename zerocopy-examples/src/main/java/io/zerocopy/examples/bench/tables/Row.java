package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One contender's figures.
 *
 * @param contender its name
 * @param figures by the name of the column: median and quartiles
 * @param timeRatio its time / the library's, turn by turn: median and 95 % interval; none for the library itself
 * @param cpuRatio the library's CPU / its own, likewise
 * @param verdict how the library fares beside it; empty where nothing is judged
 */
public record Row(
        String contender,
        Map<String, Interval> figures,
        @Nullable Interval timeRatio,
        @Nullable Interval cpuRatio,
        String verdict) {}
