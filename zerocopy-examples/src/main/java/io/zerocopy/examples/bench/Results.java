package io.zerocopy.examples.bench;

import com.google.gson.GsonBuilder;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured.
 *
 * @param setting what the figures depend on
 * @param tables in the order of measurement
 */
public record Results(Setting setting, List<Table> tables) {
    /** For programs. */
    public String toJson() {
        GsonBuilder gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping();
        return gson.create().toJson(this) + "\n";
    }

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
            List<Cell> all = Stream.concat(cells.stream(), more.stream()).toList();
            return new Table(title, about, all);
        }
    }

    /**
     * The same work by several contenders.
     *
     * @param name what is done
     * @param rows the library first, the library again second: the noise
     * @param remarks what went wrong, and what else there is to say
     */
    public record Cell(String name, List<Row> rows, List<String> remarks) {
        /** What a row says when the library is behind a Java peer, beyond doubt. */
        static final String BEHIND = "behind";

        public boolean isBehind() {
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

        public Cell remarking(List<String> more) {
            return new Cell(
                    name, rows, Stream.concat(remarks.stream(), more.stream()).toList());
        }
    }

    /**
     * One contender's figures.
     *
     * @param contender its name
     * @param figures by the name of the column: median and quartiles
     * @param timeRatio its time / the library's, turn by turn: median and 95 % interval; none for the library itself
     * @param cpuRatio the library's CPU / its own, likewise; none where a round is too short for the clock
     * @param verdict how the library fares beside it; empty where nothing is judged
     */
    public record Row(
            String contender,
            Map<String, Interval> figures,
            @Nullable Interval timeRatio,
            @Nullable Interval cpuRatio,
            String verdict) {
        /** One that is compared with nobody. */
        public static Row of(String contender, Map<String, Interval> figures) {
            return new Row(contender, figures, null, null, "");
        }

        /** The same of some rounds. */
        public static Row of(String contender, List<Figure> figures, List<Sample> samples) {
            Map<String, Interval> intervals = new LinkedHashMap<>();
            figures.forEach(figure -> intervals.put(figure.toString(), figure.of(samples)));
            return of(contender, intervals);
        }

        Row beside(Interval time, Interval cpu, String says) {
            return new Row(contender, figures, time, Double.isFinite(cpu.high()) ? cpu : null, says);
        }

        /** Not a number where it has no such figure. */
        double median(Figure figure) {
            Interval interval = figures.get(figure.toString());
            return interval == null ? Double.NaN : interval.median();
        }
    }
}
