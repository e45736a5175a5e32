package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each tracer sees each read and write of the article's loop. */
class TracerTest {
    private static final int BLOCKS = 500;
    private static final int BLOCK_BYTES = 4096;

    @ParameterizedTest
    @EnumSource
    void aReadAndAWriteForEachBlock(Tracer tracer, @TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("content.bin"), new byte[BLOCKS * BLOCK_BYTES]);
        OptionalLong count;
        try (Peer peer = Peer.start()) {
            String port = String.valueOf(peer.address().getPort());
            count = tracer.count(ChildJvm.command(CountedSend.class, List.of("article's loop", file.toString(), port)));
        }
        assumeTrue(count.isPresent(), () -> tracer + " is missing here, or may not trace");
        assertThat(count.getAsLong()).isBetween(2L * BLOCKS, 2L * BLOCKS + 150);
    }
}
