package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Contest.Contender;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.commons.io.function.IOSupplier;
import org.junit.jupiter.api.Test;

/** What a table says of rounds whose cost is known. */
class ContestTest {
    private static final int TURNS = 3;

    private static final Plan PLAN = new Plan(
            "title", "About.", List.of(Column.CPU, Column.THROUGHPUT, Column.TIME_RATIO, Column.CPU_RATIO), List.of());

    @Test
    void othersAreBesideTheLibraryAndTheLibraryIsBesideItself() throws IOException {
        assertThat(table(() -> sample(1_000, 200), () -> sample(2_000, 800))).isEqualTo("""
                ## title

                About.

                | | | CPU, s/GB | MB/s | time / library's | library's CPU / its |
                |---|---|--:|--:|--:|--:|
                | cell | library | 0.200 | 1,000 | 1.00 | 1.00 |
                |  | other | 0.800 | 500 | 2.00 | 0.250 |
                """);
    }

    @Test
    void whatTheLibraryShowsAgainstItselfIsTheNoise() throws IOException {
        // Each turn has two rounds of it, in whichever order.
        Deque<Integer> factors = new ArrayDeque<>(List.of(1, 2, 1, 2, 1, 2));

        String table = table(() -> sample(1_000L * factors.remove(), 200), () -> sample(1_000, 200));

        assertThat(table)
                .containsPattern("\\| library \\| 0.200 \\| [0-9,]+ \\| (2.00|0.500)( \\[[0-9., ]+])? \\| 1.00 \\|");
    }

    @Test
    void whatWasTooShortForTheClockIsNoFigure() throws IOException {
        assertThat(table(() -> sample(1_000, 0), () -> sample(1_000, 0)))
                .contains("| other | 0.000 | 1,000 | 1.00 | - ");
    }

    private static String table(IOSupplier<Sample> library, IOSupplier<Sample> other) throws IOException {
        List<Contender> contenders = List.of(new Contender("library", library), new Contender("other", other));
        Cell cell = new Contest("cell", contenders).run(new Interleaving(0, TURNS), () -> {});
        return Markdown.head(PLAN) + Markdown.of(cell, PLAN.columns());
    }

    private static Sample sample(long wallNanos, long cpuNanos) {
        return new Sample(1, 1_000, wallNanos, cpuNanos);
    }
}
