package io.zerocopy.examples.bench;

import java.util.List;

/**
 * The same work by several contenders.
 *
 * @param name what is done
 * @param rows the library first; none where the name says why it was not measured
 */
public record Cell(String name, List<Row> rows) {
    /**
     * One contender's rounds.
     *
     * @param contender its name
     * @param samples of its rounds
     * @param other for ratios: the library's rounds of the same turns, and beside the library itself, those of its
     *     second self; empty where nothing is compared
     */
    public record Row(String contender, List<Sample> samples, List<Sample> other) {
        /** One that is compared with nobody. */
        public Row(String contender, List<Sample> samples) {
            this(contender, samples, List.of());
        }
    }
}
