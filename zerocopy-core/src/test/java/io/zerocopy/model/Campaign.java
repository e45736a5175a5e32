package io.zerocopy.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Runs as many random cases of a test method as the command line asks for, and looks whether they brought about what
 * they should.
 *
 * <p>A failure prints its seed; {@code -Dzerocopy.model.seed=S} runs that case alone, {@code -Dzerocopy.model.cases=N}
 * makes the number of cases another, of which each method runs its share, {@code -Dzerocopy.model.base=B} takes other
 * seeds.
 */
final class Campaign {
    private static final int CASES = 20_000;
    private static final long SEEDS_PER_BASE = 10_000_000;

    private static final int SEEN_OFTEN = 20;

    private final Class<?> test;
    private final Path folder;

    Campaign(Class<?> test, Path folder) {
        this.test = test;
        this.folder = folder;
    }

    /** Runs one of {@code share} of the cases; {@code expected} is what must be seen often among them. */
    void run(String method, LongFunction<? extends Case> made, int share, List<String> expected) throws Exception {
        Long seed = Long.getLong("zerocopy.model.seed");
        int cases = Integer.getInteger("zerocopy.model.cases", CASES);
        try (Batch batch = new Batch(made, test.getSimpleName() + "#" + method, folder)) {
            if (seed != null) {
                batch.run(seed, 1);
                return;
            }
            long base = Long.getLong("zerocopy.model.base", 1);
            Census census = batch.run(base * SEEDS_PER_BASE, Math.max(1, cases / share));
            System.out.println(census);
            if (cases >= CASES) {
                assertThat(census.missing(expected, SEEN_OFTEN))
                        .as("hardly ever seen in %s", census)
                        .isEmpty();
            }
        }
    }
}
