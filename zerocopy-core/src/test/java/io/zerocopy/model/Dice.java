package io.zerocopy.model;

import java.util.SplittableRandom;

/** The choices of one case, all made from its seed. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Dice of their own for another thread or a later moment, so that its choices do not depend on who rolls first. */
    Dice split() {
        return new Dice(random.split());
    }

    boolean percent(int probability) {
        return random.nextInt(100) < probability;
    }

    /** Both ends included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** Both ends included; each order of magnitude is as likely as the other, and the ends are likely. */
    int skewed(int least, int most) {
        int roll = random.nextInt(10);
        if (roll == 0 || least >= most) {
            return least;
        }
        if (roll == 1) {
            return most;
        }
        double span = Math.log1p((double) most - least);
        return least + (int) Math.expm1(random.nextDouble() * span);
    }

    double fraction() {
        return random.nextDouble();
    }

    @SafeVarargs
    final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
