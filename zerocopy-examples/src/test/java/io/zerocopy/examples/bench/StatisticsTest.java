package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The figures of the tables, against numbers worked out by hand or known from theory. */
class StatisticsTest {
    @Test
    void medianAndPercentile() {
        assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Statistics.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Statistics.percentile(75, new double[] {5, 4, 3, 2, 1})).isEqualTo(4);
        assertThat(Statistics.percentile(99, new double[] {7})).isEqualTo(7);
    }

    @Test
    void oneOutlierMovesNothing() {
        assertThat(Statistics.median(new double[] {1, 2, 3, 4, 5_000})).isEqualTo(3);
    }

    @Test
    void valuesThatDoNotVaryLeaveNoDoubt() {
        double[] same = new double[31];
        Arrays.fill(same, 1.5);
        assertThat(Statistics.confidence(same)).isEqualTo(new Interval(1.5, 1.5, 1.5));
    }

    /**
     * In 95 of 100 samples of a normal distribution around 1 the interval must hold the 1 (88 is three sigma below),
     * and theory says how wide it is: 2 x 1.96 x 1.253 sigma / sqrt(31).
     */
    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        Random random = new Random(1);
        int right = 0;
        double width = 0;
        for (int i = 0; i < 100; i++) {
            double[] sample = random.doubles(31)
                    .map(unused -> 1 + 0.1 * random.nextGaussian())
                    .toArray();
            Interval interval = Statistics.confidence(sample);
            right += interval.low() <= 1 && 1 <= interval.high() ? 1 : 0;
            width += interval.high() - interval.low();
        }
        assertThat(right).isBetween(88, 100);
        assertThat(width / 100).isCloseTo(0.088, within(0.02));
    }
}
