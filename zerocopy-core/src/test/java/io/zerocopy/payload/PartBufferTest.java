package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import io.zerocopy.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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

    /** Takes the file only when all the sends that it makes itself are done: as many are under way at one time. */
    private static final class Nesting extends DelegatingTarget implements ZeroCopyTarget {
        private final Payload payload;
        private final int more;
        private long directBytes;

        Nesting(Payload payload, int more) {
            super(new RecordingTarget());
            this.payload = payload;
            this.more = more;
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            if (more == 0) {
                directBytes = Gauges.directBytes();
            } else {
                Nesting next = new Nesting(payload, more - 1);
                ZeroCopyTransfer.send(payload, next);
                directBytes = next.directBytes;
            }
            return count;
        }
    }

    @Test
    void aSendKeepsNoBufferWhileTheKernelSendsTheFileBehindAHeader() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), LARGE);
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                .file(file)
                .build();
        ZeroCopyTransfer.send(payload, new Nesting(payload, 0));
        long before = Gauges.directBytes();
        Nesting first = new Nesting(payload, 60);
        ZeroCopyTransfer.send(payload, first);
        assertThat(first.directBytes - before).isLessThan(16L * 256 * 1024);
    }
}
