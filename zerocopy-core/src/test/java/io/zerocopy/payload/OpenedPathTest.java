package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A path that has been opened stays the file that was opened, whatever its name means meanwhile; and a send has one
 * descriptor of its own at the most.
 */
@ExtendWith(LeftOvers.class)
class OpenedPathTest {
    private static final Content CONTENT = Content.of(109);
    private static final Content OTHER = Content.of(1090);
    private static final int SIZE = 200_000;

    @TempDir
    Path folder = Path.of("");

    /** What becomes of the name. */
    enum Replacement {
        SHORTER {
            @Override
            void happen(Path file) throws IOException {
                moveOver(OTHER.writeTo(file.resolveSibling("other"), 10), file);
            }
        },
        OF_THE_SAME_LENGTH {
            @Override
            void happen(Path file) throws IOException {
                moveOver(OTHER.writeTo(file.resolveSibling("other"), SIZE), file);
            }
        },
        EMPTY {
            @Override
            void happen(Path file) throws IOException {
                moveOver(Files.createFile(file.resolveSibling("other")), file);
            }
        },
        DELETED {
            @Override
            void happen(Path file) throws IOException {
                Files.delete(file);
            }
        },
        A_FOLDER {
            @Override
            void happen(Path file) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        };

        abstract void happen(Path file) throws IOException;

