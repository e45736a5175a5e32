package io.zerocopy.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.OtherFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a payload hands its parts over to a server with a road of its own: all or, if a file is not there, none. */
@ExtendWith(LeftOvers.class)
class PayloadVisitorTest {
    private static final Content CONTENT = Content.of(43);
    private static final int SIZE = 1000;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    /** Writes down what it is given. */
    private static class Notes implements Payload.Visitor {
        final List<String> parts = new ArrayList<>();
        final List<ByteBuffer> buffers = new ArrayList<>();

        @Override
        public void bytes(ByteBuffer content) throws IOException {
            parts.add("bytes " + US_ASCII.decode(content.duplicate()));
            buffers.add(content);
        }

        @Override
        public void file(Path path, long position, long count) throws IOException {
            parts.add(path.getFileName() + " " + position + " " + count);
        }

        @Override
        public void file(FileChannel open, long position, long count) throws IOException {
            parts.add("channel " + position + " " + count);
        }
    }

    private static final class ForeignNotes extends Notes {
        @Override
        public boolean acceptsForeignFiles() {
            return true;
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static List<String> parts(Payload payload) throws IOException {
        Notes notes = new Notes();
        payload.accept(notes);
        assertThat(notes.parts).hasSize(payload.partCount());
        return notes.parts;
    }

    /** Nothing but the failure: the visitor is given no part. */
    private static void requireNone(Payload payload, Class<? extends Exception> failure) {
        Notes notes = new Notes();
        assertThatThrownBy(() -> payload.accept(notes))
                .isInstanceOf(failure)
                .asString()
                .startsWith(failure.getName());
        assertThat(notes.parts).isEmpty();
    }

    private Payload behindBytes(Path path) throws IOException {
        return Payload.builder()
                .bytes(ascii("head"))
                .file(file)
                .file(path, 1, 2)
                .build();
    }

    private Payload behindBytes(FileChannel open) throws IOException {
        return Payload.builder()
                .bytes(ascii("head"))
                .file(file)
                .file(open, 1, 2)
                .build();
    }

    @Test
    void partsComeInOrder() throws IOException {
        try (FileChannel open = FileChannel.open(file)) {
            open.position(5);
            Payload payload = Payload.builder()
                    .bytes(ascii("head"))
                    .file(file, 7, 30)
                    .bytes(ascii("between"))
                    .bytes(ascii("them"))
                    .file(open, 40, 50)
                    .file(file)
                    .build();
            List<String> all =
                    List.of("bytes head", "file 7 30", "bytes between", "bytes them", "channel 40 50", "file 0 1000");
            assertThat(parts(payload)).isEqualTo(all);
            assertThat(parts(payload)).as("again").isEqualTo(all);
            assertThat(open.position()).isEqualTo(5);
            assertThat(open.isOpen()).isTrue();
            assertThat(parts(payload.slice(2, 7))).isEqualTo(List.of("bytes ad", "file 7 5"));
        }
    }

    @Test
    void emptyPartsAreLeftOut() throws IOException {
        Payload one = Payload.builder()
                .bytes(ByteBuffer.allocate(0))
                .file(file, 3, 0)
                .file(file, 3, 4)
                .bytes(ByteBuffer.allocate(0))
                .build();
        assertThat(one.partCount()).isEqualTo(1);
        assertThat(parts(one)).isEqualTo(List.of("file 3 4"));
        assertThat(Payload.builder().build().partCount()).isZero();
        assertThat(parts(one.slice(1, 0))).isEmpty();
    }

    @Test
    void bytesAreReadOnlyAndTheVisitorsOwn() throws IOException {
        Payload payload = Payload.builder().bytes(ascii("to be kept")).build().slice(3, 7);
        Notes first = new Notes();
        payload.accept(first);
        ByteBuffer given = first.buffers.get(0);
        assertThat(given.isReadOnly()).isTrue();
        assertThat(given.position()).isZero();
        assertThat(given.remaining()).isEqualTo(7);
        given.position(5);
        assertThat(parts(payload)).isEqualTo(List.of("bytes be kept"));
        assertThat(US_ASCII.decode(given).toString()).isEqualTo("pt");
    }

    @Test
    void aFileThatIsMissingIsFoundFirst() throws IOException {
        Path other = CONTENT.writeTo(folder.resolve("other"), SIZE);
        Payload payload = behindBytes(other);
        Files.delete(other);
        requireNone(payload, NoSuchFileException.class);
        Files.createDirectory(other);
        requireNone(payload, FileSystemException.class);
    }

    @Test
    void aFileThatIsShorterIsFoundFirst() throws IOException {
        Path other = CONTENT.writeTo(folder.resolve("other"), 3);
        try (FileChannel open = FileChannel.open(other, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Payload byPath = behindBytes(other);
            Payload byChannel = behindBytes(open);
            assertThat(parts(byPath)).hasSize(3);
            assertThat(parts(byChannel)).hasSize(3);
            open.truncate(2);
            requireNone(byPath, SourceTruncatedException.class);
            requireNone(byChannel, SourceTruncatedException.class);
        }
    }

    @Test
    void aChannelThatCannotBeReadIsFoundFirst() throws IOException {
        FileChannel closed = FileChannel.open(file);
        closed.close();
        requireNone(behindBytes(closed), ClosedChannelException.class);
        try (FileChannel writable = FileChannel.open(file, StandardOpenOption.WRITE)) {
            requireNone(behindBytes(writable), NonReadableChannelException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfAnotherFileSystemIsRefusedFirst(OtherFileSystem kind) throws IOException {
        try (FileSystem other = kind.open(folder)) {
            Path foreign = Files.write(other.getPath("/foreign"), new byte[] {1, 2, 3});
            Payload payload = behindBytes(foreign);
            requireNone(payload, FileSystemException.class);
            ForeignNotes notes = new ForeignNotes();
            payload.accept(notes);
            assertThat(notes.parts).isEqualTo(List.of("bytes head", "file 0 1000", "foreign 1 2"));
            Files.delete(foreign);
            assertThatThrownBy(() -> payload.accept(notes)).isInstanceOf(NoSuchFileException.class);
            assertThat(notes.parts).hasSize(3);
        }
    }

    /** Netty's native transports would take a descriptor out of it by force. */
    @Test
    void aChannelThatIsNotOfTheJdkIsRefusedFirst() throws IOException {
        try (FileChannel foreign = new ForeignFileChannel(FileChannel.open(file))) {
            Payload payload = behindBytes(foreign);
            requireNone(payload, FileSystemException.class);
            ForeignNotes notes = new ForeignNotes();
            payload.accept(notes);
            assertThat(notes.parts).isEqualTo(List.of("bytes head", "file 0 1000", "channel 1 2"));
        }
    }

    @Test
    void anInterruptClosesNoChannel() throws IOException {
        try (FileChannel open = FileChannel.open(file)) {
            Thread.currentThread().interrupt();
            Notes notes = new Notes();
            Payload payload = behindBytes(open);
            assertThatThrownBy(() -> payload.accept(notes))
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(open.isOpen()).isTrue();
            assertThat(notes.parts).isEmpty();
        }
    }

    @Test
    void whatTheVisitorThrowsEndsIt() throws IOException {
        IOException full = new IOException("full");
        Notes notes = new Notes() {
            @Override
            public void file(Path path, long position, long count) throws IOException {
                throw full;
            }
        };
        Payload payload = Payload.builder()
                .bytes(ascii("head"))
                .file(file)
                .bytes(ascii("tail"))
                .build();
        assertThatThrownBy(() -> payload.accept(notes)).isSameAs(full);
        assertThat(notes.parts).isEqualTo(List.of("bytes head"));
    }

    @Test
    void nullIsRefused() {
        Payload payload = Payload.builder().build();
        assertThatThrownBy(() -> payload.accept(Null.of(Payload.Visitor.class)))
                .isInstanceOf(NullPointerException.class);
    }
}
