package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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
        assertWrites(OtherRoads.intoOpen(file, scratch), "open");
        assertWrites(OtherRoads.intoReplaced(file, scratch), "replaced");
        assertWrites(OtherRoads.copied(file, scratch), "copy");
    }

    @Test
    void theFarEndOfARelayHasTheContent() throws IOException {
        Verification verification = Verification.of(file);
        for (Supplier<ByteBuffer> buffers : List.<Supplier<ByteBuffer>>of(
                () -> ByteBuffer.allocate(8192), () -> ByteBuffer.allocateDirect(65_536))) {
            for (Side side : OtherRoads.relayed(file, buffers)) {
                verification.check(side, peer.address());
            }
        }
    }

    @Test
    void nettySendsWhatItIsAskedFor() throws IOException {
        Scenario scenario = CompareTable.netty(file, content.length, 3);
        for (Side side : scenario.sides()) {
            assertThat(scenario.round(peer.address()).run(side).cpuNanos()).isPositive();
        }
    }

    private void assertWrites(Scenario scenario, String name) throws IOException {
        Path target = scratch.file(name);
        for (Side side : scenario.sides()) {
            scenario.round(peer.address()).run(side);
            assertThat(target).as(name + " by " + side.name()).hasBinaryContent(content);
            Files.delete(target);
        }
    }
}
