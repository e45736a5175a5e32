package io.zerocopy.examples.bench.micro;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long JMH measures each benchmark. */
enum Length {
    /** To trust the figures: some 20 seconds. */
    FULL(2, 3, 5, 1_000),
    /** To see that it works, in this process. */
    QUICK(0, 1, 1, 100);

    private final int forks;
    private final int warmUps;
    private final int iterations;
    private final long iterationMillis;

    Length(int forks, int warmUps, int iterations, long iterationMillis) {
        this.forks = forks;
        this.warmUps = warmUps;
        this.iterations = iterations;
        this.iterationMillis = iterationMillis;
    }

    ChainedOptionsBuilder applyTo(ChainedOptionsBuilder options) {
        TimeValue iteration = TimeValue.milliseconds(iterationMillis);
        return options.forks(forks)
                .warmupIterations(warmUps)
                .warmupTime(iteration)
                .measurementIterations(iterations)
                .measurementTime(iteration);
    }
}
