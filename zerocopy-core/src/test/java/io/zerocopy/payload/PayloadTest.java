package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a payload is made of, how long it is, and every slice of it. */
@ExtendWith(LeftOvers.class)
class PayloadTest {
    private static final Content CONTENT = Content.of(42);
    private static final int SIZE = 1000;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private static byte[] sent(Payload payload) throws IOException {
        RecordingTarget target = new RecordingTarget();
        TransferResult result = ZeroCopyTransfer.send(payload, target);
        assertThat(result.bytes()).isEqualTo(payload.length());
        return target.bytes();
    }

    @Test
    void aWholeFileHasItsSize() throws IOException {
        Payload payload = Payload.ofFile(file);
        assertThat(payload.length()).isEqualTo(SIZE);
        assertThat(payload).hasToString("Payload of 1000 bytes in 1 part");
        assertThat(sent(payload)).isEqualTo(CONTENT.bytes(0, SIZE));
        assertThat(sent(payload)).as("again").isEqualTo(CONTENT.bytes(0, SIZE));
    }

    @Test
    void aFileThatGrowsIsSentAsAnnounced() throws IOException {
        Payload payload = Payload.ofFile(file);
        CONTENT.writeTo(file, 2 * SIZE);
        assertThat(payload.length()).isEqualTo(SIZE);
        assertThat(sent(payload)).isEqualTo(CONTENT.bytes(0, SIZE));
    }

    @Test
    void aRangeIsARange() throws IOException {
        assertThat(sent(Payload.ofFile(file, 7, 30))).isEqualTo(CONTENT.bytes(7, 30));
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(5);
            assertThat(sent(Payload.ofFile(channel, 7, 30))).isEqualTo(CONTENT.bytes(7, 30));
            assertThat(channel.position()).isEqualTo(5);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void bytesAreCopiedWhenTheyAreAdded() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(10);
        bytes.put(CONTENT.bytes(0, 10)).position(2).limit(8);
        Payload payload = Payload.builder().bytes(bytes).build();
        assertThat(bytes.position()).isEqualTo(2);
        assertThat(bytes.limit()).isEqualTo(8);
        Arrays.fill(bytes.array(), (byte) 0);
        assertThat(payload.length()).isEqualTo(6);
        assertThat(sent(payload)).isEqualTo(CONTENT.bytes(2, 6));
        assertThat(sent(payload)).as("again").isEqualTo(CONTENT.bytes(2, 6));
    }

    @Test
    void aBuilderMayGoOn() throws IOException {
        Payload.Builder builder = Payload.builder().file(file, 0, 10);
        Payload first = builder.build();
        Payload second = builder.file(file, 10, 5).build();
        assertThat(first.length()).isEqualTo(10);
        assertThat(sent(second)).isEqualTo(CONTENT.bytes(0, 15));
        assertThat(sent(first)).isEqualTo(CONTENT.bytes(0, 10));
    }

    @Test
    void emptyPartsAreFine() throws IOException {
        Path empty = CONTENT.writeTo(folder.resolve("empty"), 0);
        Payload nothing = Payload.builder()
                .bytes(ByteBuffer.allocate(0))
                .file(empty)
                .file(file, SIZE, 0)
                .build();
        assertThat(nothing.length()).isZero();
        assertThat(sent(nothing)).isEmpty();
        assertThat(sent(nothing.slice(0, 0))).isEmpty();
        assertThat(sent(Payload.builder().build())).isEmpty();
        Payload among = Payload.builder()
                .file(empty)
                .file(file, 0, 10)
                .bytes(ByteBuffer.allocate(0))
                .file(file, 10, 10)
                .file(empty)
                .build();
        assertThat(sent(among)).isEqualTo(CONTENT.bytes(0, 20));
    }

    /** The file system knows no size of it: a Content-Length could not be said either. */
    @Test
    void aFileOfProcfsIsEmpty() throws IOException {
        Path status = Path.of("/proc/self/status");
        Skip.unless(Files.exists(status), "no procfs here");
        assertThat(sent(Payload.ofFile(status))).isEmpty();
    }

    @Test
    void everySliceIsThatRange() throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(100, 9)))
                    .file(file, 109, 8)
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(117, 1)))
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(118, 7)))
                    .file(channel, 125, 9)
                    .file(file, 134, 6)
                    .build();
            assertThat(payload.length()).isEqualTo(40);
            for (int position = 0; position <= 40; position++) {
                for (int count = 0; count <= 40 - position; count++) {
                    Payload slice = payload.slice(position, count);
                    assertThat(slice.length()).isEqualTo(count);
                    assertThat(sent(slice))
                            .as("%s bytes at %s", count, position)
                            .isEqualTo(CONTENT.bytes(100 + position, count));
                }
            }
            assertThat(sent(payload.slice(3, 33).slice(4, 20).slice(5, 6))).isEqualTo(CONTENT.bytes(112, 6));
        }
    }

    @Test
    void aSliceMustBeThere() throws IOException {
        Payload payload = Payload.ofFile(file);
        long[][] ranges = {{-1, 1}, {0, -1}, {0, SIZE + 1}, {SIZE, 1}, {1, Long.MAX_VALUE}, {Long.MAX_VALUE, 1}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> payload.slice(range[0], range[1]))
                    .as("%s bytes at %s", range[1], range[0])
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRangeThatCannotBeRightIsRefused() throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            for (long[] range : new long[][] {{-1, 1}, {0, -1}, {1, Long.MAX_VALUE}, {Long.MAX_VALUE, 1}}) {
                assertThatThrownBy(() -> Payload.ofFile(file, range[0], range[1]))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Payload.ofFile(channel, range[0], range[1]))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            Payload.Builder full = Payload.builder().file(channel, 0, Long.MAX_VALUE);
            assertThatThrownBy(() -> full.file(channel, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRangeThatTheFileDoesNotHaveIsRefused() {
        for (long[] range : new long[][] {{0, SIZE + 1}, {SIZE, 1}, {SIZE + 1, 0}, {Long.MAX_VALUE - 5, 5}}) {
            assertThatThrownBy(() -> Payload.ofFile(file, range[0], range[1]))
                    .as("%s bytes at %s", range[1], range[0])
                    .isInstanceOf(SourceTruncatedException.class);
        }
    }

    @Test
    void onlyFilesThatAreThereCanBeSent() {
        assertThatThrownBy(() -> Payload.ofFile(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Payload.ofFile(folder.resolve("missing"), 0, 0))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Payload.ofFile(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Is a directory");
    }

    @Test
    void nullsAreRefused() {
        Payload.Builder builder = Payload.builder();
        assertThatThrownBy(() -> Payload.ofFile(Null.of(Path.class))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Payload.ofFile(Null.of(Path.class), 0, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Payload.ofFile(Null.of(FileChannel.class), 0, 0))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.bytes(Null.of(ByteBuffer.class))).isInstanceOf(NullPointerException.class);
        assertThat(builder.build().length()).isZero();
    }
}
