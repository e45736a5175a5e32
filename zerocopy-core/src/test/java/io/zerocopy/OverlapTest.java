package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file that is sent into itself: refused where what is still to be read would be overwritten, and only there. */
@ExtendWith(LeftOvers.class)
class OverlapTest {
    private static final Content CONTENT = Content.of(175);

    @TempDir
    Path folder = Path.of("");

    @Test
    void partsOfTheTargetItself() throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("file"), 1_000);
        Path other = CONTENT.writeTo(folder.resolve("other"), 1_000);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel another = FileChannel.open(other)) {
            file.position(500);
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.allocate(100))
                    .file(another, 0, 100)
                    .file(other)
                    .file(file, 400, 100)
                    .build();
            Overlap.requireNone(payload, 0, new CheckingTarget(CONTENT, 0));
            Overlap.requireNone(payload, 0, file);
            file.position(499);
            assertThatThrownBy(() -> Overlap.requireNone(payload, 0, file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlap");
            Overlap.requireNone(payload, 1_300, file);
            file.position(0);
            assertThatThrownBy(() -> Overlap.requireNone(payload, 0, file))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Overlap.requireNone(file, file, 5, 10))
                    .isInstanceOf(IllegalArgumentException.class);
            Overlap.requireNone(file, file, 10, 10);
            Overlap.requireNone(another, file, 5, 10);
        }
    }
}
