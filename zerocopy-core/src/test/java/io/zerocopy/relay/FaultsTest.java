package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.receive.Progress;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Targets;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that was read has been written, or is reported, to the byte, whatever ends a relay. */
@ExtendWith(LeftOvers.class)
class FaultsTest {
    private static final Content CONTENT = Content.of(93);
    private static final int FIRST = 20_011;
    private static final int SIZE = 3_000_001;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 100_000, 299_999})
    void theTargetFails(int after) {
        IOException broken = new IOException("a broken target");
        ContentSource source = ContentSource.of(CONTENT, 300_000);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Progress progress = new Progress();
        TransferException failure = catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.relay(
                        source,
                        Targets.failingAfter(target, after, broken),
                        TransferOptions.DEFAULTS.withListener(progress)));
        assertThat(failure).isExactlyInstanceOf(TransferException.class).hasCause(broken);
        assertThat(failure.side()).isEqualTo(Side.TARGET);
        assertThat(failure.bytesTransferred()).isEqualTo(after);
        assertThat(failure.bytesRead()).isEqualTo(source.given()).isGreaterThan(after);
        progress.requireEnd(failure);
        target.check().requireExactly(after);
        assertThat(source.isOpen()).isTrue();
        assertThat(target.isOpen()).isTrue();

        IllegalStateException bug = new IllegalStateException("a bug of the target's");
        CheckingTarget buggy = new CheckingTarget(CONTENT, 0);
        assertThatThrownBy(() -> ZeroCopyTransfer.relay(
                        ContentSource.of(CONTENT, 300_000), Targets.failingAfter(buggy, after, bug)))
                .isSameAs(bug);
        buggy.check().requireExactly(after);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_192, 299_999})
    void theSourceFails(int after) {
        IOException broken = new IOException("a broken source");
        ContentSource source = ContentSource.of(CONTENT, after).endingWith(() -> {
            throw broken;
        });
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.relay(source, target));
        assertThat(failure).isExactlyInstanceOf(TransferException.class).hasCause(broken);
        assertThat(failure.side()).isEqualTo(Side.SOURCE);
        assertThat(failure.bytesRead()).isEqualTo(after).isEqualTo(failure.bytesTransferred());
        target.check().requireExactly(after);
        assertThat(source.isOpen()).isTrue();
        assertThat(target.isOpen()).isTrue();
    }

    /** The read of a channel of the JDK's own does so, too, when the interrupt comes with the bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_192})
    void theSourceFailsHavingGivenBytes(int before) {
        IOException broken = new IOException("a broken source");
        ContentSource source = ContentSource.of(CONTENT, before + 10).inPieces(Math.max(1, before));
        ReadableByteChannel failing = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                boolean fails = source.given() >= before;
                int bytes = source.read(target);
                if (fails) {
                    throw broken;
                }
                return bytes;
            }

            @Override
            public boolean isOpen() {
                return source.isOpen();
            }

            @Override
            public void close() {
                source.close();
            }
        };
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.relay(failing, target));
        assertThat(failure).isExactlyInstanceOf(TransferException.class).hasCause(broken);
        assertThat(failure.side()).isEqualTo(Side.SOURCE);
        assertThat(failure.bytesTransferred()).isEqualTo(before);
        assertThat(failure.bytesRead()).isEqualTo(source.given()).isGreaterThan(before);
        target.check().requireExactly(before);
    }

    /** What the relay has not read is still there for whoever reads on. */
    private static void requireRest(Wire in, TransferException failure, Background<Void> giving) throws Exception {
        in.readingChannel().configureBlocking(true);
        assertThat(in.readToEnd(CONTENT, failure.bytesRead())).isEqualTo(SIZE - failure.bytesRead());
        giving.get();
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void theReaderOfTheTargetGoes(End source) throws Exception {
        for (boolean blocking : new boolean[] {true, false}) {
            try (Wire in = source.openAsSource();
                    Wire out = new End(Wire.Kind.TCP, blocking).openAsTarget()) {
                Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
                Background<TransferException> relaying = Background.start(() -> catchThrowableOfType(
                        TransferException.class, () -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd())));
                out.read(CONTENT, 0, FIRST);
                out.resetByReader();
                TransferException failure = relaying.get();
                assertThat(failure).isExactlyInstanceOf(TransferException.class);
                assertThat(failure.side()).isEqualTo(Side.TARGET);
                assertThat(failure.bytesTransferred()).isBetween((long) FIRST, failure.bytesRead());
                assertThat(out.writingChannel().isOpen()).isTrue();
                requireRest(in, failure, giving);
            }
        }
    }

    @Test
    void aCloseThatThrowsHidesNeitherTheInterruptNorTheOtherEnd() {
        IllegalStateException bug = new IllegalStateException("a bug of the target's");
        CheckingTarget checking = new CheckingTarget(CONTENT, 0);
        WritableByteChannel target = new DelegatingTarget(checking) {
            @Override
            public void close() {
                throw bug;
            }
        };
        ContentSource source = ContentSource.of(CONTENT, FIRST).endingWith(() -> {
            Thread.currentThread().interrupt();
            return 0;
        });
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.relay(source, target));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasCauseInstanceOf(ClosedByInterruptException.class).hasSuppressedException(bug);
        assertThat(failure.bytesTransferred()).isEqualTo(FIRST);
        assertThat(source.isOpen()).isFalse();
    }

    /** A relay that has moved its first bytes and waits for more; its thread's flag is looked at after the call. */
    private static final class Waiting implements AutoCloseable {
        private final Wire in;
        private final Wire out;
        private final Progress progress = new Progress();
        private final Background<TransferException> relaying;
        private volatile boolean flagLeftSet;

        Waiting(Wire in, Wire out) {
            this.in = in;
            this.out = out;
            this.relaying = Background.start(() -> {
                try {
                    return catchThrowableOfType(
                            TransferException.class,
                            () -> ZeroCopyTransfer.relay(
                                    in.readingEnd(),
                                    out.writingEnd(),
                                    TransferOptions.DEFAULTS.withListener(progress)));
                } finally {
                    flagLeftSet = Thread.currentThread().isInterrupted();
                }
            });
        }

        static Waiting forSource(End source) throws Exception {
            Waiting waiting = new Waiting(source.openAsSource(), Wire.open(Wire.Kind.TCP));
            waiting.in.write(CONTENT, 0, FIRST);
            waiting.progress.await(FIRST);
            return waiting;
        }

        TransferException failure() throws Exception {
            TransferException failure = relaying.get();
            assertThat(failure).isExactlyInstanceOf(TransferException.class);
            progress.requireEnd(failure);
            return failure;
        }

        @Override
        public void close() throws IOException {
            try (in) {
                out.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void interruptedWhileItWaitsForTheSource(End source) throws Exception {
        try (Waiting waiting = Waiting.forSource(source)) {
            waiting.relaying.thread().interrupt();
            TransferException failure = waiting.failure();
            requireInterrupted(failure, waiting);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            requireReset(waiting.out);
        }
    }

    /** What is not whole must not look so. */
    private static void requireReset(Wire out) {
        assertThatThrownBy(() -> out.readToEnd(CONTENT, 0)).isInstanceOf(IOException.class);
    }

    private static void requireInterrupted(TransferException failure, Waiting waiting) {
        assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failure.side()).isEqualTo(Side.NONE);
        assertThat(waiting.flagLeftSet).isTrue();
        assertThat(waiting.in.readingChannel().isOpen()).isFalse();
        assertThat(waiting.out.writingChannel().isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void interruptedWhileItWaitsForTheTarget(End target) throws Exception {
        try (Waiting waiting = new Waiting(Wire.open(Wire.Kind.PIPE), target.openAsTarget())) {
            Background<Void> giving = waiting.in.giveAll(CONTENT, 0, SIZE);
            Await.until("the first bytes", () -> waiting.progress.bytes() > 0);
            Await.steady(Duration.ofMillis(250), waiting.progress::bytes);
            waiting.relaying.thread().interrupt();
            TransferException failure = waiting.failure();
            requireInterrupted(failure, waiting);
            assertThat(failure.bytesTransferred()).isLessThanOrEqualTo(failure.bytesRead());
            if (target.kind() == Wire.Kind.TCP && !target.blocking()) {
                // Not in a call of the JDK's, which would have closed it by itself.
                requireReset(waiting.out);
            } else if (target.kind() != Wire.Kind.TLS) {
                assertThat(waiting.out.readToEnd(CONTENT, 0)).isEqualTo(failure.bytesTransferred());
            }
            assertThatThrownBy(giving::get).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void theSourceIsClosedByAnotherThread(End source) throws Exception {
        try (Waiting waiting = Waiting.forSource(source)) {
            waiting.in.readingChannel().close();
            TransferException failure = waiting.failure();
            assertThat(failure.getCause()).isInstanceOf(ClosedChannelException.class);
            assertThat(failure.side()).isEqualTo(Side.SOURCE);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            assertThat(waiting.out.writingChannel().isOpen()).isTrue();
        }
    }

    /** At the next byte at the latest, which then is one that was read and not written. */
    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void theTargetIsClosedByAnotherThread(End source) throws Exception {
        try (Waiting waiting = Waiting.forSource(source)) {
            waiting.out.writingChannel().close();
            Background<Void> giving = waiting.in.giveAll(CONTENT, FIRST, SIZE - FIRST);
            TransferException failure = waiting.failure();
            assertThat(failure.getCause()).isInstanceOf(ClosedChannelException.class);
            assertThat(failure.side()).isEqualTo(Side.TARGET);
            assertThat(failure.bytesTransferred()).isEqualTo(FIRST);
            assertThat(waiting.in.readingChannel().isOpen()).isTrue();
            requireRest(waiting.in, failure, giving);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWriterOfTheSourceResets(boolean blocking) throws Exception {
        try (Waiting waiting = Waiting.forSource(new End(Wire.Kind.TCP, blocking))) {
            waiting.in.resetByWriter();
            TransferException failure = waiting.failure();
            assertThat(failure.getCause()).isInstanceOf(IOException.class).hasMessageContaining("reset");
            assertThat(failure.side()).isEqualTo(Side.SOURCE);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            assertThat(waiting.out.writingChannel().isOpen()).isTrue();
        }
    }

    /** The way to end a relay from outside without a failure. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "UNIX"})
    void theSourceIsShutDown(Wire.Kind kind) throws Exception {
        for (boolean blocking : new boolean[] {true, false}) {
            try (Wire in = new End(kind, blocking).openAsSource();
                    Wire out = Wire.open(Wire.Kind.TCP)) {
                in.write(CONTENT, 0, FIRST);
                Progress progress = new Progress();
                Background<TransferResult> relaying = Background.start(() -> ZeroCopyTransfer.relay(
                        in.readingEnd(), out.writingEnd(), TransferOptions.DEFAULTS.withListener(progress)));
                progress.await(FIRST);
                ((SocketChannel) in.readingChannel()).shutdownInput();
                assertThat(relaying.get().bytes()).isEqualTo(FIRST);
            }
        }
    }
}
