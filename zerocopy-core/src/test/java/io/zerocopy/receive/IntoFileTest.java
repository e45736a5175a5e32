package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Durability;
import io.zerocopy.PendingReceive;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An open file is written where it was asked for and nowhere else, and is otherwise the caller's. */
@ExtendWith(LeftOvers.class)
class IntoFileTest {
    private static final Content CONTENT = Content.of(65);
    private static final Content OLD = Content.of(66);
    private static final int OLD_SIZE = 10_007;
    private static final TransferOptions AVOID = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
    private static final int SIZE = 500_009;
    private static final int OWN_POSITION = 77;
    private static final boolean TELLS_APPEND =
            OS.LINUX.isCurrentOs() && Runtime.version().feature() >= 25;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = OLD.writeTo(folder.resolve("file"), OLD_SIZE);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.WRITE).position(OWN_POSITION);
    }

    private void requireContent(Content content, long contentFrom, int from, int count) throws IOException {
        ContentCheck check = content.checkFrom(contentFrom);
        check.accept(ByteBuffer.wrap(Files.readAllBytes(file), from, count));
        check.requireExactly(count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inTheMiddle(boolean foreign) throws IOException {
        try (FileChannel own = open();
                FileChannel target = foreign ? new ForeignFileChannel(own) : own) {
            ZeroCopyTransfer.receive(
                    ContentSource.of(CONTENT, 5000),
                    target,
                    1000,
                    5000,
                    TransferOptions.DEFAULTS.withDurability(Durability.FSYNC));
            assertThat(target.position()).isEqualTo(OWN_POSITION);
            assertThat(target.isOpen()).isTrue();
        }
        assertThat(file).hasSize(OLD_SIZE);
        requireContent(OLD, 0, 0, 1000);
        requireContent(CONTENT, 0, 1000, 5000);
        requireContent(OLD, 6000, 6000, OLD_SIZE - 6000);
    }

    /** The flag comes with the last byte, before the file is forced to the disk: that would close it for all. */
    @Test
    void anInterruptBeforeTheForceLeavesItOpen() throws IOException {
        try (FileChannel target = open()) {
            TransferException failure = catchThrowableOfType(
                    TransferException.class,
                    () -> ZeroCopyTransfer.receive(
                            ContentSource.of(CONTENT, 5000), target, 1000, 5000, interruptingDurably()));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(failure).hasMessageContaining("All bytes are in it, but may not be on the disk");
            assertThat(failure.bytesTransferred()).isEqualTo(5000);
            assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
            assertThat(target.isOpen()).isTrue();
        }
        requireContent(CONTENT, 0, 1000, 5000);
    }

    /** No channel has been touched, so it is not over: the next turn forces. */
    @Test
    void aTurnThatIsInterruptedBeforeTheForceMayComeAgain() throws IOException {
        ContentSource source = ContentSource.of(CONTENT, 5000);
        try (FileChannel target = open();
                PendingReceive receive = ZeroCopyTransfer.beginReceive(target, 1000, 5000, interruptingDurably())) {
            assertThatThrownBy(() -> receive.advance(source))
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(target.isOpen()).isTrue();
            assertThat(receive.isComplete()).isFalse();
            assertThat(receive.advance(source)).isZero();
            assertThat(receive.isComplete()).isTrue();
        }
    }

    private static TransferOptions interruptingDurably() {
        return TransferOptions.DEFAULTS.withDurability(Durability.FSYNC).withListener(new TransferListener() {
            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (transferredBytes == totalBytes) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    @Test
    void beyondTheEndItGrows() throws IOException {
        try (FileChannel target = open()) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), target, 2L * OLD_SIZE, SIZE);
            assertThat(target.position()).isEqualTo(OWN_POSITION);
        }
        assertThat(file).hasSize(2 * OLD_SIZE + SIZE);
        requireContent(OLD, 0, 0, OLD_SIZE);
        requireContent(Content.sparse(1, 1, Long.MAX_VALUE), 1, OLD_SIZE, OLD_SIZE);
        requireContent(CONTENT, 0, 2 * OLD_SIZE, SIZE);
    }

    /** Before a byte is read where the JDK tells it, and else by what the first bytes do, which is undone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatAppendsIsRefused(boolean stream) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true);
                FileChannel target = stream ? out.getChannel() : FileChannel.open(file, StandardOpenOption.APPEND)) {
            for (int position : new int[] {0, OLD_SIZE - 1, OLD_SIZE + 1, 3 * OLD_SIZE}) {
                for (int size : new int[] {1, 2, SIZE}) {
                    requireNoAppend(target, position, size);
                }
            }
            assertThat(target.position()).isEqualTo(OLD_SIZE);
        }
    }

    private void requireNoAppend(FileChannel target, int position, int size) throws IOException {
        ContentSource source = ContentSource.of(CONTENT, size);
        if (TELLS_APPEND) {
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, target, position, size))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(source.calls()).isZero();
        } else {
            TransferException failure = catchThrowableOfType(
                    TransferException.class, () -> ZeroCopyTransfer.receive(source, target, position, size));
            assertThat(failure).hasMessageContaining("opened to append");
            assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
            assertThat(failure.bytesTransferred()).isZero();
            assertThat(failure.bytesRead()).isEqualTo(source.given());
        }
        OLD.requireFile(file, OLD_SIZE);
    }

    /** To be asked is a call into the kernel, which AVOID rules out: the first bytes show it, and are taken back. */
    @Test
    void oneThatAppendsIsRefusedUnderAvoid() throws IOException {
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.APPEND)) {
            for (int position : new int[] {0, OLD_SIZE - 1, OLD_SIZE + 1, 3 * OLD_SIZE}) {
                for (int size : new int[] {1, 2, SIZE}) {
                    ContentSource source = ContentSource.of(CONTENT, size);
                    assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, target, position, size, AVOID))
                            .isInstanceOf(TransferException.class)
                            .hasMessageContaining("opened to append");
                    OLD.requireFile(file, OLD_SIZE);
                }
            }
        }
    }

    /** What they show is that it does not: they are where they belong, and so is all behind them. */
    @ParameterizedTest
    @ValueSource(ints = {0, OLD_SIZE / 2, OLD_SIZE - 1, OLD_SIZE + 1, 3 * OLD_SIZE})
    void oneThatMightAppendAndDoesNot(int position) throws IOException {
        try (FileChannel target = atTheEnd(false)) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE).inPieces(1_001), target, position, SIZE, AVOID);
        }
        requireContent(OLD, 0, 0, Math.min(position, OLD_SIZE));
        requireContent(CONTENT, 0, position, SIZE);
        assertThat(file).hasSize(Math.max(OLD_SIZE, position + SIZE));
    }

    @Test
    void atItsEndOneThatAppendsIsAsGoodAsAnother() throws IOException {
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE).inPieces(1001), target, OLD_SIZE, SIZE);
        }
        assertThat(file).hasSize(OLD_SIZE + SIZE);
        requireContent(OLD, 0, 0, OLD_SIZE);
        requireContent(CONTENT, 0, OLD_SIZE, SIZE);
    }

    /** At its end, where a channel that appends would say that it stands, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsOwnPositionIsNotMovedForAnInstant(boolean readable) throws Exception {
        try (FileChannel target = atTheEnd(readable)) {
            AtomicBoolean done = new AtomicBoolean();
            Background<Long> watching = Background.start(() -> {
                long looks = 0;
                while (!done.get()) {
                    assertThat(target.position()).isEqualTo(OLD_SIZE);
                    looks++;
                }
                return looks;
            });
            for (int i = 0; i < 3_000; i++) {
                ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), target, 0, 100);
            }
            done.set(true);
            assertThat(watching.get()).isPositive();
        }
        assertThat(file).hasSize(OLD_SIZE);
        requireContent(CONTENT, 0, 0, 100);
        requireContent(OLD, 100, 100, OLD_SIZE - 100);
    }

    private FileChannel atTheEnd(boolean readable) throws IOException {
        Set<StandardOpenOption> options =
                readable ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.READ) : Set.of(StandardOpenOption.WRITE);
        return FileChannel.open(file, options).position(OLD_SIZE);
    }

    /** A log whose head is received while records are written at its end, of the very size of the head. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 10", "false, 100", "false, 5000", "true, 10"})
    void recordsThatOthersWriteAtItsEndStay(boolean readable, int headBytes) throws Exception {
        int records = 20_000;
        int recordBytes = 10;
        try (FileChannel target = atTheEnd(readable)) {
            Background<Integer> writing = Background.start(() -> {
                for (int i = 0; i < records; i++) {
                    ByteBuffer record = ByteBuffer.wrap(CONTENT.bytes((long) i * recordBytes, recordBytes));
                    while (record.hasRemaining()) {
                        target.write(record);
                    }
                }
                return records;
            });
            int received = 0;
            while (!writing.isDone()) {
                ZeroCopyTransfer.receive(ContentSource.of(CONTENT, headBytes), target, 0, headBytes);
                received++;
            }
            assertThat(writing.get()).isEqualTo(records);
            assertThat(received).isPositive();
            assertThat(target.position()).isEqualTo(OLD_SIZE + records * recordBytes);
        }
        assertThat(file).hasSize(OLD_SIZE + records * recordBytes);
        requireContent(CONTENT, 0, 0, headBytes);
        requireContent(OLD, headBytes, headBytes, OLD_SIZE - headBytes);
        requireContent(CONTENT, 0, OLD_SIZE, records * recordBytes);
    }

    @Test
    void oneThatCannotBeWrittenIsRefused() throws IOException {
        FileChannel closed = open();
        closed.close();
        requireRefused(closed, 0, ClosedChannelException.class);
        try (FileChannel readable = FileChannel.open(file)) {
            requireRefused(readable, 0, NonWritableChannelException.class);
        }
    }

    @Test
    void aRangeThatNoFileHasIsRefused() throws IOException {
        try (FileChannel target = open()) {
            requireRefused(target, -1, IllegalArgumentException.class);
            requireRefused(target, Long.MAX_VALUE, IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 0), target, 0, -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void requireRefused(FileChannel target, long position, Class<? extends Exception> exception)
            throws IOException {
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        assertThatThrownBy(() -> ZeroCopyTransfer.receive(source, target, position, SIZE))
                .isInstanceOf(exception)
                .asString()
                .startsWith(exception.getName());
        assertThat(source.calls()).isZero();
        assertThat(source.isOpen()).isTrue();
        OLD.requireFile(file, OLD_SIZE);
    }

    @Test
    void afterAFailureItHasWhatIsCounted() throws IOException {
        try (FileChannel target = open()) {
            TransferException cut = catchThrowableOfType(
                    TransferException.class,
                    () -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), target, OLD_SIZE, SIZE + 1));
            assertThat(cut).isExactlyInstanceOf(SourceTruncatedException.class);
            assertThat(cut.bytesTransferred()).isEqualTo(SIZE).isEqualTo(cut.bytesRead());
            assertThat(target.isOpen()).isTrue();
        }
        assertThat(file).hasSize(OLD_SIZE + SIZE);
        requireContent(CONTENT, 0, OLD_SIZE, SIZE);
    }

    @Test
    void anInterruptLeavesItOpen() throws Exception {
        try (FileChannel target = open()) {
            TransferException before = interrupted(target, 0);
            assertThat(before.bytesRead()).isZero();
            OLD.requireFile(file, OLD_SIZE);
            TransferException during = interrupted(target, SIZE);
            assertThat(during.bytesTransferred()).isEqualTo(SIZE);
            assertThat(target.isOpen()).isTrue();
            assertThat(target.position()).isEqualTo(OWN_POSITION);
        }
        requireContent(CONTENT, 0, OLD_SIZE, SIZE);
    }

    /** The look at the file before the first byte asks it for its position, too, to find out whether it appends. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptInsideTheLookAtIt(boolean whenAskedForItsPosition) throws Exception {
        ContentSource source = ContentSource.of(CONTENT, SIZE);
        try (FileChannel own = open();
                FileChannel target = new ForeignFileChannel(own) {
                    @Override
                    public int write(ByteBuffer bytes, long position) throws IOException {
                        interruptIf(!whenAskedForItsPosition);
                        return super.write(bytes, position);
                    }

                    @Override
                    public long position() throws IOException {
                        interruptIf(whenAskedForItsPosition);
                        return super.position();
                    }
                }) {
            TransferException failure = Background.start(() -> catchThrowableOfType(
                            TransferException.class, () -> ZeroCopyTransfer.receive(source, target, 10, SIZE)))
                    .get();
            assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
            assertThat(failure.bytesRead()).isZero();
        }
        assertThat(source.calls()).isZero();
        assertThat(source.isOpen()).isFalse();
        OLD.requireFile(file, OLD_SIZE);
    }

    private static void interruptIf(boolean now) {
        if (now) {
            Thread.currentThread().interrupt();
        }
    }

    /** Receives on a thread that is interrupted after so many bytes, or before the call. */
    private static TransferException interrupted(FileChannel target, int afterBytes) throws Exception {
        ContentSource source = ContentSource.of(CONTENT, afterBytes).endingWith(() -> {
            Thread.currentThread().interrupt();
            return 0;
        });
        TransferException failure = Background.start(() -> {
                    if (afterBytes == 0) {
                        Thread.currentThread().interrupt();
                    }
                    return catchThrowableOfType(
                            TransferException.class,
                            () -> ZeroCopyTransfer.receive(source, target, OLD_SIZE, SIZE + 1));
                })
                .get();
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
        assertThat(source.isOpen()).isFalse();
        return failure;
    }

    /** As a parallel download does; while the file is empty its position is its size, as if it were to append. */
    @Test
    void manyAtATime() throws Exception {
        int threads = 4;
        int partBytes = 101;
        for (int round = 0; round < 600; round++) {
            Path whole = folder.resolve("whole");
            try (FileChannel target = FileChannel.open(
                    whole, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Background<Integer>> receiving = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    long from = (long) i * partBytes;
                    receiving.add(Background.start(() -> {
                        start.await();
                        ZeroCopyTransfer.receive(
                                ContentSource.of(CONTENT, partBytes).from(from), target, from, partBytes);
                        return partBytes;
                    }));
                }
                for (Background<Integer> each : receiving) {
                    each.get();
                }
                assertThat(target.position()).isZero();
            }
            CONTENT.requireFile(whole, (long) threads * partBytes);
        }
    }
}
