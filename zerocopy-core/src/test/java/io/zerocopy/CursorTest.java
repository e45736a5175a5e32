package io.zerocopy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Parts come in their order, each opened once its turn has come; only what gains by it is read ahead of its turn. */
@ExtendWith(LeftOvers.class)
class CursorTest {
    private static final Content CONTENT = Content.of(41);
    private static final int SMALL = 1000;
    private static final int LARGE = Cursor.GATHERED_FILE_BYTES + 1;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), 3L * LARGE);
    }

    private static ByteBuffer bytes(int position, int count) {
        return ByteBuffer.wrap(CONTENT.bytes(position, count));
    }

    private Cursor cursor(Payload.Builder payload) {
        return new Cursor(payload.build(), ZeroCopyPolicy.PREFER);
    }

    private void requireBuffered(int bytes) {
        assertThat(buffer.position()).isEqualTo(bytes);
        assertThat(buffer.limit()).isEqualTo(buffer.capacity());
        assertThat(buffer.flip()).isEqualTo(bytes(0, bytes));
    }

    @Test
    void partsComeInOrder() throws IOException {
        Payload.Builder payload =
                Payload.builder().bytes(bytes(0, 10)).file(file, 10, 20).bytes(bytes(30, 5));
        try (Cursor cursor = cursor(payload)) {
            assertThat(cursor.remainingBytes()).isEqualTo(35);
            assertThat(cursor.isAtEnd()).isFalse();
            try (Source first = requireNonNull(cursor.next())) {
                assertThat(first.kind()).isEqualTo(SourceKind.BYTES);
                assertThat(first.remaining()).isEqualTo(10);
                assertThat(cursor.remainingBytes()).isEqualTo(25);
                assertThat(cursor.isAtEnd()).isFalse();
            }
            try (Source second = requireNonNull(cursor.next())) {
                assertThat(second.kind()).isEqualTo(SourceKind.FILE);
                assertThat(second.position()).isEqualTo(10);
                assertThat(second.remaining()).isEqualTo(20);
            }
            assertThat(cursor.remainingBytes()).isEqualTo(5);
            try (Source third = requireNonNull(cursor.next())) {
                assertThat(third.remaining()).isEqualTo(5);
            }
            assertThat(cursor.isAtEnd()).isTrue();
            assertThat(cursor.remainingBytes()).isZero();
        }
    }

    @Test
    void bytesAndOneSmallFileAreReadOn() throws IOException {
        Payload.Builder payload = Payload.builder()
                .bytes(bytes(0, 10))
                .bytes(bytes(10, 10))
                .file(file, 20, SMALL)
                .bytes(bytes(20 + SMALL, 30))
                .file(file, 50 + SMALL, SMALL);
        try (Cursor cursor = cursor(payload)) {
            cursor.readOn(buffer, Source.nothing());
            requireBuffered(50 + SMALL);
            assertThat(cursor.remainingBytes()).as("nothing has moved").isEqualTo(50 + 2 * SMALL);
        }
    }

    @Test
    void aLargeFileIsNotReadOn() throws IOException {
        try (Cursor cursor = cursor(Payload.builder().file(file, 0, LARGE).bytes(bytes(LARGE, 10)))) {
            cursor.readOn(buffer, Source.nothing());
            requireBuffered(0);
        }
    }

    @Test
    void aFileIsReadOnBehindBytesOnly() throws IOException {
        try (Cursor cursor = cursor(Payload.builder().bytes(bytes(0, 10)).file(file, 10, SMALL));
                Source before = SourceFile.whole(file)) {
            cursor.readOn(buffer, before);
            requireBuffered(10);
        }
    }

    @Test
    void aFileThatDoesNotFitIsNotReadOnAndBytesArePartly() throws IOException {
        try (Cursor cursor = cursor(Payload.builder().bytes(bytes(0, 10)).file(file, 10, SMALL))) {
            buffer.position(buffer.limit() - SMALL - 9);
            cursor.readOn(buffer, Source.nothing());
            assertThat(buffer.remaining()).isEqualTo(SMALL - 1);
        }
        try (Cursor cursor = cursor(Payload.builder().bytes(bytes(0, 10)))) {
            buffer.clear().limit(7);
            cursor.readOn(buffer, Source.nothing());
            assertThat(buffer.flip()).isEqualTo(bytes(0, 7));
        }
    }

    @Test
    void requireReadsNoFileOn() throws IOException {
        Payload payload =
                Payload.builder().bytes(bytes(0, 10)).file(file, 10, SMALL).build();
        try (Cursor cursor = new Cursor(payload, ZeroCopyPolicy.REQUIRE)) {
            cursor.readOn(buffer, Source.nothing());
            requireBuffered(10);
        }
    }

    @Test
    void whatWasOpenedToReadOnIsTheNextPart() throws IOException {
        try (Cursor cursor = cursor(Payload.builder().file(file, 0, SMALL))) {
            cursor.readOn(buffer, Source.nothing());
            // A file that is replaced meanwhile: what was read and what is still to be read come from the same one.
            Files.delete(file);
            try (Source next = requireNonNull(cursor.next())) {
                buffer.clear();
                assertThat(next.read(buffer)).isGreaterThanOrEqualTo(SMALL);
                assertThat(buffer.flip().limit(SMALL)).isEqualTo(bytes(0, SMALL));
            }
        }
    }

    @Test
    void aFileThatHasBecomeShorterIsFoundInItsTurn() throws IOException {
        try (Cursor cursor = cursor(Payload.builder().file(file, 0, SMALL).bytes(bytes(0, 10)))) {
            truncate(SMALL - 1);
            cursor.readOn(buffer, Source.nothing());
            requireBuffered(SMALL - 1);
            assertThatThrownBy(cursor::look).isInstanceOf(SourceTruncatedException.class);
            Files.delete(file);
            assertThatThrownBy(cursor::look).isInstanceOf(NoSuchFileException.class);
        }
    }

    private void truncate(long size) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(size);
        }
    }

    @Test
    void whatIsOpenedAheadIsClosed() throws IOException {
        // The watcher of left-overs fails this test if the descriptor stays.
        try (Cursor cursor = cursor(
                Payload.builder().bytes(bytes(0, 10)).file(file, 0, SMALL).file(file, 0, LARGE))) {
            cursor.readOn(buffer, Source.nothing());
            assertThat(buffer.position()).isEqualTo(10 + SMALL);
        }
    }
}
