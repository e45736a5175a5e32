package io.zerocopy.examples.bench.tables;

/** How long to measure. */
public enum Effort {
    /** As long as it takes to trust the figures: less than an hour in all. */
    FULL(25, 9, 1),
    /** To see that it works; the figures are worth little. */
    QUICK(2, 1, 48);

    private final int turns;
    private final int crowdTurns;
    private final int divisor;

    Effort(int turns, int crowdTurns, int divisor) {
        this.turns = turns;
        this.crowdTurns = crowdTurns;
        this.divisor = divisor;
    }

    /** Turns that count. */
    public int turns() {
        return turns;
    }

    /** Turns that count where a round takes long. */
    int crowdTurns() {
        return crowdTurns;
    }

    /** So much of a size or count as there is time for. */
    int of(int whole) {
        return Math.max(1, whole / divisor);
    }
}
