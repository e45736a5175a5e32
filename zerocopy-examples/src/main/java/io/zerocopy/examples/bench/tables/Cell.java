package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same work by several contenders.
 *
 * @param name what is done
 * @param rows the library first, the library again second: the noise
 */
public record Cell(String name, List<Row> rows) {
    /** What a row says when the library is behind a Java peer, beyond doubt. */
    static final String BEHIND = "behind";

    boolean isBehind() {
        return rows.stream().anyMatch(row -> row.verdict().equals(BEHIND));
    }

    boolean isCompared() {
        return rows.stream().anyMatch(row -> row.timeRatio() != null);
    }

    /** Names of all figures, in their order. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.figures().keySet()));
        return columns;
    }

    /** With one figure more, which somebody else has measured. */
    Cell quoting(String contender, String column, double value) {
        return new Cell(
                name,
                rows.stream()
                        .map(row -> row.contender().equals(contender) ? quoting(row, column, value) : row)
                        .toList());
    }

    private static Row quoting(Row row, String column, double value) {
        Map<String, Interval> figures = new LinkedHashMap<>(row.figures());
        figures.put(column, new Interval(value, value, value));
        return new Row(row.contender(), figures, row.timeRatio(), row.cpuRatio(), row.verdict());
    }
}