        private static void moveOver(Path other, Path file) throws IOException {
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Payloads whose one path is opened before the first byte leaves. */
    enum Shape {
        THE_ISSUES {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                return Payload.builder()
                        .bytes(bytes(0, 4))
                        .file(channel, 4, 10)
                        .file(path, 14, 100_000)
                        .build();
            }
        },
        CHANNEL_FIRST {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                return Payload.builder()
                        .file(channel, 0, 10)
                        .file(path, 10, 100_000)
                        .build();
            }
        },
        MANY_CHANNELS_BETWEEN_BYTES {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                Payload.Builder payload = Payload.builder();
                for (int i = 0; i < 10; i++) {
                    payload.bytes(bytes(20 * i, 10)).file(channel, 20 * i + 10, 10);
                }
                return payload.bytes(bytes(200, 5))
                        .file(path, 205, 100_000)
                        .bytes(bytes(100_205, 5))
                        .build();
            }
        },
        BYTES_ONLY_IN_FRONT {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                return Payload.builder()
                        .bytes(bytes(0, 4))
                        .file(path, 4, 100_000)
                        .build();
            }
        },
        A_SMALL_RANGE {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                return Payload.builder()
                        .bytes(bytes(0, 4))
                        .file(channel, 4, 10)
                        .bytes(bytes(14, 4))
                        .file(path, 18, 1_000)
                        .build();
            }
        },
        A_LARGE_CHANNEL_FIRST {
            @Override
            Payload of(Path path, FileChannel channel) throws IOException {
                return Payload.builder()
                        .bytes(bytes(0, 4))
                        .file(channel, 4, 90_000)
                        .bytes(bytes(90_004, 4))
                        .file(channel, 90_008, 10)
                        .file(path, 90_018, 50_000)
                        .build();
            }
        };

        abstract Payload of(Path path, FileChannel channel) throws IOException;

        private static ByteBuffer bytes(int from, int count) {
            return ByteBuffer.wrap(CONTENT.bytes(from, count));
        }
    }

    /** Looks at what happens at the first write; takes a few bytes of it, as a slow peer's channel does. */
    private static final class AtFirstWrite extends DelegatingTarget {
        private final Runnable event;
        private final int takes;
        private boolean happened;

        AtFirstWrite(WritableByteChannel behind, int takes, Runnable event) {
            super(behind);
            this.takes = takes;
            this.event = event;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (happened) {
                return pass(source);
            }
            happened = true;
            ByteBuffer piece = source.slice();
            piece.limit(Math.min(takes, piece.limit()));
            int bytes = pass(piece);
            source.position(source.position() + bytes);
            event.run();
            return bytes;
        }
    }

    static Stream<Arguments> replaced() {
        List<Arguments> all = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            for (Replacement replacement : Replacement.values()) {
                for (ZeroCopyPolicy policy : List.of(ZeroCopyPolicy.PREFER, ZeroCopyPolicy.AVOID)) {
                    all.add(Arguments.of(shape, replacement, policy, Integer.MAX_VALUE));
                }
                all.add(Arguments.of(shape, replacement, ZeroCopyPolicy.PREFER, 3));
            }
        }
        return all.stream();
    }

    /** All is sent as it was when the send began, or nothing. */
    @ParameterizedTest
    @MethodSource("replaced")
    void aNameThatIsReplacedAtTheFirstWrite(Shape shape, Replacement replacement, ZeroCopyPolicy policy, int takes)
            throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("path"), SIZE);
        try (FileChannel channel = FileChannel.open(CONTENT.writeTo(folder.resolve("channel"), SIZE))) {
            Payload payload = shape.of(path, channel);
            RecordingTarget taken = new RecordingTarget();
            ZeroCopyTransfer.send(
                    payload,
                    new AtFirstWrite(taken, takes, () -> happen(replacement, path)),
                    TransferOptions.DEFAULTS.withZeroCopy(policy));
            assertThat(taken.bytes()).isEqualTo(CONTENT.bytes(0, (int) payload.length()));
        }
    }

    private static void happen(Replacement replacement, Path path) {
        try {
            replacement.happen(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Between the look and its turn: an event loop's send opens late, and says so before the first byte, or not. */
    @ParameterizedTest
    @MethodSource("replacements")
    void aSmallRangeThatWasReadOnceIsNotAnotherFiles(Replacement replacement) throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("path"), SIZE);
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 4)))
                .file(path, 4, 1_000)
                .bytes(ByteBuffer.wrap(CONTENT.bytes(1_004, 4)))
                .build();
        RecordingTarget taken = new RecordingTarget();
        AtFirstWrite target = new AtFirstWrite(taken, 5, () -> happen(replacement, path));
        try (PendingSend send = ZeroCopyTransfer.begin(payload)) {
            while (!send.isComplete()) {
                send.advance(target);
            }
        }
        assertThat(taken.bytes()).isEqualTo(CONTENT.bytes(0, 1_008));
    }

    static Stream<Replacement> replacements() {
        return Stream.of(Replacement.values());
    }

    /**
     * Before the send begins it is the new file that counts: as a failure where it is too short, and nothing leaves.
     */
    @Test
    void aNameThatWasReplacedBefore() throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("path"), SIZE);
        try (FileChannel channel = FileChannel.open(CONTENT.writeTo(folder.resolve("channel"), SIZE))) {
            for (Shape shape : Shape.values()) {
                CONTENT.writeTo(path, SIZE);
                Payload payload = shape.of(path, channel);
                Replacement.SHORTER.happen(path);
                RecordingTarget taken = new RecordingTarget();
                TransferException failure =
                        catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.send(payload, taken));
                assertThat(failure.bytesTransferred()).isZero();
                assertThat(taken.bytes()).isEmpty();
            }
        }
    }

    @Test
    void oneDescriptorAtATime() throws IOException {
        Skip.unless(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc/self/fd on this system");
        Payload.Builder parts = Payload.builder();
        int size = 0;
        for (int i = 0; i < 12; i++) {
            int count = i % 3 == 0 ? 100_000 : 1_000;
            Path file = CONTENT.writeTo(folder.resolve("path" + i), SIZE * 3);
            parts.bytes(ByteBuffer.wrap(CONTENT.bytes(size, 7))).file(file, size + 7, count);
            size += 7 + count;
        }
        Payload payload = parts.build();
        RecordingTarget taken = new RecordingTarget();
        WritableByteChannel looking = new DelegatingTarget(taken) {
            @Override
            public int write(ByteBuffer source) throws IOException {
                assertThat(openPaths()).hasSizeLessThanOrEqualTo(1);
                return pass(source);
            }
        };
        ZeroCopyTransfer.send(payload, looking);
        assertThat(taken.bytes()).isEqualTo(CONTENT.bytes(0, size));
        try (PendingSend send = ZeroCopyTransfer.begin(payload)) {
            while (!send.isComplete()) {
                send.advance(looking);
                assertThat(openPaths()).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private List<String> openPaths() throws IOException {
        List<String> found = new ArrayList<>();
        String mine = folder.toRealPath().resolve("path").toString();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String what = nameOf(descriptor);
                if (what.startsWith(mine)) {
                    found.add(what);
                }
            }
        }
        return found;
    }

    private static String nameOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed between the listing and this look.
            return "";
        }
    }
}
