package io.zerocopy.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrapper that declares itself takes the file's bytes itself; what it answers is taken at its word. */
@ExtendWith(LeftOvers.class)
class ZeroCopyTargetTest {
    private static final Content CONTENT = Content.of(55);
    private static final int SIZE = 3_000_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    static Path folder = Path.of("");

    private static Path file = Path.of("");

    @BeforeAll
    static void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void twoWrappersCompose(Lane lane) throws Exception {
        boolean kernel = lane.best().isZeroCopy();
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            CountingTarget inner = CountingTarget.of(open.target());
            CountingTarget outer = CountingTarget.of(inner);
            TransferResult result = ZeroCopyTransfer.send(file, outer, DEFAULTS);
            assertThat(result.bytes()).isEqualTo(SIZE);
            assertThat(result.isZeroCopy()).isEqualTo(kernel);
            if (kernel) {
                assertThat(result.mechanism()).isEqualTo(TransferMechanism.DELEGATED);
            }
            assertThat(result.bytesBy(TransferMechanism.DELEGATED)).isEqualTo(outer.forwarded());
            assertThat(outer.forwarded()).isEqualTo(inner.forwarded());
            assertThat(outer.forwarded() + outer.written()).isEqualTo(SIZE);
            assertThat(inner.written()).isEqualTo(outer.written());
            open.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_NON_BLOCKING", mode = EnumSource.Mode.MATCH_ALL)
    void anEventLoopGetsZeroFromAFullOne(Lane lane) throws Exception {
        try (Lane.Open open = lane.open(CONTENT, 0);
                PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file))) {
            CountingTarget target = CountingTarget.of(CountingTarget.of(open.target()));
            while (send.advance(target) > 0) {}
            assertThat(target.forwarded() + target.written()).isEqualTo(send.transferred());
            open.release();
            while (!send.isComplete()) {
                if (send.advance(target) == 0) {
                    Await.pass(Duration.ofMillis(1));
                }
            }
            open.finish().requireExactly(SIZE);
        }
    }

    /** Answers as the test says, and remembers what it was asked. */
    private static class Answering implements ZeroCopyTarget {
        private final CheckingTarget check = new CheckingTarget(CONTENT, 0);
        private final List<Long> asked = new ArrayList<>();
        private long written;

        /** Takes bytes of the file as if by the kernel. */
        long take(FileChannel source, long position, long count) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate((int) count);
            int read = source.read(bytes, position);
            check.write(bytes.flip());
            return read;
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            asked.add(position);
            assertThat(count).isPositive();
            return answer(source, position, count);
        }

        long answer(FileChannel source, long position, long count) throws IOException {
            return take(source, position, count);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            written += source.remaining();
            return check.write(source);
        }

        @Override
        public boolean isOpen() {
            return check.isOpen();
        }

        @Override
        public void close() {
            check.close();
        }
    }

    private static final class Fixed extends Answering {
        private final long answer;

        Fixed(long answer) {
            this.answer = answer;
        }

        @Override
        long answer(FileChannel source, long position, long count) {
            return answer;
        }
    }

    @Test
    void positionsAreTheSourcesAndStepsAreChunks() throws IOException {
        Answering target = new Answering();
        try (FileChannel source = FileChannel.open(file)) {
            source.position(5);
            ZeroCopyTransfer.send(source, 0, 2500, target, DEFAULTS.withChunkSize(1000));
            assertThat(source.position()).isEqualTo(5);
        }
        assertThat(target.asked).containsExactly(0L, 1000L, 2000L);
        target.check.check().requireExactly(2500);
        assertThat(target.written).isZero();
    }

    @Test
    void shortAnswersAndZerosAreAskedAgain() throws IOException {
        Answering target = new Answering() {
            private int calls;

            @Override
            long answer(FileChannel source, long position, long count) throws IOException {
                calls++;
                return calls % 3 == 0 ? take(source, position, Math.min(count, 70_000)) : 0;
            }
        };
        TransferResult result = ZeroCopyTransfer.send(file, target, DEFAULTS);
        assertThat(result.bytesBy(TransferMechanism.DELEGATED)).isEqualTo(SIZE);
        target.check.check().requireExactly(SIZE);
    }

    /** Names its socket, which is ready all the time, and takes nothing for a while: as one that holds to a rate. */
    private static final class Throttled extends Answering {
        private final SocketChannel socket;
        private final long untilNanos =
                System.nanoTime() + Duration.ofMillis(500).toNanos();
        private int refused;

        Throttled(SocketChannel socket) {
            this.socket = socket;
        }

        private boolean refuses() {
            boolean refuses = System.nanoTime() < untilNanos;
            refused += refuses ? 1 : 0;
            return refuses;
        }

        @Override
        long answer(FileChannel source, long position, long count) throws IOException {
            return refuses() ? 0 : take(source, position, count);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return refuses() ? 0 : super.write(source);
        }

        @Override
        public SelectableChannel selectable() {
            return socket;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatHoldsItselfBackIsNotAskedWithoutAPause(boolean blocking) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            pair.sender().configureBlocking(blocking);
            Throttled throttled = new Throttled(pair.sender());
            ZeroCopyTransfer.send(file, 0, 1000, throttled);
            assertThat(throttled.refused).isBetween(1, 500);
            Answering target = throttled;
            target.check.check().requireExactly(1000);
        }
    }

    /** Is a channel itself, and names no other. */
    private static final class OwnChannel extends Pipe.SinkChannel implements ZeroCopyTarget {
        private final CheckingTarget check = new CheckingTarget(CONTENT, 0);

        OwnChannel() {
            super(SelectorProvider.provider());
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) {
            return NOT_HERE;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return check.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            return write(sources, 0, sources.length);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return check.write(sources[offset]);
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    @Test
    void anEventLoopRefusesOneThatIsABlockingChannelItself() throws IOException {
        try (OwnChannel target = new OwnChannel();
                PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, 0, 1000))) {
            assertThatThrownBy(() -> send.advance(target)).isInstanceOf(IllegalBlockingModeException.class);
            target.configureBlocking(false);
            assertThat(send.advance(target)).isEqualTo(1000);
            target.check.check().requireExactly(1000);
        }
    }

    @Test
    void notHereMeansTheRestOfThisPart() throws IOException {
        Answering target = new Answering() {
            @Override
            long answer(FileChannel source, long position, long count) throws IOException {
                return position == 0 || position == 1_000_000 ? take(source, position, 100) : NOT_HERE;
            }
        };
        Payload twoParts = Payload.builder()
                .file(file, 0, 1_000_000)
                .file(file, 1_000_000, 1_000_000)
                .build();
        TransferResult result = ZeroCopyTransfer.send(twoParts, target, DEFAULTS);
        assertThat(target.asked).containsExactly(0L, 100L, 1_000_000L, 1_000_100L);
        assertThat(result.bytesBy(TransferMechanism.DELEGATED)).isEqualTo(200);
        assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(2_000_000 - 200);
        assertThat(result.isZeroCopy()).isFalse();
        target.check.check().requireExactly(2_000_000);
    }

    @Test
    void requireFailsAtNotHere() {
        Answering target = new Fixed(ZeroCopyTarget.NOT_HERE);
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, target, DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE)))
                .isInstanceOf(ZeroCopyUnavailableException.class)
                .hasMessageContaining("NOT_HERE");
        assertThat(target.written).isZero();
    }

    @Test
    void avoidAsksNothing() throws IOException {
        Answering target = new Answering();
        ZeroCopyTransfer.send(file, target, DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
        assertThat(target.asked).isEmpty();
        target.check.check().requireExactly(SIZE);
    }

    @Test
    void aZeroAtTheEndOfTheFileIsTheEnd() {
        Answering target = new Answering() {
            @Override
            long answer(FileChannel source, long position, long count) throws IOException {
                return Math.max(0, take(source, position, Math.min(count, 1_000_000)));
            }
        };
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, 0, SIZE + 1, target))
                .isInstanceOfSatisfying(
                        SourceTruncatedException.class,
                        e -> assertThat(e.bytesTransferred()).isEqualTo(SIZE));
        target.check.check().requireExactly(SIZE);
    }

    @Test
    void itsExceptionsEndTheTransfer() {
        IOException broken = new IOException("broken");
        Answering target = new Answering() {
            @Override
            long answer(FileChannel source, long position, long count) throws IOException {
                if (position > 0) {
                    throw broken;
                }
                return take(source, position, 1000);
            }
        };
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, target))
                .isExactlyInstanceOf(TransferException.class)
                .hasCause(broken)
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.bytesTransferred()).isEqualTo(1000);
                    assertThat(e.side()).isEqualTo(TransferException.Side.TARGET);
                });
        assertThat(target.written).as("no second try by write").isZero();
        assertThat(target.isOpen()).isTrue();
        RuntimeException bug = new IllegalArgumentException("bug");
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, new Answering() {
                    @Override
                    long answer(FileChannel source, long position, long count) {
                        throw bug;
                    }
                }))
                .isSameAs(bug);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, Long.MIN_VALUE, 1001, Long.MAX_VALUE})
    void anAnswerThatCannotBeIsNotCounted(long answer) {
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, new Fixed(answer), DEFAULTS.withChunkSize(1000)))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining(Fixed.class.getName())
                .hasMessageContaining(String.valueOf(answer));
    }

    @Test
    void forwardSaysNotHereWhereTheKernelHasNoRoad() throws IOException {
        CheckingTarget foreign = new CheckingTarget(CONTENT, 0);
        try (FileChannel source = FileChannel.open(file);
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            assertThat(ZeroCopyTarget.forward(source, 0, 10, foreign)).isEqualTo(ZeroCopyTarget.NOT_HERE);
            FileChannel notTheJdks = new ForeignFileChannel(source);
            assertThat(ZeroCopyTarget.forward(notTheJdks, 0, 10, peer.channel()))
                    .isEqualTo(ZeroCopyTarget.NOT_HERE);
            if (Lane.TCP_BLOCKING.best().isZeroCopy()) {
                assertThat(ZeroCopyTarget.forward(source, 0, 10, peer.channel()))
                        .isEqualTo(10);
                peer.finish().requireExactly(10);
                assertThatThrownBy(() -> ZeroCopyTarget.forward(source, 0, 10, peer.channel()))
                        .isInstanceOf(ClosedChannelException.class);
            }
        }
        foreign.check().requireExactly(0);
    }
}
