package io.zerocopy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.LeftOvers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All roads at once, over all kinds of channels and threads, with faults at random, in a JVM with little of everything:
 * every byte is right, each call ends as it may, and nothing is left of it.
 *
 * <p>Seconds by default. {@code -Dzerocopy.soak=30m} makes it longer, {@code -Dzerocopy.soak.seed=S} begins with that
 * job, which a finding names, {@code -Dzerocopy.soak.workers=N} has more or fewer jobs at a time than 4. A line a
 * minute tells how it stands.
 */
@ExtendWith(LeftOvers.class)
@EnabledOnOs(OS.LINUX)
class SoakTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void findsNothing() throws Exception {
        assertThat(SoakRun.run(folder, Soak.Seeded.NOTHING).exitCode()).isZero();
    }

    /** One that finds nothing proves something only if it finds what is there. */
    @ParameterizedTest
    @EnumSource(names = {"LEAK", "WRONG_BYTES", "FAILURE"})
    void findsWhatIsThere(Soak.Seeded seeded) throws Exception {
        SoakRun.Ended ended = SoakRun.run(folder, seeded);
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.printed())
                .contains("FINDING")
                .contains(
                        switch (seeded) {
                            case NOTHING -> "";
                            case LEAK ->
                                "1 descriptor(s) of " + folder.resolve("files").resolve("ranges");
                            case WRONG_BYTES -> "wrong from";
                            case FAILURE -> "NoSuchFileException";
                        });
    }
}
