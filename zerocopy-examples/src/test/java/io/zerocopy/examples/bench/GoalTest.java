package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Results.Cell;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a goal can be met and missed, and by which figure: with samples that never vary. */
class GoalTest {
    private static final List<Figure> FIGURES = List.of(Figure.MACHINE_CPU, Figure.LOW_CPU_EACH, Figure.HEAP);

    /** The library takes half the time and a quarter of the CPU, and allocates 100 bytes for each of 10 sends. */
    private static Cell cell(long machineNanos) throws IOException {
        Contender library = contender("library", new Sample(10, 5_000, 1_000, 200, 900, 1_000, 0, 0));
        Contender baseline = contender("baseline", new Sample(10, 5_000, 2_000, 800, machineNanos, 0, 0, 0));
        return new Contest("nothing", FIGURES, List.of(library, baseline), List.of())
                .run(5, () -> {})
                .get(0);
    }

    private static Contender contender(String name, Sample sample) {
        return new Contender(name, Role.PEER, () -> sample);
    }

    @Test
    void goalsAreMetOrMissedOrNotMeasured() throws IOException {
        Cell cell = cell(1_000);

        assertThat(Goal.timeAtLeast(2).judge(cell)).isEqualTo("time >= 2.0: 2.000, met");
        assertThat(Goal.timeAtLeast(2.1).judge(cell)).endsWith("MISSED");
        assertThat(Goal.cpuAtMost(0.25).judge(cell)).isEqualTo("CPU <= 0.25: 0.250, met");
        assertThat(Goal.cpuAtMost(0.2).judge(cell)).endsWith("MISSED");
        assertThat(Goal.lowCpuAtMost(0.25).judge(cell)).endsWith("0.250, met");
        assertThat(Goal.machineCpuAtMost(0.9).judge(cell)).endsWith("0.900, met");
        assertThat(Goal.heapAtMost(100).judge(cell)).endsWith("100.000, met");
        assertThat(Goal.heapAtMost(99).judge(cell)).endsWith("MISSED");
        assertThat(Goal.machineCpuAtMost(1).judge(cell(0))).endsWith("MISSED");
        assertThat(Goal.timeAtLeast(1).judge(cell.rows().get(0), cell.rows().get(0)))
                .endsWith("not measured");
    }

    @Test
    void whatWasJudgedIsRemarked() throws IOException {
        Contender same = contender("same", new Sample(1, 1_000, 1_000, 200, 0, 0, 0, 0));
        List<Goal> goals = List.of(Goal.timeAtLeast(1), Goal.timeAtLeast(1.1));
        Cell cell = new Contest("even", FIGURES, List.of(same, same), goals)
                .run(3, () -> {})
                .get(0);

        assertThat(cell.remarks()).containsExactly("time >= 1.0: 1.000, met", "time >= 1.1: 1.000, MISSED");
        assertThat(Markdown.of(cell)).contains("time >= 1.0: 1.000, met");
    }
}
