package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of a payload go through one buffer, of a size that is right for all of them. */
@ExtendWith(LeftOvers.class)
class PartBufferTest {
    private static final Content CONTENT = Content.of(105);
    private static final int LARGE = 500_000;

    @TempDir
    Path folder = Path.of("");

    /** In an archive, whose files are read as streams. */
    @ParameterizedTest
    @EnumSource
    void aPartOfOneByteDoesNotMakeTheNextOneGoByteByByte(OtherFileSystem kind) throws IOException {
        try (FileSystem system = kind.open(folder)) {
            Path tiny = Files.write(system.getPath("/tiny"), CONTENT.bytes(0, 1));
            Path large = Files.write(system.getPath("/large"), CONTENT.bytes(1, LARGE));
            CheckingTarget checking = new CheckingTarget(CONTENT, 0);
            DelegatingTarget target = new DelegatingTarget(checking);
            ZeroCopyTransfer.send(Payload.builder().file(tiny).file(large).build(), target);
            checking.check().requireExactly(LARGE + 1);
            // A stream may give less than is asked for; zipfs's gives some KiB at a time.
            assertThat(target.calls()).isLessThan(LARGE / 1000);
        }
    }
}
