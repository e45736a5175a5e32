package io.zerocopy.examples.bench;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.io.function.IOFunction;

/**
 * A table to be measured.
 *
 * @param title short, and good for a file's name
 * @param about what it shows, for a reader
 * @param columns of each row; the first one is drawn
 * @param measurements one after the other
 */
public record Plan(String title, String about, List<Column> columns, List<Measurement> measurements) {
    /**
     * A part of a table that can be measured by itself.
     *
     * @param name for who waits
     * @param bytes of the largest file that it writes
     * @param work measures it; the argument is called after each round
     */
    public record Measurement(String name, long bytes, IOFunction<Runnable, List<Cell>> work) {}

    /** What of it has a text in its name; all where the title has. */
    public Plan only(String text) {
        return title.contains(text)
                ? this
                : new Plan(
                        title,
                        about,
                        columns,
                        measurements.stream()
                                .filter(measurement -> measurement.name().contains(text))
                                .toList());
    }

    /** Where it is kept: its title without what file systems may not have. */
    public String fileName(String ending) {
        return title.replaceAll("[^A-Za-z0-9]+", "-") + ending;
    }

    /** All that can be measured by itself, in a line. */
    public String names() {
        return title + ": " + measurements.stream().map(Measurement::name).collect(Collectors.joining("; "));
    }
}
