package io.zerocopy.examples.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Figures that one slow or lucky round does not move. */
public final class Statistics {
    private static final int RESAMPLES = 10_000;
    private static final double TAIL = 0.025;

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
        return quantile(values, 0.5);
    }

    /** The best but for two, which may have been luck; the worst of fewer than three. */
    public static double thirdLowest(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(2, sorted.length - 1)];
    }

    /** The median and the quartiles: half of all rounds lie between them. */
    public static Interval quartiles(double[] values) {
        return new Interval(quantile(values, 0.25), median(values), quantile(values, 0.75));
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
        return new Interval(quantile(medians, TAIL), median(values), quantile(medians, 1 - TAIL));
    }

    /** Of a figure's ratios in two series, pair by pair: see {@link #confidence}. */
    public static <S> Interval ratios(List<S> above, List<S> below, ToDoubleFunction<S> figure) {
        double[] ratios = new double[above.size()];
        Arrays.setAll(ratios, i -> figure.applyAsDouble(above.get(i)) / figure.applyAsDouble(below.get(i)));
        return confidence(ratios);
    }

    /** Between two values it is interpolated. */
    public static double quantile(double[] values, double fraction) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
