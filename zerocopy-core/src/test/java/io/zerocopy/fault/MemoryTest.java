package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that do not read cost what they were sent, not a large buffer each; and when direct memory is gone, whoever
 * took it, those who do read still get everything.
 */
@ExtendWith(LeftOvers.class)
class MemoryTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void silentPeers(StuckReaders.What what) throws Exception {
        ChildJvm.of(StuckReaders.class)
                .options("-Xmx64m")
                .arguments(folder, what, what.peers(VirtualThreads.areAvailable()))
                .run()
                .requireSuccess();
    }

    @ParameterizedTest
    @EnumSource(value = StuckReaders.What.class, mode = EnumSource.Mode.EXCLUDE, names = "STREAM")
    void directMemoryThatTheApplicationUsesUp(StuckReaders.What what) throws Exception {
        ChildJvm.of(StuckReaders.class)
                .options("-Xmx64m")
                .arguments(folder, what, 0)
                .run()
                .requireSuccess();
    }

    /** No class is broken for good because its first use came at a bad time. */
    @Test
    void firstUseWithoutDirectMemory() throws Exception {
        String out = ChildJvm.of(FirstUseWithoutDirectMemoryMain.class)
                .options("-Xmx64m", "-XX:MaxDirectMemorySize=16m")
                .arguments(folder)
                .run()
                .requireSuccess();
        assertThat(out).contains("works again");
    }
}
