package io.zerocopy.examples.bench;

import com.google.common.math.Quantiles;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Figures that one slow or lucky round does not move. */
public final class Statistics {
    private static final int RESAMPLES = 10_000;

    private Statistics() {}

    /**
     * A median and how far it can be trusted.
     *
     * @param low lower end
     * @param median in between
     * @param high upper end
     */
    public record Interval(double low, double median, double high) {
        /** A median of which no more is said. */
        static Interval at(double median) {
            return new Interval(median, median, median);
        }
    }

    static double[] of(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).toArray();
    }

    public static double median(double[] values) {
        return Quantiles.median().compute(values);
    }

    /** What so many of a hundred values do not exceed. */
    public static double percentile(int percent, double[] values) {
        return Quantiles.percentiles().index(percent).compute(values);
    }

    /**
     * The median and its 95 % interval by the bootstrap: drawn again and again from the values that were measured, with
     * replacement, 95 % of the medians lie in there. The same values give the same interval.
     */
    static Interval confidence(double[] values) {
        Random random = new Random(values.length);
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[values.length];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.setAll(resample, place -> values[random.nextInt(values.length)]);
            medians[i] = median(resample);
        }
        Quantiles.Scale thousandths = Quantiles.scale(1000);
        return new Interval(
                thousandths.index(25).compute(medians),
                median(values),
                thousandths.index(975).compute(medians));
    }

    /** Of a figure's ratios in two series, pair by pair: see {@link #confidence}. */
    static Interval ratios(List<Sample> above, List<Sample> below, ToDoubleFunction<Sample> figure) {
        double[] ratios = of(above, figure);
        double[] divisors = of(below, figure);
        Arrays.setAll(ratios, i -> ratios[i] / divisors[i]);
        return confidence(ratios);
    }
}
