package io.zerocopy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The {@link SoakTest} with the kernel tier. */
@ExtendWith(LeftOvers.class)
class SoakIT {
    @TempDir
    Path folder = Path.of("");

    @Test
    void findsNothing() throws Exception {
        Tier.assumeHere();
        assertThat(SoakRun.run(folder, Soak.Seeded.NOTHING).exitCode()).isZero();
    }
}
