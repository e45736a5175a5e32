package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A target is the old one or the whole new one, and nothing lies about, however a receive ends. */
@ExtendWith(LeftOvers.class)
class AtomicTest {
    private static final Content CONTENT = Content.of(62);
    private static final Content OLD = Content.of(63);
    private static final int OLD_SIZE = 5_003;
    private static final int SIZE = 700_001;

    @TempDir
    Path folder = Path.of("");

    private Path target = Path.of("");

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("target");
    }

    private static ContentSource source() {
        return ContentSource.of(CONTENT, SIZE);
    }

    /** The ways a receive fails, each with bytes in hand that have been written already. */
    enum Failing {
        STREAM_ENDS_TOO_EARLY {
            @Override
            void receive(Path target) throws IOException {
                ZeroCopyTransfer.receive(source(), target, SIZE + 1);
            }
        },
        MORE_THAN_ALLOWED {
            @Override
            void receive(Path target) throws IOException {
                ZeroCopyTransfer.receive(source(), target, TransferOptions.DEFAULTS.withMaxBytes(SIZE - 1));
            }
        },
        SOURCE_THROWS {
            @Override
            void receive(Path target) throws IOException {
                ZeroCopyTransfer.receive(source().endingWith(Failing::fail), target);
            }
        },
        SOURCE_THROWS_UNCHECKED {
            @Override
            void receive(Path target) throws IOException {
                ReadableByteChannel source = source().endingWith(() -> {
                    throw new IllegalStateException("a bug of the source's");
                });
                ZeroCopyTransfer.receive(source, target);
            }
        },
        STREAM_THROWS {
            @Override
            void receive(Path target) throws IOException {
                ZeroCopyTransfer.receive(Channels.newInputStream(source().endingWith(Failing::fail)), target);
            }
        },
        SOURCE_CLOSES {
            @Override
            void receive(Path target) throws IOException {
                ContentSource source = source();
                source.endingWith(() -> {
                    source.close();
                    return 0;
                });
                ZeroCopyTransfer.receive(source, target);
            }
        },
        STALLS {
            @Override
            void receive(Path target) throws Exception {
                receiveSilence(target, TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMillis(50)));
            }
        },
        TAKES_TOO_LONG {
            @Override
            void receive(Path target) throws Exception {
                receiveSilence(target, TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(50)));
            }
        },
        INTERRUPTED_BEFORE {
            @Override
            void receive(Path target) throws IOException {
                Thread.currentThread().interrupt();
                ZeroCopyTransfer.receive(source(), target);
            }
        },
        INTERRUPTED {
            @Override
            void receive(Path target) throws IOException {
                ReadableByteChannel source = source().endingWith(() -> {
                    Thread.currentThread().interrupt();
                    return 0;
                });
                ZeroCopyTransfer.receive(source, target);
            }
        },
        ZERO_COPY_REQUIRED {
            @Override
            void receive(Path target) throws IOException {
                ZeroCopyTransfer.receive(
                        source(), target, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE));
            }
        };

        abstract void receive(Path target) throws Exception;

        private static int fail() throws IOException {
            throw new IOException("a broken source");
        }

        private static void receiveSilence(Path target, TransferOptions options) throws Exception {
            try (Wire wire = Wire.open(Wire.Kind.TCP)) {
                wire.write(CONTENT, 0, 1000);
                ZeroCopyTransfer.receive(wire.readingEnd(), target, options);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOldTargetStays(Failing failing) throws IOException {
        OLD.writeTo(target, OLD_SIZE);
        BasicFileAttributes before = Files.readAttributes(target, BasicFileAttributes.class);
        requireFailure(failing);
        BasicFileAttributes after = Files.readAttributes(target, BasicFileAttributes.class);
        assertThat(after.fileKey()).isEqualTo(before.fileKey());
        assertThat(after.lastModifiedTime()).isEqualTo(before.lastModifiedTime());
        OLD.requireFile(target, OLD_SIZE);
        assertThat(files()).containsExactly(target);
    }

    @ParameterizedTest
    @EnumSource
    void noTargetAppears(Failing failing) throws IOException {
        requireFailure(failing);
        assertThat(files()).isEmpty();
    }

    private void requireFailure(Failing failing) {
        try {
            assertThat(catchThrowable(() -> failing.receive(target))).isInstanceOf(Exception.class);
        } finally {
            Thread.interrupted();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void whileItComesTheOldOneIsThereInWhole() throws IOException {
        OLD.writeTo(target, OLD_SIZE);
        ZeroCopyTransfer.receive(
                source().endingWith(() -> {
                    OLD.requireFile(target, OLD_SIZE);
                    assertThat(files())
                            .hasSize(2)
                            .anySatisfy(file -> assertThat(file.getFileName().toString())
                                    .matches("\\.target\\.[0-9a-z]+\\.zerocopy"));
                    return -1;
                }),
                target);
        CONTENT.requireFile(target, SIZE);
        assertThat(files()).containsExactly(target);
    }

    /** Who has the old one open goes on reading it. */
    @Test
    void theNewOneIsAnotherFile() throws IOException {
        OLD.writeTo(target, OLD_SIZE);
        Path otherName = Files.createLink(folder.resolve("other name"), target);
        ZeroCopyTransfer.receive(source(), target);
        CONTENT.requireFile(target, SIZE);
        OLD.requireFile(otherName, OLD_SIZE);
    }

    @Test
    void nothingReplacesSomething() throws IOException {
        OLD.writeTo(target, OLD_SIZE);
        ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 0), target);
        assertThat(target).isEmptyFile();
        ZeroCopyTransfer.receive(source(), target, 0);
        assertThat(target).isEmptyFile();
        assertThat(files()).containsExactly(target);
    }

    /** The one that ends last is there in the end, and no other bytes are among its own. */
    @Test
    void twoAtATime() throws IOException {
        ZeroCopyTransfer.receive(
                source().endingWith(() -> {
                    ZeroCopyTransfer.receive(ContentSource.of(OLD, OLD_SIZE), target);
                    OLD.requireFile(target, OLD_SIZE);
                    return -1;
                }),
                target);
        CONTENT.requireFile(target, SIZE);
        assertThat(files()).containsExactly(target);
    }
}
