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
    public record Interval(double low, double median, double high) {}

    public static double median(double[] values) {
        return Quantiles.median().compute(values);
    }

    /** What so many of a hundred values do not exceed. */
    public static double percentile(int percent, double[] values) {
        return Quantiles.percentiles().index(percent).compute(values);
    }

    /** The median and the quartiles: half of all rounds lie between them. */
    public static Interval quartiles(double[] values) {
        return new Interval(percentile(25, values), median(values), percentile(75, values));
    }

    /**
     * The median and its 95 % interval by the bootstrap: drawn again and again from the values that were measured, with
     * replacement, 95 % of the medians lie in there. The same values give the same interval.
     */
    public static Interval confidence(double[] values) {
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
    static <S> Interval ratios(List<S> above, List<S> below, ToDoubleFunction<S> figure) {
        double[] ratios = new double[above.size()];
        Arrays.setAll(ratios, i -> figure.applyAsDouble(above.get(i)) / figure.applyAsDouble(below.get(i)));
        return confidence(ratios);
    }
}
