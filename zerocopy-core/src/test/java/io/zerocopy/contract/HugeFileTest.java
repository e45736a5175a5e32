package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.InMemory;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing breaks where a length no longer fits 32 bits, nor at the 2 GiB that the kernel takes at once. */
@ExtendWith(LeftOvers.class)
class HugeFileTest {
    private static final long GIB = 1L << 30;
    private static final long SIZE = 5 * GIB + 7;
    /** A page with content in every 64 MiB, and the rest a hole. */
    private static final Content CONTENT = Content.sparse(10, 4096, 64L * 1024 * 1024);

    @TempDir(factory = InMemory.class)
    static Path folder = Path.of("");

    @BeforeAll
    static void makeFile() throws IOException {
        CONTENT.writeTo(folder.resolve("sparse"), SIZE);
    }

    @ParameterizedTest
    @CsvSource({"PREFER,8388608,0", "PREFER,9223372036854775807,0", "AVOID,8388608,4294967295"})
    void fiveGibibytes(ZeroCopyPolicy policy, long chunkBytes, long from) throws IOException {
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy).withChunkSize(chunkBytes);
        try (Peer peer = Peer.expecting(CONTENT, from).readsAll()) {
            TransferResult result =
                    ZeroCopyTransfer.send(folder.resolve("sparse"), from, SIZE - from, peer.channel(), options);
            assertThat(result.bytes()).isEqualTo(SIZE - from);
            peer.finish().requireExactly(SIZE - from);
        }
    }
}
