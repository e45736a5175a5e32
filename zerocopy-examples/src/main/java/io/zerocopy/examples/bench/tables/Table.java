package io.zerocopy.examples.bench.tables;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was measured.
 *
 * @param title short, and good for a file's name
 * @param about what it shows, for a reader
 * @param cells in the order of measurement
 */
public record Table(String title, String about, List<Cell> cells) {
    /** With more cells. */
    public Table with(List<Cell> more) {
        return new Table(
                title, about, Stream.concat(cells.stream(), more.stream()).toList());
    }
}
