package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.StreamFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts that cannot be, of targets that take files themselves, of streams, sizes, and channels that say they block:
 * the transfer ends at once, by an exception that names the class and what it answered.
 */
@ExtendWith(LeftOvers.class)
class BrokenCountsTest {
    private static final Content CONTENT = Content.of(1130);
    private static final int SIZE = 300_001;
    private static final int HONEST = 10_000;
    /** A second is the promise; the rest is for a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void makeFile() throws IOException {
        CONTENT.writeTo(file(), SIZE);
    }

    private static Path file() {
        return folder.resolve("file");
    }

    private interface Call {
        void run() throws IOException;
    }

    /** What the call threw, which must be a plain TransferException that says this; fails if it does not end. */
    private static TransferException endOf(Call call, String... says) throws Exception {
        Background<Throwable> running = Background.start(() -> catchThrowable(call::run));
        assertThat(Await.within(AT_ONCE, running::isDone)).as("ended").isTrue();
        Throwable failure = running.get();
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        for (String part : says) {
            assertThat(failure).hasMessageContaining(part);
        }
        return (TransferException) failure;
    }

    /** Takes some of a file itself, and then says what it should not. */
    private static final class LyingTaker extends DelegatingTarget implements ZeroCopyTarget {
        private final long answer;
        private final CheckingTarget taken;

