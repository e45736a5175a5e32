package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Comparison;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Statistics.Interval;
import io.zerocopy.examples.bench.Timed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The library, the library again, and the others, in turn. What the library's two ratios with itself show is the noise
 * of the machine.
 *
 * @param name what is done
 * @param ours how the library is called here
 * @param library this library's round
 * @param others beside it
 * @param measures what is read from a round
 * @param <S> what a round is found to cost
 */
record Contest<S>(String name, String ours, Timed<S> library, List<Contender<S>> others, Measures<S> measures) {
    static final String LIBRARY = "ZeroCopyTransfer";
    private static final String AGAIN = " again (A/A)";

    /** What the library may lose before it is called behind. */
    private static final double TOLERATED = 0.95;

    Contest(String name, Timed<S> library, List<Contender<S>> others, Measures<S> measures) {
        this(name, LIBRARY, library, others, measures);
    }

    /** Measures; once more if the library is found behind a Java peer: noise rarely says so twice. */
    List<Cell> run(int turns, Runnable afterRound) throws IOException {
        Interleaving interleaving = new Interleaving(Comparison.warmUps(turns), turns);
        Cell cell = measure(name, interleaving, afterRound);
        return cell.isBehind() ? List.of(cell, measure(name + ", repeated", interleaving, afterRound)) : List.of(cell);
    }

    /** Measures, whoever is behind. */
    Cell once(Interleaving interleaving, Runnable afterRound) throws IOException {
        return measure(name, interleaving, afterRound);
    }

    private Cell measure(String cellName, Interleaving interleaving, Runnable afterRound) throws IOException {
        List<Timed<S>> rounds = new ArrayList<>(List.of(library, library));
        others.forEach(other -> rounds.add(other.round()));
        List<List<S>> samples = interleaving.run(rounds, afterRound);
        List<S> own = samples.get(0);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(ours, figures(own), null, null, ""));
        rows.add(compared(ours + AGAIN, samples.get(1), own, null));
        for (int i = 0; i < others.size(); i++) {
            Contender<S> other = others.get(i);
            rows.add(compared(other.name(), samples.get(i + 2), own, other.role()));
        }
        return new Cell(cellName, rows);
    }

    private Row compared(String contender, List<S> theirs, List<S> own, Contender.@Nullable Role role) {
        Interval time = Statistics.ratios(theirs, own, measures.time());
        Interval cpu = Statistics.ratios(own, theirs, measures.cpu());
        String verdict = role == Contender.Role.PEER ? verdict(time) : "";
        // A round may be too short for a clock that counts in ticks.
        return new Row(contender, figures(theirs), time, Double.isFinite(cpu.high()) ? cpu : null, verdict);
    }

    private static String verdict(Interval time) {
        if (time.high() < TOLERATED) {
            return Cell.BEHIND;
        }
        return time.low() > 1 ? "ahead" : "even";
    }

    private Map<String, Interval> figures(List<S> samples) {
        Map<String, Interval> figures = new LinkedHashMap<>();
        measures.columns().forEach((name, figure) -> figures.put(name, quartiles(samples, figure)));
        return figures;
    }

    private static <S> Interval quartiles(List<S> samples, ToDoubleFunction<S> figure) {
        return Statistics.quartiles(samples.stream().mapToDouble(figure).toArray());
    }
}
