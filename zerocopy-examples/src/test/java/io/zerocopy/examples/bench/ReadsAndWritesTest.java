package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every read and write of the article's loop is counted, and none of the counting. */
class ReadsAndWritesTest {
    private static final int BLOCKS = 500;
    private static final int BLOCK_BYTES = 4096;

    @Test
    void aReadAndAWriteForEachBlockAndAReadForTheEnd(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("content.bin"), new byte[BLOCKS * BLOCK_BYTES]);
        Side side = WholeFile.byTheArticlesLoop(file);
        Optional<ReadsAndWrites> calls;
        try (Peer peer = Peer.start()) {
            // Once beforehand: loading classes reads their jar.
            ReadsAndWrites.of(side, peer.address());
            calls = ReadsAndWrites.of(side, peer.address());
        }
        assumeTrue(calls.isPresent(), () -> "this system counts no calls in " + ReadsAndWrites.COUNTERS);
        assertThat(calls).contains(new ReadsAndWrites(BLOCKS + 1, BLOCKS));
    }
}