        LyingTaker(CheckingTarget taken, long answer) {
            super(taken);
            this.taken = taken;
            this.answer = answer;
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            if (taken.check().count() >= HONEST) {
                return answer == Long.MAX_VALUE - 1 ? count + 1 : answer;
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, HONEST));
            source.read(bytes, position);
            return taken.write(bytes.flip());
        }
    }

    static Stream<Arguments> takers() {
        List<Arguments> all = new ArrayList<>();
        for (int way = 0; way < 4; way++) {
            // The one before the last stands for one more than asked for.
            for (long answer : new long[] {-2, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 32}) {
                all.add(Arguments.of(way, answer));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("takers")
    void ofATargetThatTakesFiles(int way, long answer) throws Exception {
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        LyingTaker target = new LyingTaker(taken, answer);
        TransferException failure = endOf(
                () -> {
                    switch (way) {
                        case 0 -> ZeroCopyTransfer.send(file(), target);
                        case 1 ->
                            ZeroCopyTransfer.send(
                                    file(), target, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE));
                        case 2 ->
                            ZeroCopyTransfer.send(
                                    Payload.builder()
                                            .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 5)))
                                            .file(file(), 5, SIZE - 5)
                                            .build(),
                                    target);
                        default -> {
                            try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file()))) {
                                while (!send.isComplete()) {
                                    send.advance(target);
                                }
                            }
                        }
                    }
                },
                LyingTaker.class.getName());
        assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
        taken.check().requireExactly(failure.bytesTransferred());
    }

    /** What an InputStream may not answer. */
    enum Answer {
        NOTHING {
            @Override
            int of(int length) {
                return 0;
            }
        },
        ONE_MORE {
            @Override
            int of(int length) {
                return length + 1;
            }
        },
        TWO_GIBIBYTES {
            @Override
            int of(int length) {
                return Integer.MAX_VALUE;
            }
        },
        MINUS_TWO {
            @Override
            int of(int length) {
                return -2;
            }
        },
        THE_LEAST_INT {
            @Override
            int of(int length) {
                return Integer.MIN_VALUE;
            }
        };

        abstract int of(int length);
    }

    /** Gives some bytes, and from then on answers only. */
    private static final class LyingStream extends InputStream {
        private final Answer answer;
        private int given;
        private int lies;

        LyingStream(Answer answer) {
            this.answer = answer;
        }

        @Override
        public int read() {
            return given++ & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (given >= HONEST) {
                if (++lies > 10_000) {
                    throw new AssertionError("asked for ever");
                }
                return answer.of(length);
            }
            int bytes = Math.min(length, HONEST - given);
            CONTENT.put(given, ByteBuffer.wrap(target, offset, bytes));
            given += bytes;
            return bytes;
        }
    }

    static Stream<Arguments> streams() {
        List<Arguments> all = new ArrayList<>();
        for (int way = 0; way < 5; way++) {
            for (Answer answer : Answer.values()) {
                all.add(Arguments.of(way, answer));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void ofAStream(int way, Answer answer) throws Exception {
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        Path landing = folder.resolve("landing");
        Files.deleteIfExists(landing);
        TransferException failure = endOf(
                () -> {
                    switch (way) {
                        case 0 -> ZeroCopyTransfer.receive(new LyingStream(answer), landing);
                        case 1 -> ZeroCopyTransfer.receive(new LyingStream(answer), landing, SIZE);
                        case 2 -> ZeroCopyTransfer.send(StreamFile.of(SIZE, () -> new LyingStream(answer)), taken);
                        case 3 ->
                            ZeroCopyTransfer.send(
                                    Payload.builder()
                                            .file(StreamFile.of(SIZE, () -> new LyingStream(answer)))
                                            .bytes(ByteBuffer.allocate(10))
                                            .build(),
                                    taken);
                        default -> {
                            Path stream = StreamFile.of(SIZE, () -> new LyingStream(answer));
                            try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(stream))) {
                                while (!send.isComplete()) {
                                    send.advance(taken);
                                }
                            }
                        }
                    }
                },
                LyingStream.class.getName());
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        assertThat(landing).doesNotExist();
        if (way >= 2) {
            taken.check().requireExactly(failure.bytesTransferred());
        }
    }

    /** A size that cannot be is no size; one that says more than there is ends as a file that was cut does. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void ofASize(long size) throws Exception {
        try (FileChannel real = FileChannel.open(file());
                FileChannel lying = new ForeignFileChannel(real) {
                    @Override
                    public long size() {
                        return size;
                    }
                }) {
            CheckingTarget taken = new CheckingTarget(CONTENT, 0);
            Throwable refused = catchThrowable(() -> ZeroCopyTransfer.send(
                    Payload.builder()
                            .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 5)))
                            .file(lying, 5, SIZE)
                            .build(),
                    taken));
            assertThat(refused).isInstanceOf(IOException.class);
            taken.check().requireExactly(0);
        }
    }

    @Test
    void ofASizeThatIsTooLarge() throws Exception {
        try (FileChannel real = FileChannel.open(file());
                FileChannel lying = new ForeignFileChannel(real) {
                    @Override
                    public long size() {
                        return Long.MAX_VALUE;
                    }
                }) {
            CheckingTarget taken = new CheckingTarget(CONTENT, 0);
            Background<Throwable> sending =
                    Background.start(() -> catchThrowable(() -> ZeroCopyTransfer.send(lying, 0, SIZE + 1, taken)));
            assertThat(Await.within(AT_ONCE, sending::isDone)).as("ended").isTrue();
            assertThat(sending.get()).isInstanceOf(TransferException.class);
            taken.check().requireExactly(SIZE);
        }
    }

    /** Says that it blocks, and never does, nor has anything, nor takes anything. */
    static final class NeverReady extends AbstractSelectableChannel
            implements ReadableByteChannel, WritableByteChannel {
        private volatile boolean stopped;
        private final AtomicLong calls = new AtomicLong();

        NeverReady() {
            super(SelectorProvider.provider());
        }

        @Override
        public int read(ByteBuffer target) {
            return nothing();
        }

        @Override
        public int write(ByteBuffer source) {
            return nothing();
        }

        private int nothing() {
            if (stopped) {
                throw new AssertionError("still asked after " + calls + " calls");
            }
            calls.incrementAndGet();
            return 0;
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    /** What such a channel is to a transfer. */
    enum Role {
        TARGET_OF_SEND {
            @Override
            void play(NeverReady channel) throws IOException {
                ZeroCopyTransfer.send(file(), channel);
            }
        },
        TARGET_OF_BYTES {
            @Override
            void play(NeverReady channel) throws IOException {
                ZeroCopyTransfer.send(
                        Payload.builder().bytes(ByteBuffer.allocate(10)).build(), channel);
            }
        },
        TARGET_OF_RELAY {
            @Override
            void play(NeverReady channel) throws IOException {
                try (FileChannel source = FileChannel.open(file())) {
                    ZeroCopyTransfer.relay(source, channel);
                }
            }
        },
        SOURCE_OF_RECEIVE {
            @Override
            void play(NeverReady channel) throws IOException {
                ZeroCopyTransfer.receive(channel, folder.resolve("landing"));
            }
        },
        SOURCE_OF_RELAY {
            @Override
            void play(NeverReady channel) throws IOException {
                ZeroCopyTransfer.relay(channel, new CheckingTarget(CONTENT, 0), 10);
            }
        };

        abstract void play(NeverReady channel) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void ofAChannelThatSaysItBlocks(Role role) throws Exception {
        try (NeverReady channel = new NeverReady()) {
            try {
                TransferException failure = endOf(() -> role.play(channel), NeverReady.class.getName());
                assertThat(failure.bytesTransferred()).isZero();
            } finally {
                channel.stopped = true;
            }
        }
    }
}
