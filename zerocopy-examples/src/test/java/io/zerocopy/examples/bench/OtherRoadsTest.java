package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.bench.Contest.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private Peer peer;

    @BeforeEach
    void begin() throws IOException {
        new SplittableRandom(1).nextBytes(content);
        file = Files.write(folder.resolve("content.bin"), content);
        peer = Peer.start();
    }

    @AfterEach
    void end() throws IOException {
        peer.close();
    }

    @Test
    void anOpenFileHasTheContent() throws IOException {
        Path target = folder.resolve("open");
        Round round = new Round(peer.address(), Job.send(file, 1), 1, content.length);
        for (Side side : OtherRoads.intoOpen(target, content.length)) {
            round.run(side);
            assertThat(target).as(side.name()).hasBinaryContent(content);
            Files.delete(target);
        }
    }

    @Test
    void aCopyHasTheContent() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.in(folder)) {
            for (Contender contender : OtherRoads.copied(file, scratch)) {
                contender.round().get();
                assertThat(scratch.file("copy")).as(contender.name()).hasBinaryContent(content);
                Files.delete(scratch.file("copy"));
            }
        }
    }

    @Test
    void theFarEndOfARelayHasTheContent() throws IOException {
        Verification verification = Verification.of(file);
        for (Side side : OtherRoads.relayed(Job.send(file, 1), content.length)) {
            verification.check(side, peer.address());
        }
    }
}
