package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The library, the library again, and the others, in turn. What the library's two ratios with itself show is the noise
 * of the machine.
 *
 * @param name what is done
 * @param figures to be shown
 * @param contenders the library first
 * @param goals to reach beside the first of the others
 */
public record Contest(String name, List<Figure> figures, List<Contender> contenders, List<Goal> goals) {
    public static final String LIBRARY = "ZeroCopyTransfer";
    static final String AGAIN = " again (A/A)";

    /** What the library may lose before it is called behind. */
    private static final double TOLERATED = 0.95;

    /**
     * One of those that are measured beside each other.
     *
     * @param name for the table
     * @param role what it stands for
     * @param round one round of it
     */
    public record Contender(String name, Role role, Timed<Sample> round) {
        /** After a few short rounds somebody would be ahead or behind by chance. */
        Contender unjudged() {
            return new Contender(name, Role.LIMIT, round);
        }
    }

    /** What a contender stands for. */
    public enum Role {
        /** Java code that one could use instead of the library, which must not be slower. */
        PEER,
        /** Nobody is judged beside it: what no Java code is expected to beat, and the library itself. */
        LIMIT
    }

    /** Measures; once more if the library is found behind a Java peer: noise rarely says so twice. */
    public List<Cell> run(int turns, Runnable afterRound) throws IOException {
        Cell cell = measure(name, Interleaving.of(turns), afterRound);
        return cell.isBehind()
                ? List.of(cell, measure(name + ", repeated", Interleaving.of(turns), afterRound))
                : List.of(cell);
    }

    /** Measures, whoever is behind. */
    public Cell measure(String cellName, Interleaving interleaving, Runnable afterRound) throws IOException {
        Contender library = contenders.get(0);
        List<Contender> all = new ArrayList<>(contenders);
        all.add(1, new Contender(library.name() + AGAIN, Role.LIMIT, library.round()));
        List<List<Sample>> samples =
                interleaving.run(all.stream().map(Contender::round).toList(), afterRound);
        List<Sample> own = samples.get(0);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(library.name(), figures, own));
        for (int i = 1; i < all.size(); i++) {
            rows.add(compared(all.get(i), samples.get(i), own));
        }
        return new Cell(cellName, rows, List.of());
    }

    private Row compared(Contender other, List<Sample> theirs, List<Sample> own) {
        Interval time = Statistics.ratios(theirs, own, Sample::wallNanosPerByte);
        Interval cpu = Statistics.ratios(own, theirs, Sample::cpuNanosPerByte);
        String verdict = other.role() == Role.PEER ? verdict(time) : "";
        return Row.of(other.name(), figures, theirs).beside(time, cpu, verdict);
    }

    private static String verdict(Interval time) {
        if (time.high() < TOLERATED) {
            return Cell.BEHIND;
        }
        return time.low() > 1 ? "ahead" : "even";
    }
}
