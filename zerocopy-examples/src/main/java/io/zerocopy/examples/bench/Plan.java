package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Cell;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table to be measured.
 *
 * @param title of the table
 * @param about what it shows, for a reader
 * @param measurements one after the other
 */
public record Plan(String title, String about, List<Measurement> measurements) {
    /**
     * A part of a table that can be measured by itself.
     *
     * @param name for who waits
     * @param work measures it
     */
    public record Measurement(String name, Work work) {}

    /** What is done. */
    @FunctionalInterface
    public interface Work {
        /** Measures; the argument is called after each round. */
        List<Cell> run(Runnable afterRound) throws IOException;
    }

    /** What of it has a text in its name; all where the title has. */
    public Plan only(String text) {
        return title.contains(text)
                ? this
                : new Plan(
                        title,
                        about,
                        measurements.stream()
                                .filter(measurement -> measurement.name().contains(text))
                                .toList());
    }

    /** All that can be measured by itself, in a line. */
    public String names() {
        return title + ": " + measurements.stream().map(Measurement::name).collect(Collectors.joining("; "));
    }
}
