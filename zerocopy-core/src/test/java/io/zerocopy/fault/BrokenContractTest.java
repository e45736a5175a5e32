package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.LyingSource;
import io.zerocopy.testkit.LyingTarget;
import io.zerocopy.testkit.ReadLie;
import io.zerocopy.testkit.VirtualThreads;
import io.zerocopy.testkit.WriteLie;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Channels that break their own contract end a transfer at once, by an exception that names the class and what it
 * answered: they are not asked for ever, and no wrong byte moves. Where only the count is wrong and the buffer's
 * position right, the position may be believed instead.
 */
@ExtendWith(LeftOvers.class)
class BrokenContractTest {
    private static final Content CONTENT = Content.of(113);
    private static final int SIZE = 300_001;
    /** A second is the promise; the rest is for a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    /** For what follows a call that did not end: hundreds of those would take a quarter of an hour to fail. */
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private static volatile Duration patience = AT_ONCE;

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void makeFile() throws IOException {
        CONTENT.writeTo(file(), SIZE);
    }

    private static Path file() {
        return folder.resolve("file");
    }

    private static ByteBuffer bytes(int from, int count) {
        return ByteBuffer.wrap(CONTENT.bytes(from, count));
    }

    /** The ways to a target. All send the same bytes. */
    enum Sending {
        PATH {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.send(file(), target);
            }
        },
        PATH_COPIED {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.send(file(), target, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
            }
        },
        PATH_WITH_LIMITS {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.send(
                        file(),
                        target,
                        TransferOptions.DEFAULTS
                                .withStallTimeout(Duration.ofMinutes(1))
                                .withTimeout(Duration.ofMinutes(1)));
            }
        },
        CHANNEL {
            @Override
            void to(WritableByteChannel target) throws IOException {
                try (FileChannel file = FileChannel.open(file())) {
                    ZeroCopyTransfer.send(file, 0, SIZE, target);
                }
            }
        },
        FOREIGN_CHANNEL {
            @Override
            void to(WritableByteChannel target) throws IOException {
                try (FileChannel file = new ForeignFileChannel(FileChannel.open(file()))) {
                    ZeroCopyTransfer.send(file, 0, SIZE, target);
                }
            }
        },
        BYTES {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.send(Payload.builder().bytes(bytes(0, SIZE)).build(), target);
            }
        },
        MIXED_PAYLOAD {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.send(mixed(), target);
            }
        },
        ADVANCE {
            @Override
            void to(WritableByteChannel target) throws IOException {
                advance(Payload.ofFile(file()), target);
            }
        },
        ADVANCE_MIXED {
            @Override
            void to(WritableByteChannel target) throws IOException {
                advance(mixed(), target);
            }
        },
        RELAY {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.relay(stream(), target);
            }
        },
        RELAY_COUNT {
            @Override
            void to(WritableByteChannel target) throws IOException {
                ZeroCopyTransfer.relay(stream(), target, SIZE);
            }
        },
        /** Into a FileChannel that is not the JDK's, at a position. */
        RECEIVE {
            @Override
            void to(WritableByteChannel target) throws IOException {
                Path landing = Files.createTempFile(folder, "landing", "");
                try (FileChannel delegate = FileChannel.open(landing, StandardOpenOption.WRITE);
                        FileChannel file = new WritingTo(delegate, target)) {
                    ZeroCopyTransfer.receive(stream(), file, 10, SIZE);
                }
            }
        },
        /** The same, where it is written to like any other channel. */
        FOREIGN_FILE_TARGET {
            @Override
            void to(WritableByteChannel target) throws IOException {
                Path landing = Files.createTempFile(folder, "landing", "");
                try (FileChannel delegate = FileChannel.open(landing, StandardOpenOption.WRITE);
                        FileChannel file = new WritingTo(delegate, target)) {
                    ZeroCopyTransfer.send(file(), file);
                }
            }
        };

        abstract void to(WritableByteChannel target) throws IOException;

        private static Payload mixed() throws IOException {
            return Payload.builder()
                    .bytes(bytes(0, 5))
                    .file(file(), 5, 1_000)
                    .file(file(), 1_005, 100_000)
                    .bytes(bytes(101_005, 3))
                    .file(file(), 101_008, SIZE - 101_008)
                    .build();
        }

        private static void advance(Payload payload, WritableByteChannel target) throws IOException {
            try (PendingSend send = ZeroCopyTransfer.begin(payload)) {
                while (!send.isComplete()) {
                    send.advance(target);
                }
            }
        }

        private static ReadableByteChannel stream() {
            return Channels.newChannel(new ByteArrayInputStream(CONTENT.bytes(0, SIZE)));
        }

        /** What the message must name. */
        String named() {
            return this == RECEIVE || this == FOREIGN_FILE_TARGET
                    ? WritingTo.class.getName()
                    : LyingTarget.class.getName();
        }
    }

    /** A FileChannel whose writes are another channel's. */
    private static final class WritingTo extends ForeignFileChannel {
        private final WritableByteChannel target;

        WritingTo(FileChannel delegate, WritableByteChannel target) {
            super(delegate);
            this.target = target;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return target.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return target.write(source);
        }
    }

    static Stream<Arguments> writes() {
        List<Arguments> all = new ArrayList<>();
        for (Sending sending : Sending.values()) {
            for (WriteLie lie : WriteLie.values()) {
                all.add(Arguments.of(sending, lie, 0));
                all.add(Arguments.of(sending, lie, 8_001));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aWriteThatLies(Sending sending, WriteLie lie, long honestBytes) throws Exception {
        LyingTarget target = new LyingTarget(lie, CONTENT, honestBytes);
        TransferException failure = endOf(
                false,
                () -> {
                    sending.to(target);
                    return null;
                },
                target::stop);
        requireEnd(sending, lie, target, failure);
    }

    static Stream<WriteLie> writeLies() {
        return Stream.of(WriteLie.values());
    }

    @ParameterizedTest
    @MethodSource("writeLies")
    void aWriteThatLiesToAVirtualThread(WriteLie lie) throws Exception {
        VirtualThreads.assumeAvailable();
        LyingTarget target = new LyingTarget(lie, CONTENT, 8_001);
        TransferException failure = endOf(
                true,
                () -> {
                    Sending.PATH.to(target);
                    return null;
                },
                target::stop);
        requireEnd(Sending.PATH, lie, target, failure);
    }

    private static void requireEnd(
            Sending sending, WriteLie lie, LyingTarget target, @Nullable TransferException failure) {
        target.check().requireRight();
        if (failure == null) {
            assertThat(lie.isToldByThePosition()).as("success").isTrue();
            target.check().requireExactly(SIZE);
            return;
        }
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        assertThat(failure.getMessage()).contains(sending.named()).contains(String.valueOf(target.said()));
        assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
        assertThat(failure.bytesTransferred()).isEqualTo(target.check().count());
        assertThat(target.lies()).isBetween(1L, 3L);
    }

    /** The ways from a channel that is read as it comes. */
    enum Receiving {
        RECEIVE {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.receive(source, landing());
            }
        },
        RECEIVE_COUNT {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.receive(source, landing(), SIZE);
            }
        },
        RECEIVE_INTO_CHANNEL {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                try (FileChannel file =
                        FileChannel.open(landing(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    ZeroCopyTransfer.receive(source, file, 0, SIZE);
                }
            }
        },
        RELAY {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.relay(source, taken);
            }
        },
        RELAY_COUNT {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.relay(source, taken, SIZE);
            }
        },
        RELAY_LIMITED {
            @Override
            void from(ReadableByteChannel source, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.relay(
                        source,
                        taken,
                        TransferOptions.DEFAULTS.withMaxBytes(SIZE).withStallTimeout(Duration.ofMinutes(1)));
            }
        };

        abstract void from(ReadableByteChannel source, CheckingTarget taken) throws IOException;

        boolean isIntoPath() {
            return this == RECEIVE || this == RECEIVE_COUNT;
        }

        static Path landing() {
            return folder.resolve("landing");
        }
    }

    static Stream<Arguments> reads() {
        List<Arguments> all = new ArrayList<>();
        for (Receiving receiving : Receiving.values()) {
            for (ReadLie lie : ReadLie.values()) {
                all.add(Arguments.of(receiving, lie, 0));
                all.add(Arguments.of(receiving, lie, 8_001));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("reads")
    void aReadThatLies(Receiving receiving, ReadLie lie, long honestBytes) throws Exception {
        Files.deleteIfExists(Receiving.landing());
        LyingSource source = new LyingSource(lie, CONTENT, SIZE, honestBytes);
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        TransferException failure = endOf(
                false,
                () -> {
                    receiving.from(source, taken);
                    return null;
                },
                source::stop);
        taken.check().requireRight();
        if (failure == null) {
            assertThat(lie.isToldByThePosition()).as("success").isTrue();
            if (Files.exists(Receiving.landing())) {
                CONTENT.requireFile(Receiving.landing(), SIZE);
            } else {
                taken.check().requireExactly(SIZE);
            }
            return;
        }
        requireEnd(LyingSource.class, source, failure);
        if (receiving.isIntoPath()) {
            assertThat(Receiving.landing()).doesNotExist();
        } else if (Files.exists(Receiving.landing())) {
            CONTENT.requireFile(Receiving.landing(), failure.bytesTransferred());
        } else {
            taken.check().requireExactly(failure.bytesTransferred());
        }
    }

    private static void requireEnd(Class<?> named, LyingSource source, TransferException failure) {
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        assertThat(failure.getMessage()).contains(named.getName()).contains(String.valueOf(source.said()));
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(source.lies()).isBetween(1L, 3L);
    }

    /** The ways from a FileChannel that is not the JDK's. */
    enum Reading {
        CHANNEL {
            @Override
            void from(FileChannel file, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.send(file, 0, SIZE, taken);
            }
        },
        CHANNEL_COPIED {
            @Override
            void from(FileChannel file, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.send(
                        file, 0, SIZE, taken, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
            }
        },
        PAYLOAD {
            @Override
            void from(FileChannel file, CheckingTarget taken) throws IOException {
                ZeroCopyTransfer.send(payload(file), taken);
            }
        },
        ADVANCE {
            @Override
            void from(FileChannel file, CheckingTarget taken) throws IOException {
                Sending.advance(payload(file), taken);
            }
        };

        abstract void from(FileChannel file, CheckingTarget taken) throws IOException;

        private static Payload payload(FileChannel file) throws IOException {
            return Payload.builder()
                    .bytes(bytes(0, 5))
                    .file(file, 5, 200)
                    .bytes(bytes(205, 5))
                    .file(file, 210, SIZE - 210)
                    .build();
        }
    }

    static Stream<Arguments> fileReads() {
        List<Arguments> all = new ArrayList<>();
        for (Reading reading : Reading.values()) {
            for (ReadLie lie : ReadLie.values()) {
                all.add(Arguments.of(reading, lie, 0));
                all.add(Arguments.of(reading, lie, 8_001));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("fileReads")
    void aFileThatLies(Reading reading, ReadLie lie, long honestBytes) throws Exception {
        LyingSource source = new LyingSource(lie, CONTENT, SIZE, honestBytes);
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        TransferException failure = endOf(
                false,
                () -> {
                    try (FileChannel file = new ForeignFileChannel(FileChannel.open(file()), source::read)) {
                        reading.from(file, taken);
                    }
                    return null;
                },
                source::stop);
        taken.check().requireRight();
        if (failure == null) {
            assertThat(lie.isToldByThePosition()).as("success").isTrue();
            taken.check().requireExactly(SIZE);
            return;
        }
        requireEnd(ForeignFileChannel.class, source, failure);
        taken.check().requireExactly(failure.bytesTransferred());
    }

    /**
     * Returns the TransferException that the call ended with, null for a success; fails if it does not end, and ends
     * it.
     */
    private static @Nullable TransferException endOf(boolean virtual, Callable<@Nullable Void> call, Runnable stop)
            throws Exception {
        Callable<Optional<TransferException>> ending = () -> {
            try {
                call.call();
                return Optional.empty();
            } catch (TransferException e) {
                return Optional.of(e);
            }
        };
        Background<Optional<TransferException>> running =
                virtual ? Background.startVirtual(ending) : Background.start(ending);
        boolean ended = Await.within(patience, running::isDone);
        if (!ended) {
            stop.run();
            patience = A_MOMENT;
        }
        assertThat(ended).as("ended").isTrue();
        return running.get().orElse(null);
    }
}
