package io.zerocopy.examples.bench.tables;

import java.io.IOException;
import java.util.List;

/**
 * A part of a table that can be measured by itself.
 *
 * @param name for who waits
 * @param work measures it
 */
public record Measurement(String name, Work work) {
    /** What is done. */
    @FunctionalInterface
    public interface Work {
        /** Measures; the argument is called after each round. */
        List<Cell> run(Runnable afterRound) throws IOException;
    }
}
