package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Statistics.Interval;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way the ratios go, and that a goal can be missed. */
class ComparisonTest {
    private static final Side NOBODY = new Side("nobody", Side.Wire.SOCKET, socket -> {});

    /** The library takes half the time and a quarter of the CPU, and allocates 100 bytes for each of 10 sends. */
    private final Comparison comparison = new Comparison(
            new Sends(10),
            Collections.nCopies(5, new Sample(2_000, 800, 1_000, 0)),
            Collections.nCopies(5, new Sample(1_000, 200, 900, 1_000)),
            Collections.nCopies(5, new Sample(2_500, 1_000, 1_000, 0)),
            List.of(2.0, Double.NaN));

    @Test
    void timeIsBaselineToLibraryAndCpuLibraryToBaseline() {
        assertThat(comparison.time()).isEqualTo(new Interval(2, 2, 2));
        assertThat(comparison.timeOfBaselines().median()).isEqualTo(0.8);
        assertThat(comparison.cpu().median()).isEqualTo(0.25);
        assertThat(comparison.cpuOfBaselines().median()).isEqualTo(1.25);
        assertThat(comparison.lowCpu()).isEqualTo(0.25);
        assertThat(comparison.lowCpuOfBaselines()).isEqualTo(1.25);
        assertThat(comparison.machineCpu().median()).isEqualTo(0.9);
        assertThat(comparison.machineCpuOfBaselines().median()).isEqualTo(1);
        assertThat(comparison.allocatedBytesPerSend(comparison.ours())).isEqualTo(100);
    }

    @Test
    void goalsAreMetOrMissedOrNotMeasured() {
        assertThat(Goal.timeAtLeast(2).judge(comparison)).isEqualTo("time >= 2.0: 2.000, met");
        assertThat(Goal.timeAtLeast(2.1).judge(comparison)).endsWith("MISSED");
        assertThat(Goal.cpuAtMost(0.25).judge(comparison)).endsWith("met");
        assertThat(Goal.cpuAtMost(0.2).judge(comparison)).endsWith("MISSED");
        assertThat(Goal.machineCpuAtMost(0.9).judge(comparison)).endsWith("met");
        assertThat(Goal.allocatedAtMost(99).judge(comparison)).endsWith("MISSED");
        assertThat(Goal.segmentsAtMost(1).judge(comparison)).endsWith("not measured");
    }

    private record Sends(long sends) implements Scenario {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Job job() {
            return Job.DISCARD;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public Side baseline() {
            return NOBODY;
        }

        @Override
        public Side ours() {
            return NOBODY;
        }

        @Override
        public List<Goal> goals() {
            return List.of();
        }
    }
}
