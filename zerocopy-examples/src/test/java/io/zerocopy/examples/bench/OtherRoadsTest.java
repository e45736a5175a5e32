package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is timed arrives: by receive, relay and copy, and by what they are compared with. */
class OtherRoadsTest {
    @TempDir
    private Path folder;

    private final byte[] content = new byte[3_000_000];
    private Path file;
    private ScratchFolder scratch;
    private Peer peer;

    @BeforeEach
    void begin() throws IOException {
        new SplittableRandom(1).nextBytes(content);
        file = Files.write(folder.resolve("content.bin"), content);
        scratch = ScratchFolder.create(folder, 4L * content.length);
        peer = Peer.start();
    }

    @AfterEach
    void end() throws IOException {
        peer.close();
        scratch.close();
    }

    @Test
    void filesHaveTheContent() throws IOException {
        assertWrites(IntoFile.open(file, scratch), "open");
        assertWrites(IntoFile.replaced(file, scratch), "replaced");
        assertWrites(FileCopy.scenario(file, scratch), "copy");
    }

    @Test
    void theFarEndOfARelayHasTheContent() throws IOException {
        Verification verification = Verification.of(file);
        for (Scenario scenario : List.of(RelayLoops.overHeap(file), RelayLoops.overDirectBuffer(file))) {
            verification.check(scenario.baseline(), peer.address());
            verification.check(scenario.ours(), peer.address());
        }
    }

    @Test
    void nettySendsWhatItIsAskedFor() throws IOException {
        Scenario scenario = new NettyRegions("Netty", file, content.length, 3);
        for (Side side : List.of(scenario.baseline(), scenario.ours())) {
            assertThat(round(scenario).run(side).cpuNanos()).isPositive();
        }
    }

    private void assertWrites(Scenario scenario, String name) throws IOException {
        Path target = scratch.file(name);
        for (Side side : List.of(scenario.baseline(), scenario.ours())) {
            round(scenario).run(side);
            assertThat(target).as(scenario.name() + " by " + side.name()).hasBinaryContent(content);
            Files.delete(target);
        }
    }

    private Round round(Scenario scenario) {
        return new Round(peer.address(), scenario.job(), scenario.peerBytes());
    }
}
