package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Transfer.State;
import io.zerocopy.TransferException.Side;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ColdFile;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.HeldExecutor;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.StreamFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop, turn by turn, between channels that do as they are told: how much moves, where it stands, how it ends. */
@ExtendWith(LeftOvers.class)
class LoopTest {
    private static final Content CONTENT = Content.of(173);
    private static final int SIZE = 200_000;
    private static final long ANY = Long.MAX_VALUE;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;
    private static final TransferOptions REQUIRED = DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);

    @TempDir
    Path folder = Path.of("");

    private Path path;
    private FileChannel file;
    private @Nullable Transfer begun;

    @BeforeEach
    void open() throws IOException {
        path = CONTENT.writeTo(folder.resolve("file"), SIZE);
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        if (begun != null) {
            begun.close();
        }
        file.close();
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
    }

    private Transfer begin(Source source, @Nullable Cursor behind, WritableByteChannel to, TransferOptions options) {
        Itinerary itinerary = new Itinerary(source, behind, to, null, options.zeroCopy());
        Pace pace = Pace.of(options, System.nanoTime());
        Transfer transfer = new Transfer(itinerary, options, Observer.of(options), pace, Watchdog.NONE, ReadAhead.NONE);
        begun = transfer;
        return transfer;
    }

    private Transfer begin(Source source, WritableByteChannel to) {
        return begin(source, null, to, DEFAULTS);
    }

    private Transfer begin(Payload payload, WritableByteChannel to, TransferOptions options) throws IOException {
        Cursor behind = new Cursor(payload, options.zeroCopy());
        return begin(behind.open(), behind, to, options);
    }

    private static ByteBuffer bytes(int from, int count) {
        return ByteBuffer.wrap(CONTENT.bytes(from, count));
    }

    private Source all() {
        return Source.borrowed(file, 0, SIZE);
    }

    /** Takes what it is told to in each call: so many bytes, or throws when it has taken them. */
    private static class Sink implements WritableByteChannel {
        final ContentCheck check = CONTENT.checkFrom(0);
        final Deque<Long> takes = new ArrayDeque<>();
        final List<Long> offered = new ArrayList<>();

        @Nullable
        IOException thrown;

        @Nullable
        RuntimeException worse;

        private boolean open = true;

        Sink taking(long... each) {
            for (long one : each) {
                takes.add(one);
            }
            return this;
        }

        long takes(long most) {
            offered.add(most);
            return takes.isEmpty() ? most : Math.min(most, takes.remove());
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int taken = (int) takes(from.remaining());
            check.accept(from.slice().limit(taken));
            from.position(from.position() + taken);
            if (thrown != null) {
                throw thrown;
            }
            if (worse != null) {
                throw worse;
            }
            return taken;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** Takes bytes of a file itself. */
    private static final class Taker extends Sink implements ZeroCopyTarget {
        private boolean isHere = true;

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            if (!isHere) {
                return NOT_HERE;
            }
            ByteBuffer some = ByteBuffer.allocate((int) takes(count));
            source.read(some, position);
            check.accept(some.flip());
            if (thrown != null) {
                throw thrown;
            }
            return some.limit();
        }
    }

    /** What a listener is told of fallbacks. */
    private static final class Fallbacks implements TransferListener {
        private final List<String> told = new ArrayList<>();
        private final List<Long> progress = new ArrayList<>();

        @Override
        public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
            told.add(from + " " + to + " " + reason);
        }

        @Override
        public void onProgress(long transferredBytes, long totalBytes) {
            progress.add(transferredBytes);
            progress.add(totalBytes);
        }
    }

    @Test
    void whereThereIsNothingItIsComplete() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(Source.nothing(), sink);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        assertThat(sink.offered).isEmpty();
    }

    @Test
    void aTurnMovesItsBudget() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(all(), sink);
        assertThat(transfer.totalBytes()).isEqualTo(SIZE);
        assertThat(transfer.advance(sink, 1_000)).isEqualTo(1_000);
        assertThat(transfer.state()).isEqualTo(State.MOVING);
        assertThat(transfer.tally().totalBytes()).isEqualTo(1_000);
        assertThat(transfer.advance(sink, 2_000)).isEqualTo(2_000);
        assertThat(transfer.totalBytes()).isEqualTo(SIZE);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(SIZE - 3_000);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        assertThat(transfer.advance(sink, ANY)).isZero();
        sink.check.requireExactly(SIZE);
        assertThat(sink.offered.subList(0, 2)).containsExactly(1_000L, 2_000L);
        assertThat(transfer.wasInKernel()).isFalse();
    }

    @Test
    void itStandsWhereTheTargetIsFull() throws IOException {
        Sink sink = new Sink().taking(1_000, 0, 500, 0);
        Transfer transfer = begin(all(), sink);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(1_000);
        assertThat(transfer.state()).isEqualTo(State.TARGET_FULL);
        transfer.pause();
        assertThat(BufferPool.DIRECT.lentBytes())
                .as("who waits holds next to nothing")
                .isZero();
        assertThat(transfer.advance(sink, ANY)).isEqualTo(500);
        assertThat(transfer.state()).isEqualTo(State.TARGET_FULL);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(SIZE - 1_500);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(SIZE);
    }

    @Test
    void itStandsWhereTheSourceIsEmpty() throws IOException {
        Sink sink = new Sink();
        ContentSource source = ContentSource.of(CONTENT, 10_000).inPieces(4_000).withZeros();
        Transfer transfer = begin(Source.received(source), sink);
        assertThat(transfer.totalBytes()).isEqualTo(-1);
        long sum = 0;
        for (long piece : new long[] {4_000, 4_000, 2_000}) {
            assertThat(transfer.advance(sink, ANY)).isEqualTo(piece);
            assertThat(transfer.state()).isEqualTo(State.SOURCE_EMPTY);
            sum += piece;
            sink.check.requireExactly(sum);
        }
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
    }

    /** A write may take so few that it looks like a nudge: a few bytes are offered, never more. */
    @Test
    void aNudgeIsSmall() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(all(), sink);
        assertThat(transfer.nudge()).isEqualTo(4_096);
        assertThat(transfer.tally().totalBytes()).isEqualTo(4_096);
        sink.taking(0);
        transfer.advance(sink, ANY);
        assertThat(transfer.state()).isEqualTo(State.TARGET_FULL);
        assertThat(transfer.nudge()).as("of what is in hand").isEqualTo(4_096);
        assertThat(sink.offered.get(sink.offered.size() - 1)).isEqualTo(4_096);
        sink.taking(0);
        assertThat(transfer.nudge()).isZero();
        assertThat(transfer.advance(sink, ANY)).isEqualTo(SIZE - 2 * 4_096);
        sink.check.requireExactly(SIZE);
    }

    @Test
    void aNudgeOfWhatIsNotThere() throws IOException {
        Sink sink = new Sink();
        ContentSource silent = ContentSource.of(CONTENT, 0).endingWith(() -> 0);
        Transfer transfer = begin(Source.received(silent), sink);
        assertThat(transfer.nudge()).isZero();
        assertThat(sink.offered).isEmpty();
    }

    /** A target that takes files itself is asked for no more than there is, and has what it leaves again. */
    @Test
    void aTargetTakesTheFileItself() throws IOException {
        Taker taker = new Taker();
        taker.taking(1_000, 0);
        Transfer transfer = begin(all(), taker);
        assertThat(transfer.advance(taker, 150_000)).isEqualTo(1_000);
        assertThat(transfer.state()).as("it says 0, and the file has more").isEqualTo(State.TARGET_FULL);
        assertThat(transfer.wasInKernel()).isTrue();
        assertThat(transfer.advance(taker, ANY)).isEqualTo(SIZE - 1_000);
        assertThat(taker.offered).containsExactly(150_000L, 149_000L, SIZE - 1_000L);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        assertThat(transfer.tally().bytesBy(TransferMechanism.DELEGATED)).isEqualTo(SIZE);
        taker.check.requireExactly(SIZE);
    }

    @Test
    void refusedItGoesOnByTheCopyAtThatByte() throws IOException {
        Fallbacks fallbacks = new Fallbacks();
        Taker taker = new Taker();
        taker.taking(1_000);
        Transfer transfer = begin(all(), null, taker, DEFAULTS.withListener(fallbacks));
        assertThat(transfer.advance(taker, 1_000)).isEqualTo(1_000);
        assertThat(fallbacks.told).isEmpty();
        taker.isHere = false;
        assertThat(transfer.advance(taker, ANY)).isEqualTo(SIZE - 1_000);
        taker.check.requireExactly(SIZE);
        assertThat(fallbacks.told).containsExactly("DELEGATED DIRECT_BUFFER_COPY the ZeroCopyTarget said NOT_HERE");
        assertThat(fallbacks.progress.subList(0, 2)).containsExactly(1_000L, (long) SIZE);
        assertThat(transfer.tally().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                .isEqualTo(SIZE - 1_000);
    }

    @Test
    void refusedUnderRequireItEnds() throws IOException {
        Taker taker = new Taker();
        taker.isHere = false;
        Transfer transfer = begin(all(), null, taker, REQUIRED);
        assertThatThrownBy(() -> transfer.advance(taker, ANY))
                .isInstanceOf(ZeroCopyUnavailableException.class)
                .hasMessageContaining("the ZeroCopyTarget said NOT_HERE");
        taker.check.requireExactly(0);
    }

    /** The reason is why there is no road, not that there is none. */
    @Test
    void noRoadUnderRequire() {
        Sink sink = new Sink();
        Transfer transfer = begin(all(), null, sink, REQUIRED);
        assertThatThrownBy(() -> transfer.advance(sink, ANY))
                .isInstanceOf(ZeroCopyUnavailableException.class)
                .hasMessageContaining("does not hand to the kernel");
        assertThat(sink.offered).isEmpty();
    }

    /** What a ZeroCopyTarget throws ends it: nobody knows what has moved. */
    @ParameterizedTest
    @EnumSource(names = {"PREFER", "REQUIRE"})
    void whatATakerThrowsIsNoRefusal(ZeroCopyPolicy policy) {
        Taker taker = new Taker();
        IOException broken = new IOException("taker");
        taker.taking(0);
        taker.thrown = broken;
        Transfer transfer = begin(all(), null, taker, DEFAULTS.withZeroCopy(policy));
        assertThatThrownBy(() -> transfer.advance(taker, ANY)).isSameAs(broken);
        TransferException told = transfer.failure(broken);
        assertThat(told.side()).isEqualTo(Side.TARGET);
        assertThat(told.bytesTransferred()).isZero();
        assertThat(told).hasCause(broken);
    }

    /** What it took before it threw has moved, and is not sent again. */
    @Test
    void aTargetThatThrowsHasWhatItTook() throws IOException {
        Sink sink = new Sink().taking(700);
        IOException broken = new IOException("sink");
        sink.thrown = broken;
        Transfer transfer = begin(all(), sink);
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isSameAs(broken);
        assertThat(transfer.tally().totalBytes()).isEqualTo(700);
        assertThat(transfer.failure(broken).bytesTransferred()).isEqualTo(700);
        sink.thrown = null;
        RuntimeException worse = new IllegalStateException("sink");
        sink.taking(300);
        sink.worse = worse;
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isSameAs(worse);
        assertThat(transfer.tally().totalBytes()).isEqualTo(1_000);
        sink.worse = null;
        transfer.advance(sink, ANY);
        sink.check.requireExactly(SIZE);
    }

    /** Also of the last byte: then all is there, whatever it threw. */
    @Test
    void aTargetThatThrowsWithTheLastByte() {
        Sink sink = new Sink();
        IOException broken = new IOException("sink");
        sink.thrown = broken;
        Transfer transfer = begin(Source.borrowed(file, 0, 1_000), sink);
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isSameAs(broken);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(1_000);
    }

    @Test
    void aSourceThatThrowsIsToBlame() throws IOException {
        Sink sink = new Sink();
        IOException broken = new IOException("source");
        ContentSource source = ContentSource.of(CONTENT, 500).endingWith(() -> {
            throw broken;
        });
        Transfer transfer = begin(Source.received(source), sink);
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isSameAs(broken);
        TransferException told = transfer.failure(broken);
        assertThat(told.side()).isEqualTo(Side.SOURCE);
        assertThat(told.bytesTransferred()).isEqualTo(500);
        assertThat(told.bytesRead()).isEqualTo(500);
    }

    /** A call in the kernel touches both ends, and does not say which failed; but one that is closed is to blame. */
    @Test
    void whoIsToBlameForAStepInTheKernel() throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer transfer = begin(all(), pair.sender());
            assertThat(transfer.advance(pair.sender(), 10_000)).isEqualTo(10_000);
            assertThat(transfer.wasInKernel()).isTrue();
            assertThat(transfer.tally().bytesBy(TransferMechanism.SENDFILE)).isEqualTo(10_000);
            assertThat(transfer.failure(new IOException("either")).side()).isEqualTo(Side.NONE);
            pair.sender().close();
            assertThat(transfer.failure(new IOException("target")).side()).isEqualTo(Side.TARGET);
            assertThatThrownBy(() -> transfer.advance(pair.sender(), ANY))
                    .isInstanceOf(AsynchronousCloseException.class);
        }
    }

    /** A short count of a socket that answers when it is full says that it is: nobody asks again. */
    @Test
    void aShortCountOfANonBlockingSocketIsAFullOne() throws IOException {
        try (ConnectedPair pair = ConnectedPair.over(ConnectedPair.Family.TCP, 16 * 1024)) {
            pair.sender().configureBlocking(false);
            Transfer transfer = begin(all(), pair.sender());
            long moved = transfer.advance(pair.sender(), ANY);
            assertThat(moved).isBetween(1L, SIZE - 1L);
            assertThat(transfer.state()).isEqualTo(State.TARGET_FULL);
            ByteBuffer got = ByteBuffer.allocate(SIZE);
            while (got.position() < SIZE) {
                assertThat(pair.receiver().read(got)).isPositive();
                transfer.advance(pair.sender(), ANY);
            }
            assertThat(got.flip()).isEqualTo(bytes(0, SIZE));
            assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        }
    }

    /** One that is not safe for the kernel is copied to. */
    @Test
    void aTargetThatIsNotSafe() throws IOException {
        Fallbacks fallbacks = new Fallbacks();
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer transfer = begin(all(), null, pair.sender(), DEFAULTS.withListener(fallbacks));
            transfer.avoidKernel();
            assertThat(transfer.advance(pair.sender(), 10_000)).isEqualTo(10_000);
            assertThat(transfer.tally().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(10_000);
            assertThat(fallbacks.told).singleElement().asString().contains("JDK-8310902");
        }
    }

    @Test
    void aRangeThatIsNotThere() {
        Sink sink = new Sink();
        Transfer transfer = begin(Source.borrowed(file, SIZE - 100, 101), sink);
        sink.taking(0);
        assertThatThrownBy(() -> {
                    transfer.advance(sink, ANY);
                    transfer.advance(sink, ANY);
                })
                .isInstanceOfSatisfying(
                        SourceTruncatedException.class,
                        e -> assertThat(e.bytesTransferred()).isEqualTo(100));
    }

    @Test
    void aVerdictIsTheFailure() {
        Sink sink = new Sink();
        Transfer transfer = begin(Source.borrowed(file, SIZE, 1), sink);
        SourceTruncatedException[] verdict = new SourceTruncatedException[1];
        assertThatThrownBy(() -> transfer.advance(sink, ANY))
                .isInstanceOfSatisfying(SourceTruncatedException.class, e -> verdict[0] = e);
        assertThat(transfer.failure(verdict[0])).isSameAs(verdict[0]);
        IOException another = new IOException("another");
        assertThat(transfer.failure(another)).hasCause(another);
    }

    /** A file that was cut since its size was looked at; one that grew is sent up to that size. */
    @Test
    void aFileThatIsCut() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(SourceFile.whole(path), sink);
        assertThat(transfer.advance(sink, 1_000)).isEqualTo(1_000);
        file.truncate(1_000);
        assertThatThrownBy(() -> {
                    while (transfer.state() != State.COMPLETE) {
                        transfer.advance(sink, ANY);
                    }
                })
                .isInstanceOf(SourceTruncatedException.class);
        assertThat(transfer.tally().totalBytes()).isLessThan(SIZE);
    }

    /** A small file that became another one between the look and the first step has the size that it has then. */
    @Test
    void aFileThatIsAnotherByThen() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(SourceFile.whole(path), sink);
        file.truncate(1_000);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(1_000);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(1_000);
    }

    /** A step that asks for more tells the size for nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void aFileGoesToAFile(int more) throws IOException {
        Path copy = folder.resolve("copy");
        try (FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Transfer transfer = begin(SourceFile.whole(path), to);
            file.write(bytes(SIZE, more), SIZE);
            while (transfer.state() != State.COMPLETE) {
                transfer.advance(to, ANY);
            }
            assertThat(transfer.tally().totalBytes()).isEqualTo(SIZE + more);
        }
        CONTENT.requireFile(copy, SIZE + more);
    }

    @Test
    void aFileThatGrows() throws IOException {
        Sink sink = new Sink();
        Transfer transfer = begin(SourceFile.whole(path), sink);
        assertThat(transfer.advance(sink, 1_000)).isEqualTo(1_000);
        file.write(ByteBuffer.allocate(1_000), SIZE);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(SIZE - 1_000);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(SIZE);
    }

    @Test
    void moreThanAllowed() {
        Sink sink = new Sink();
        ContentSource source = ContentSource.of(CONTENT, SIZE).inPieces(600);
        Transfer transfer = begin(Source.received(source), null, sink, DEFAULTS.withMaxBytes(1_000));
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.bytesTransferred()).isEqualTo(600);
            assertThat(e.bytesRead()).isEqualTo(1_200);
            assertThat(e.side()).isEqualTo(Side.SOURCE);
        });
    }

    @Test
    void theRateHoldsIt() throws IOException {
        RateLimit rate = RateLimit.ofBytesPerSecond(200_000);
        Sink sink = new Sink();
        Transfer transfer = begin(all(), null, sink, DEFAULTS.withRateLimit(rate));
        assertThat(transfer.advance(sink, ANY)).isBetween(1_000L, 20_000L);
        assertThat(transfer.state()).isEqualTo(State.HELD);
        rate.setBytesPerSecond(Long.MAX_VALUE);
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (transfer.state() != State.COMPLETE) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            transfer.advance(sink, ANY);
        }
        sink.check.requireExactly(SIZE);
    }

    /** What was granted and did not move is given back, whatever came in between. */
    @Test
    void aStepThatFailsCostsNothingOfTheRate() {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        Sink sink = new Sink().taking(0);
        sink.thrown = new IOException("sink");
        Transfer transfer = begin(all(), null, sink, DEFAULTS.withRateLimit(rate));
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isSameAs(sink.thrown);
        assertThat(rate.grant(new RateLimit.Place(), 1, System.nanoTime())).isEqualTo(1);
    }

    @Test
    void aCancelIsSeenBeforeTheNextStep() throws IOException {
        Conversation conversation = Conversation.create();
        Sink sink = new Sink();
        Transfer transfer = begin(all(), null, sink, DEFAULTS.withConversation(conversation));
        assertThat(transfer.advance(sink, 100)).isEqualTo(100);
        conversation.cancel();
        assertThatThrownBy(() -> transfer.advance(sink, ANY)).isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.side()).isEqualTo(Side.NONE);
            assertThat(e.bytesTransferred()).isEqualTo(100);
        });
        sink.check.requireExactly(100);
    }

    @Test
    void aPeerThatIsSilentForTooLong() {
        TransferOptions impatient = DEFAULTS.withStallTimeout(Duration.ofNanos(1));
        ContentSource silent = ContentSource.of(CONTENT, 10).endingWith(() -> 0);
        Sink sink = new Sink();
        Transfer fromSilence = begin(Source.received(silent), null, sink, impatient);
        assertThatThrownBy(() -> {
                    while (true) {
                        fromSilence.advance(sink, ANY);
                    }
                })
                .isInstanceOfSatisfying(
                        TransferTimeoutException.class,
                        e -> assertThat(e.side()).isEqualTo(Side.SOURCE));
        sink.check.requireExactly(10);
        fromSilence.close();
        Sink full = new Sink().taking(10, 0, 0, 0, 0);
        Transfer toSilence = begin(all(), null, full, impatient);
        assertThatThrownBy(() -> {
                    while (true) {
                        toSilence.advance(full, ANY);
                    }
                })
                .isInstanceOfSatisfying(
                        TransferTimeoutException.class,
                        e -> assertThat(e.side()).isEqualTo(Side.TARGET));
        full.check.requireExactly(10);
    }

    /** Interrupted or closed it touches nothing. */
    @Test
    void anInterruptAndACloseAreSeenFirst() throws IOException {
        Sink sink = new Sink();
        ContentSource source = ContentSource.of(CONTENT, 10);
        Transfer transfer = begin(Source.received(source), sink);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> transfer.advance(sink, ANY)).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        CheckingTarget closed = new CheckingTarget(CONTENT, 0);
        closed.close();
        assertThatThrownBy(() -> transfer.advance(closed, ANY)).isInstanceOf(AsynchronousCloseException.class);
        assertThat(transfer).as("it has not turned to that").asString().contains("Sink");
        assertThat(source.calls()).isZero();
        assertThat(transfer.advance(sink, ANY)).isEqualTo(10);
        sink.check.requireExactly(10);
    }

    /** Another target has its own road, and what is in hand goes to it first. */
    @Test
    void anotherTargetGoesOn() throws IOException {
        Sink first = new Sink().taking(1_000, 0);
        Transfer transfer = begin(all(), first);
        assertThat(transfer.advance(first, ANY)).isEqualTo(1_000);
        Taker second = new Taker();
        CheckingTarget rest = new CheckingTarget(CONTENT, 0);
        first.check.requireExactly(1_000);
        assertThat(transfer.advance(rest, 0)).isZero();
        transfer.pause();
        second.check.accept(bytes(0, 1_000));
        assertThat(transfer.advance(second, ANY)).isEqualTo(SIZE - 1_000);
        second.check.requireExactly(SIZE);
        assertThat(transfer.tally().bytesBy(TransferMechanism.DELEGATED)).isEqualTo(SIZE - 1_000);
    }

    /** Bytes in memory are counted as such, wherever one write ends. */
    @Test
    void partsAreCountedWhereTheyBelong() throws IOException {
        Payload payload = Payload.builder()
                .bytes(bytes(0, 100))
                .file(file, 100, 1_000)
                .bytes(bytes(1_100, 50))
                .file(file, 1_150, 100_000)
                .bytes(bytes(101_150, 7))
                .build();
        for (long[] takes : new long[][] {{}, {99}, {100}, {101, 0}, {1_100, 0}, {1_150}, {1, 1, 0, 1}, {1_149, 2}}) {
            Sink sink = new Sink().taking(takes);
            Fallbacks fallbacks = new Fallbacks();
            Transfer transfer = begin(payload, sink, DEFAULTS.withListener(fallbacks));
            assertThat(transfer.totalBytes()).isEqualTo(101_157);
            while (transfer.state() != State.COMPLETE) {
                transfer.advance(sink, ANY);
            }
            sink.check.requireExactly(101_157);
            assertThat(transfer.totalBytes()).isEqualTo(101_157);
            assertThat(transfer.tally().bytesBy(TransferMechanism.BUFFER_WRITE)).isEqualTo(157);
            assertThat(transfer.tally().bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(101_000);
            assertThat(fallbacks.told).hasSize(1);
            transfer.close();
        }
    }

    /** The buffer of the bytes before is given back where a file goes without one. */
    @Test
    void aFileBehindBytesHoldsNoBuffer() throws IOException {
        Taker taker = new Taker();
        Payload payload =
                Payload.builder().bytes(bytes(0, 10)).file(file, 10, 100_000).build();
        taker.taking(10, 0);
        Transfer transfer = begin(payload, taker, DEFAULTS);
        assertThat(transfer.advance(taker, ANY)).isEqualTo(10);
        assertThat(transfer.state()).isEqualTo(State.TARGET_FULL);
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
        transfer.advance(taker, ANY);
        taker.check.requireExactly(100_010);
    }

    /** A part that is gone when its turn comes: the source is to blame, and what was before it has gone out. */
    @Test
    void aPartThatIsGone() throws IOException {
        Path other = CONTENT.writeTo(folder.resolve("other"), 1_000);
        Path gone = CONTENT.writeTo(folder.resolve("gone"), 100_000);
        Payload payload = Payload.builder().file(other).file(gone).build();
        Sink sink = new Sink();
        Transfer transfer = begin(payload, sink, DEFAULTS);
        Files.delete(gone);
        IOException[] thrown = new IOException[1];
        assertThatThrownBy(() -> transfer.advance(sink, ANY))
                .isInstanceOfSatisfying(IOException.class, e -> thrown[0] = e);
        assertThat(transfer.failure(thrown[0]).side()).isEqualTo(Side.SOURCE);
        assertThat(transfer.failure(thrown[0]).bytesTransferred()).isEqualTo(1_000);
        sink.check.requireExactly(1_000);
    }

    /** On a long way to its position the loop comes back in between. */
    @Test
    void aStreamThatIsOnItsWay() throws IOException {
        long before = 20L * 1024 * 1024;
        Path stream = StreamFile.of(before + 10, () -> new InputStream() {
            private final ByteArrayInputStream last = new ByteArrayInputStream(CONTENT.bytes(0, 10));

            @Override
            public int read() {
                return last.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return last.read(target, offset, length);
            }

            @Override
            public void skipNBytes(long bytes) {
                // Nothing is there that would take its time.
            }
        });
        Sink sink = new Sink();
        Transfer transfer = begin(Payload.builder().file(stream, before, 10).build(), sink, DEFAULTS);
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.SKIPPING);
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.SKIPPING);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(10);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(10);
        assertThat(transfer.tally().bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(10);
    }

    @Test
    void itHasAName() {
        Sink sink = new Sink();
        Transfer transfer = begin(all(), sink);
        assertThat(transfer).asString().startsWith("send of ").contains(" to ").contains("Sink");
    }

    @Test
    void aChannelThatDoesWhatItsKindNeverDoes() {
        Sink sink = new Sink();
        Transfer transfer = begin(all(), sink);
        TransferException told = transfer.brokenContract(Side.TARGET, "it sings");
        assertThat(told).hasMessageContaining("it sings");
        assertThat(told.side()).isEqualTo(Side.TARGET);
        assertThat(transfer.failure(told)).isSameAs(told);
    }

    @Test
    void itsEndClosesWhatTheLibraryOpened() throws IOException {
        Source source = SourceFile.whole(path);
        Sink sink = new Sink().taking(10, 0);
        Transfer transfer = begin(source, sink);
        transfer.advance(sink, ANY);
        transfer.close();
        assertThat(source.isOpen()).isFalse();
        assertThat(sink.isOpen()).isTrue();
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
        Transfer borrowed = begin(all(), sink);
        borrowed.close();
        assertThat(file.isOpen()).isTrue();
    }

    /** Before anything has moved the kernel has not been asked, and is not to blame. */
    @Test
    void beforeTheFirstStep() throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer transfer = begin(all(), pair.sender());
            assertThat(transfer.wasInKernel()).isFalse();
            assertThat(transfer.failure(new IOException("early")).side()).isEqualTo(Side.TARGET);
        }
    }

    /** The kernel is asked for no more than a range has, whatever the file has. */
    @Test
    void aRangeIsNotExceeded() throws IOException {
        Path copy = folder.resolve("copy");
        try (FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer toFile = begin(Source.borrowed(file, 0, 1_000), to);
            assertThat(toFile.advance(to, ANY)).isEqualTo(1_000);
            assertThat(toFile.state()).isEqualTo(State.COMPLETE);
            toFile.close();
            Transfer toSocket = begin(Source.borrowed(file, 0, 1_000), pair.sender());
            assertThat(toSocket.advance(pair.sender(), ANY)).isEqualTo(1_000);
            assertThat(toSocket.state()).isEqualTo(State.COMPLETE);
        }
        CONTENT.requireFile(copy, 1_000);
    }

    /** As much as the budget is not short: the socket may take more. */
    @Test
    void aWholeBudgetDoesNotSayThatTheSocketIsFull() throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            pair.sender().configureBlocking(false);
            Transfer transfer = begin(all(), pair.sender());
            assertThat(transfer.advance(pair.sender(), 1_000)).isEqualTo(1_000);
            assertThat(transfer.state()).isEqualTo(State.MOVING);
        }
    }

    /** What a target that takes files itself is asked for is confirmed: it cannot tell the size by what it takes. */
    @Test
    void aTakerIsAskedForWhatIsThere() throws IOException {
        Taker taker = new Taker();
        Transfer transfer = begin(SourceFile.whole(path), taker);
        file.truncate(1_000);
        assertThat(transfer.advance(taker, ANY)).isEqualTo(1_000);
        assertThat(taker.offered).containsExactly(1_000L);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void aTakerThatComesToTheEnd() {
        Taker taker = new Taker();
        Transfer transfer = begin(Source.borrowed(file, SIZE - 100, 101), taker);
        assertThatThrownBy(() -> transfer.advance(taker, ANY))
                .isInstanceOfSatisfying(
                        SourceTruncatedException.class,
                        e -> assertThat(e.bytesTransferred()).isEqualTo(100));
    }

    /** A whole file that says that it has more than it gives (sysfs): then it was all. */
    @Test
    void aSizeThatIsAFiction() throws IOException {
        Path stream = StreamFile.of(1_000, () -> new ByteArrayInputStream(CONTENT.bytes(0, 500)));
        Sink sink = new Sink();
        Transfer transfer = begin(SourceFile.whole(stream), sink);
        assertThat(transfer.totalBytes()).isEqualTo(1_000);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(500);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        sink.check.requireExactly(500);
    }

    /** A step in the kernel that is refused is made by the copy, which knows who is to blame. */
    @Test
    void aStepThatTheKernelRefuses() throws IOException {
        Fallbacks fallbacks = new Fallbacks();
        try (FileChannel directory = FileChannel.open(folder);
                ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer transfer =
                    begin(Source.borrowed(directory, 0, 10), null, pair.sender(), DEFAULTS.withListener(fallbacks));
            IOException[] thrown = new IOException[1];
            assertThatThrownBy(() -> transfer.advance(pair.sender(), ANY))
                    .isInstanceOfSatisfying(IOException.class, e -> thrown[0] = e);
            TransferException told = transfer.failure(thrown[0]);
            assertThat(told.side()).isEqualTo(Side.SOURCE);
            assertThat(thrown[0].getSuppressed()).as("what the kernel said").hasSize(1);
        }
    }

    /** Nor under REQUIRE, where no copy may follow. */
    @Test
    void aStepThatTheKernelRefusesUnderRequire() throws IOException {
        try (FileChannel directory = FileChannel.open(folder);
                ConnectedPair pair = ConnectedPair.tcp()) {
            Transfer transfer = begin(Source.borrowed(directory, 0, 10), null, pair.sender(), REQUIRED);
            IOException[] thrown = new IOException[1];
            assertThatThrownBy(() -> transfer.advance(pair.sender(), ANY))
                    .isInstanceOfSatisfying(IOException.class, e -> thrown[0] = e);
            assertThat(transfer.failure(thrown[0]).side()).isEqualTo(Side.NONE);
        }
    }

    /** One that says more than it took breaks its contract, and what it has is not known any more. */
    @Test
    void aTargetThatLies() throws IOException {
        WritableByteChannel liar = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) {
                return from.remaining();
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        Transfer transfer = begin(all(), liar);
        assertThatThrownBy(() -> transfer.advance(liar, ANY)).isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.side()).isEqualTo(Side.TARGET);
            assertThat(transfer.failure(e)).isSameAs(e);
        });
    }

    /** To ask a file for its size on an interrupted thread would close it for all its users. */
    @Test
    void anInterruptAtTheEndOfTheFile() throws IOException {
        FileChannel foreign = new ForeignFileChannel(file, (into, position) -> {
            Thread.currentThread().interrupt();
            return -1;
        });
        Sink sink = new Sink();
        Transfer transfer = begin(
                Source.opened(
                        new OpenedPath(path, null),
                        SourceKind.FOREIGN_FILE,
                        foreign,
                        Source.Extent.AS_ANNOUNCED,
                        0,
                        SIZE),
                sink);
        try {
            assertThatThrownBy(() -> transfer.advance(sink, ANY)).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file.isOpen()).isTrue();
    }

    /**
     * The kernel refuses, and before that is judged there is an interrupt: nothing is copied, and that is what is told.
     */
    @Test
    void anInterruptBesideARefusal() throws IOException {
        IOException refusal = new IOException("refused");
        boolean[] interrupts = {true};
        FileChannel refusing = new ForeignFileChannel(file) {
            @Override
            public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
                if (interrupts[0]) {
                    Thread.currentThread().interrupt();
                }
                throw refusal;
            }
        };
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            SocketChannel target = pair.sender();
            target.configureBlocking(false);
            Transfer transfer = begin(
                    Source.opened(new OpenedPath(path, null), SourceKind.FILE, refusing, Source.Extent.EXACT, 0, SIZE),
                    target);
            try {
                assertThatThrownBy(() -> transfer.advance(target, ANY)).isSameAs(refusal);
                assertThat(transfer.failure(refusal))
                        .hasMessageContaining("was interrupted")
                        .cause()
                        .isInstanceOf(ClosedByInterruptException.class)
                        .hasSuppressedException(refusal);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            interrupts[0] = false;
            assertThat(transfer.tally().totalBytes()).isZero();
            assertThat(transfer.advance(target, ANY)).as("by a copy").isPositive();
        }
    }

    /** A source of another kind has another road. */
    @Test
    void anotherSourceGoesOn() throws IOException {
        Sink sink = new Sink();
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel in = pipe.sink();
                Pipe.SourceChannel out = pipe.source()) {
            out.configureBlocking(false);
            in.write(bytes(100, 50));
            Source source = Source.received(ContentSource.of(CONTENT, 100).endingWith(() -> 0));
            Itinerary itinerary = new Itinerary(source, null, sink, null, ZeroCopyPolicy.PREFER);
            Transfer transfer =
                    new Transfer(itinerary, DEFAULTS, Observer.of(DEFAULTS), Pace.FREE, Watchdog.NONE, ReadAhead.NONE);
            begun = transfer;
            assertThat(transfer.advance(sink, ANY)).isEqualTo(100);
            itinerary.turnTo(out);
            assertThat(transfer.advance(sink, ANY)).isEqualTo(50);
            sink.check.requireExactly(150);
            assertThat(transfer.tally()).hasToString("DIRECT_BUFFER_COPY 50, HEAP_COPY 100");
        }
    }

    /** A part is closed when the next one begins, not at the end of all. */
    @Test
    void aPartThatIsOverIsClosed() throws IOException {
        Path other = CONTENT.writeTo(folder.resolve("other"), 1_000);
        Cursor behind = new Cursor(
                Payload.builder().file(other).file(file, 1_000, 100_000).build(), ZeroCopyPolicy.PREFER);
        Source first = behind.open();
        Sink sink = new Sink().taking(1_000, 5, 0);
        Transfer transfer = begin(first, behind, sink, DEFAULTS);
        assertThat(transfer.advance(sink, ANY)).isEqualTo(1_005);
        assertThat(first.isOpen()).isFalse();
    }

    /** A small range that was to go with the bytes before it, and is not there any more: nothing goes out. */
    @Test
    void aSmallRangeThatIsGone() throws IOException {
        Payload payload =
                Payload.builder().bytes(bytes(0, 10)).file(file, 10, 1_000).build();
        Sink sink = new Sink();
        Transfer transfer = begin(payload, sink, DEFAULTS);
        file.truncate(500);
        SourceTruncatedException[] thrown = new SourceTruncatedException[1];
        assertThatThrownBy(() -> transfer.advance(sink, ANY))
                .isInstanceOfSatisfying(SourceTruncatedException.class, e -> thrown[0] = e);
        assertThat(transfer.failure(thrown[0])).isSameAs(thrown[0]);
        assertThat(sink.offered).isEmpty();
    }

    /** The size that a file really has, also before its first step. */
    @Test
    void howManyBytesThereReallyAre() throws IOException {
        Source source = SourceFile.whole(path);
        Itinerary itinerary = new Itinerary(source, null, new Sink(), null, ZeroCopyPolicy.PREFER);
        file.truncate(1_000);
        assertThat(itinerary.totalBytes()).isEqualTo(SIZE);
        assertThat(itinerary.confirmedBytes()).isEqualTo(1_000);
        itinerary.close();
        assertThat(source.isOpen()).isFalse();
    }

    /** Who has nothing now does not wait for the rate, and takes none of it. */
    @Test
    void aSilentSourceWaitsForNoRate() throws IOException {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        RateLimit.Place other = new RateLimit.Place();
        assertThat(rate.grant(other, 1, System.nanoTime())).isEqualTo(1);
        Sink sink = new Sink();
        int[] calls = new int[1];
        ContentSource silent = ContentSource.of(CONTENT, 0).endingWith(() -> {
            calls[0]++;
            return 0;
        });
        Transfer transfer = begin(Source.received(silent), null, sink, DEFAULTS.withRateLimit(rate));
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.SOURCE_EMPTY);
        assertThat(calls[0]).isEqualTo(1);
    }

    /** A transfer that is over gives up its place in the rate's queue. */
    @Test
    void itsEndFreesThePlace() throws IOException {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        Sink sink = new Sink();
        Transfer transfer = begin(all(), null, sink, DEFAULTS.withRateLimit(rate));
        while (transfer.state() != State.HELD) {
            transfer.advance(sink, ANY);
        }
        RateLimit.Place next = new RateLimit.Place();
        long now = System.nanoTime();
        assertThat(rate.grant(next, 1, now)).isZero();
        long behind = rate.holdNanos(next, now);
        transfer.close();
        assertThat(rate.holdNanos(next, now)).isLessThan(behind);
    }

    /** Only what moves is told. */
    @Test
    void nothingIsToldOfNothing() throws IOException {
        Fallbacks listener = new Fallbacks();
        Sink sink = new Sink().taking(0, 10, 0, 20, 0);
        Transfer transfer = begin(Source.borrowed(file, 0, 30), null, sink, DEFAULTS.withListener(listener));
        while (transfer.state() != State.COMPLETE) {
            transfer.advance(sink, ANY);
        }
        assertThat(listener.progress).containsExactly(10L, 30L, 30L, 30L);
    }

    /** A step that is stuck is freed by a cancel, and that is what the transfer ends with. */
    @ParameterizedTest
    @EnumSource(
            value = Side.class,
            names = {"SOURCE", "TARGET"})
    void aStepThatIsStuckIsFreed(Side stuckOn) throws Exception {
        CountDownLatch isIn = new CountDownLatch(1);
        CountDownLatch isClosed = new CountDownLatch(1);
        Gag gag = new Gag(isIn, isClosed);
        Sink sink = new Sink();
        Conversation conversation = Conversation.create();
        TransferOptions options = DEFAULTS.withConversation(conversation);
        boolean ofSource = stuckOn == Side.SOURCE;
        // The last byte has moved by then: it is not complete for all that.
        Source source = ofSource ? Source.received(gag, 1) : Source.borrowed(file, 0, 1);
        WritableByteChannel target = ofSource ? sink : gag;
        Pace pace = Pace.of(options, System.nanoTime());
        Background<Void> cancelling = Background.start(() -> {
            isIn.await();
            conversation.cancel();
            return null;
        });
        try (Watchdog watchdog = Watchdog.of(pace, ofSource ? gag : null, target, null)) {
            Itinerary itinerary = new Itinerary(source, null, target, null, ZeroCopyPolicy.PREFER);
            Transfer transfer = new Transfer(itinerary, options, Observer.of(options), pace, watchdog, ReadAhead.NONE);
            begun = transfer;
            assertThatThrownBy(() -> transfer.advance(target, ANY))
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.side()).isEqualTo(Side.NONE);
                        assertThat(e).hasMessageContaining("cancel");
                    });
        }
        cancelling.get();
        assertThat(isClosed.getCount()).isZero();
    }

    /** Stuck in a read or write until it is closed, and says then that it has moved a byte. */
    private record Gag(CountDownLatch isIn, CountDownLatch isClosed) implements ByteChannel {
        private void await() throws IOException {
            isIn.countDown();
            try {
                if (!isClosed.await(10, TimeUnit.SECONDS)) {
                    throw new IOException("nobody frees it");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            await();
            into.put((byte) 1);
            return 1;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            await();
            from.get();
            return 1;
        }

        @Override
        public boolean isOpen() {
            return isClosed.getCount() > 0;
        }

        @Override
        public void close() {
            isClosed.countDown();
        }
    }

    /** It goes away while others read the disk, and comes back for what they have read. */
    @Test
    void itAwaitsTheDisk() throws Exception {
        ColdFile.makeDoubtful(path);
        HeldExecutor disk = new HeldExecutor();
        AtomicInteger wakes = new AtomicInteger();
        Conversation conversation = Conversation.create();
        TransferOptions options =
                DEFAULTS.withDiskExecutor(disk).withConversation(conversation).withStallTimeout(Duration.ofHours(1));
        Sink sink = new Sink();
        Itinerary itinerary = new Itinerary(all(), null, sink, null, ZeroCopyPolicy.PREFER);
        Pace pace = Pace.of(options, System.nanoTime());
        ReadAhead ahead = ReadAhead.ofEventLoop(options, wakes::incrementAndGet);
        Transfer transfer = new Transfer(itinerary, options, Observer.of(options), pace, Watchdog.NONE, ahead);
        begun = transfer;
        assertThat(transfer.advance(sink, ANY)).isZero();
        assertThat(transfer.state()).isEqualTo(State.AWAITING_DISK);
        assertThat(conversation.quietNanos(System.nanoTime()))
                .as("the disk's time")
                .isZero();
        while (transfer.state() != State.COMPLETE) {
            if (transfer.state() == State.AWAITING_DISK) {
                assertThat(disk.runNext()).as("a task to wait for").isTrue();
            }
            transfer.advance(sink, ANY);
        }
        sink.check.requireExactly(SIZE);
        assertThat(wakes).hasPositiveValue();
        assertThat(conversation.quietNanos(System.nanoTime() + 1))
                .as("it is over")
                .isPositive();
    }

    /** Cancelled, or interrupted, it does not go away for a disk. */
    @Test
    void itDoesNotAwaitTheDiskWhenItIsOver() throws Exception {
        ColdFile.makeDoubtful(path);
        HeldExecutor disk = new HeldExecutor();
        Conversation conversation = Conversation.create();
        TransferOptions options = DEFAULTS.withDiskExecutor(disk).withConversation(conversation);
        Sink sink = new Sink();
        Itinerary itinerary = new Itinerary(all(), null, sink, null, ZeroCopyPolicy.PREFER);
        Transfer transfer = new Transfer(
                itinerary,
                options,
                Observer.of(options),
                Pace.of(options, System.nanoTime()),
                Watchdog.NONE,
                ReadAhead.ofEventLoop(options, () -> {}));
        begun = transfer;
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> transfer.advance(sink, ANY)).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        transfer.advance(sink, ANY);
        assertThat(transfer.state()).isEqualTo(State.AWAITING_DISK);
        conversation.cancel();
        assertThatThrownBy(() -> transfer.advance(sink, ANY))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.side()).isEqualTo(Side.NONE));
        while (disk.runNext()) {
            // What is left reads nothing any more.
        }
    }

    /** Closed while it awaits the disk it is back from there, for all of its conversation. */
    @Test
    void itIsClosedWhileItAwaitsTheDisk() throws Exception {
        ColdFile.makeDoubtful(path);
        HeldExecutor disk = new HeldExecutor();
        Conversation conversation = Conversation.create();
        TransferOptions options = DEFAULTS.withDiskExecutor(disk).withConversation(conversation);
        Sink sink = new Sink();
        Transfer transfer = new Transfer(
                new Itinerary(all(), null, sink, null, ZeroCopyPolicy.PREFER),
                options,
                Observer.of(options),
                Pace.of(options, System.nanoTime()),
                Watchdog.NONE,
                ReadAhead.ofEventLoop(options, () -> {}));
        transfer.advance(sink, ANY);
        assertThat(transfer.state()).isEqualTo(State.AWAITING_DISK);
        assertThat(conversation.quietNanos(System.nanoTime())).isZero();
        transfer.close();
        assertThat(conversation.quietNanos(System.nanoTime())).isNotZero();
        assertThat(disk.runNext()).isTrue();
        assertThat(sink.offered).isEmpty();
    }

    /** What was opened to go with the bytes before it is closed, also if its turn never comes. */
    @Test
    void whatWasOpenedAheadIsClosed() throws IOException {
        Payload payload =
                Payload.builder().bytes(bytes(0, 10)).file(path, 10, 1_000).build();
        Sink sink = new Sink().taking(0);
        Transfer transfer = begin(payload, sink, DEFAULTS);
        transfer.advance(sink, ANY);
        assertThat(sink.offered).containsExactly(1_010L);
        transfer.close();
    }

    /** The same of a file of the system's, by the kernel's road: its size is a fiction, too. */
    @Test
    void aFileOfTheSystems() throws IOException {
        Path fiction = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        Assumptions.assumeTrue(Files.isReadable(fiction));
        byte[] content = Files.readAllBytes(fiction);
        Taker taker = new Taker();
        Transfer transfer = begin(SourceFile.whole(fiction), taker);
        assertThat(transfer.advance(taker, ANY)).isEqualTo(content.length);
        assertThat(transfer.state()).isEqualTo(State.COMPLETE);
        assertThat(transfer.tally().bytesBy(TransferMechanism.DELEGATED)).isEqualTo(content.length);
    }
}
