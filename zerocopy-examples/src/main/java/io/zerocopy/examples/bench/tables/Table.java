package io.zerocopy.examples.bench.tables;

import java.util.List;

/**
 * What was measured.
 *
 * @param title short, and good for a file's name
 * @param about what it shows, for a reader
 * @param cells in the order of measurement
 */
public record Table(String title, String about, List<Cell> cells) {}
