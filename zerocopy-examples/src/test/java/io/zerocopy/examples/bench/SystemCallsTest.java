package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** strace sees each read and write of the article's loop, and no others count. */
class SystemCallsTest {
    private static final int BLOCKS = 500;
    private static final int BLOCK_BYTES = 4096;

    @Test
    void aReadAndAWriteForEachBlock(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("content.bin"), new byte[BLOCKS * BLOCK_BYTES]);
        OptionalLong count;
        try (Peer peer = Peer.start()) {
            count = SystemCalls.counted("article's loop", file, peer.address());
        }
        assumeTrue(count.isPresent(), "strace is missing here, or may not trace");
        assertThat(count.getAsLong()).isBetween(2L * BLOCKS, 2L * BLOCKS + 150);
    }
}
