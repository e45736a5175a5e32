package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import io.zerocopy.examples.bench.Results.Table;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is ahead, who is behind, and what happens then: with samples that never vary. */
class ContestTest {
    private static final Sample LIBRARY = sample(1_000, 200, 400);

    @Test
    void aSlowerPeerLeavesTheLibraryAhead() throws IOException {
        List<Cell> cells = against(Role.PEER, sample(2_000, 800, 1_600));

        assertThat(cells).hasSize(1);
        Row again = cells.get(0).rows().get(1);
        assertThat(again.timeRatio()).isEqualTo(new Interval(1, 1, 1));
        assertThat(again.verdict()).isEmpty();
        Row peer = cells.get(0).rows().get(2);
        assertThat(peer.timeRatio()).isEqualTo(new Interval(2, 2, 2));
        assertThat(peer.cpuRatio()).isEqualTo(new Interval(0.25, 0.25, 0.25));
        assertThat(peer.verdict()).isEqualTo("ahead");
        assertThat(peer.figures())
                .containsEntry(Figure.CPU.toString(), new Interval(0.8, 0.8, 0.8))
                .containsEntry(Figure.MACHINE_CPU.toString(), new Interval(1.6, 1.6, 1.6))
                .containsEntry(Figure.THROUGHPUT.toString(), new Interval(500, 500, 500));
    }

    @Test
    void aFasterPeerIsAskedAgain() throws IOException {
        List<Cell> cells = against(Role.PEER, sample(900, 200, 400));

        assertThat(cells).extracting(Cell::name).containsExactly("cell", "cell, repeated");
        assertThat(cells).allMatch(Cell::isBehind);
    }

    @Test
    void aFasterLimitIsNoDefeat() throws IOException {
        assertThat(against(Role.LIMIT, sample(900, 200, 400)))
                .singleElement()
                .matches(cell -> cell.rows().get(2).verdict().isEmpty());
    }

    @Test
    void tablesShowEachFigureInItsColumn() throws IOException {
        Cell cell = against(Role.PEER, sample(2_000, 0, 0)).get(0);

        assertThat(Markdown.heading(new Table("title", "about", List.of(cell))) + Markdown.of(cell))
                .contains("## title", "about")
                .contains("| cell | time, ms | MB/s | CPU, s/GB | machine CPU, s/GB |")
                .contains("| other | 0.002 | 500.0 | 0.000 | 0.000 | 2.000 [2.000, 2.000] |  | ahead |");
    }

    private static List<Cell> against(Role role, Sample theirs) throws IOException {
        Contender library = new Contender("library", Role.PEER, () -> LIBRARY);
        Contender other = new Contender("other", role, () -> theirs);
        return new Contest("cell", Figure.OF_FILES, List.of(library, other), List.of()).run(3, () -> {});
    }

    private static Sample sample(long wallNanos, long cpuNanos, long machineNanos) {
        return new Sample(1, 1_000, wallNanos, cpuNanos, machineNanos, 0, Double.NaN, Double.NaN);
    }
}
