package io.zerocopy.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ColdFile;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.HeldExecutor;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event loop that has a disk executor does not wait for a disk: it goes away, and is called back. */
@ExtendWith(LeftOvers.class)
class EventLoopTest {
    private static final Content CONTENT = Content.of(314);
    private static final int SIZE = 3_000_001;
    private static final int SMALL = 32 * 1024;

    @TempDir
    Path folder = Path.of("");

    private final HeldExecutor disk = new HeldExecutor();
    private final TransferOptions options = TransferOptions.DEFAULTS.withDiskExecutor(disk);
    private final AtomicInteger calledBack = new AtomicInteger();
    private final CheckingTarget target = new CheckingTarget(CONTENT, 0);
    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws Exception {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        ColdFile.makeDoubtful(file);
    }

    private PendingSend begin(Payload payload, TransferOptions how) throws IOException {
        PendingSend send = ZeroCopyTransfer.begin(payload, how);
        send.onReady(calledBack::incrementAndGet);
        return send;
    }

    /** Runs the disk's tasks as they come, and counts how often the send went away for one. */
    private int drive(PendingSend send) throws IOException {
        int awaited = 0;
        while (!send.isComplete()) {
            send.advance(target);
            if (send.awaits() == Awaits.DISK) {
                awaited++;
                assertThat(disk.runNext()).as("a task to wait for").isTrue();
            }
        }
        return awaited;
    }

    @ParameterizedTest
    @EnumSource(names = "REQUIRE", mode = EnumSource.Mode.EXCLUDE)
    void theFirstWindowIsReadElsewhere(ZeroCopyPolicy policy) throws IOException {
        try (PendingSend send = begin(Payload.ofFile(file), options.withZeroCopy(policy))) {
            assertThat(send.advance(target)).isZero();
            assertThat(send.awaits()).isEqualTo(Awaits.DISK);
            assertThat(send.retryAfter()).isZero();
            assertThat(send.nextCallMillis()).isBetween(1L, 2_000L);
            assertThat(calledBack).hasValue(0);
            assertThat(disk.held()).isEqualTo(1);

            disk.runNext();
            assertThat(calledBack).hasValue(1);
            assertThat(send.advance(target)).isPositive();
            calledBack.addAndGet(drive(send));
            target.check().requireExactly(SIZE);
            assertThat(send.awaits()).isEqualTo(Awaits.NOTHING);
        }
    }

    @Test
    void oneCallForEachAdvanceThatEndedSo() throws IOException {
        try (PendingSend send = begin(Payload.ofFile(file), options)) {
            for (int i = 0; i < 3; i++) {
                assertThat(send.advance(target)).isZero();
                assertThat(send.awaits()).isEqualTo(Awaits.DISK);
            }
            assertThat(disk.taken()).as("one task at a time").isEqualTo(1);
            disk.runNext();
            assertThat(calledBack).hasValue(3);
            int more = drive(send);
            assertThat(calledBack).hasValue(3 + more);
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void littleIsNotHandedOver() throws IOException {
        CONTENT.requireFile(file, SIZE);
        Payload little = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                .file(file, 100, SMALL)
                .file(file, 100 + SMALL, SMALL)
                .build();
        try (PendingSend send = begin(little, options)) {
            assertThat(drive(send)).isZero();
            target.check().requireExactly(100 + 2 * SMALL);
            assertThat(disk.taken()).isZero();
        }
    }

    /** On a busy machine it may take some sends until one has found everything at once. */
    @Test
    void whatWasInMemoryAMomentAgoIsNotHandedOverAgain() throws Exception {
        CONTENT.requireFile(file, SIZE);
        Await.until("a send without a task", () -> {
            long before = disk.taken();
            try (PendingSend send = begin(Payload.ofFile(file), options)) {
                CheckingTarget whole = new CheckingTarget(CONTENT, 0);
                while (!send.isComplete()) {
                    send.advance(whole);
                    while (disk.runNext()) {}
                }
                whole.check().requireExactly(SIZE);
            }
            return disk.taken() == before;
        });
    }

    @Test
    void eachFileOfAPayload() throws IOException {
        Payload payload;
        try (FileChannel channel = FileChannel.open(file)) {
            payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                    .file(file, 100, 1_000_000)
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(1_000_100, 100)))
                    .file(channel, 1_000_200, SIZE - 1_000_200)
                    .build();
            try (PendingSend send = begin(payload, options)) {
                assertThat(send.advance(target)).isEqualTo(100);
                assertThat(send.awaits()).isEqualTo(Awaits.DISK);
                assertThat(drive(send)).isGreaterThanOrEqualTo(2);
                target.check().requireExactly(SIZE);
            }
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void runOnTheCallerMeansInPlace() throws IOException {
        try (PendingSend send = begin(Payload.ofFile(file), options.withDiskExecutor(Runnable::run))) {
            while (!send.isComplete()) {
                assertThat(send.advance(target)).isPositive();
            }
        }
        target.check().requireExactly(SIZE);
        assertThat(calledBack).hasValue(0);
    }

    @Test
    void refusedMeansInPlace() throws IOException {
        TransferOptions refusing = options.withDiskExecutor(task -> {
            throw new RejectedExecutionException("no");
        });
        try (PendingSend send = begin(Payload.ofFile(file), refusing)) {
            while (!send.isComplete()) {
                assertThat(send.advance(target)).isPositive();
            }
        }
        target.check().requireExactly(SIZE);
        assertThat(calledBack).hasValue(0);
    }

    /** What a pool throws that may start no more threads; the descriptor of the file is not to be lost with it. */
    @Test
    void noThreadMeansInPlace() throws IOException {
        TransferOptions exhausted = options.withDiskExecutor(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        try (PendingSend send = begin(Payload.ofFile(file), exhausted)) {
            while (!send.isComplete()) {
                assertThat(send.advance(target)).isPositive();
            }
        }
        target.check().requireExactly(SIZE);
    }

    /** It may throw and run the task all the same, now or later: nothing is lost, nothing sent twice. */
    @Test
    void anExecutorThatDoesBoth() throws IOException {
        TransferOptions both = options.withDiskExecutor(task -> {
            task.run();
            disk.execute(task);
            throw new IllegalStateException("both");
        });
        try (PendingSend send = begin(Payload.ofFile(file), both)) {
            while (!send.isComplete()) {
                assertThat(send.advance(target)).isPositive();
                while (disk.runNext()) {}
            }
        }
        target.check().requireExactly(SIZE);
    }

    @Test
    void aThousandSendsOnTwoThreads() throws Exception {
        ThreadPoolExecutor two = new ThreadPoolExecutor(
                2, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100), new ThreadPoolExecutor.CallerRunsPolicy());
        List<PendingSend> sends = new ArrayList<>();
        try {
            Queue<PendingSend> ready = new ConcurrentLinkedQueue<>();
            List<CheckingTarget> targets = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                PendingSend send =
                        ZeroCopyTransfer.begin(Payload.ofFile(file, i, 100_000), options.withDiskExecutor(two));
                sends.add(send);
                targets.add(new CheckingTarget(CONTENT, i));
                send.onReady(() -> ready.add(send));
                ready.add(send);
            }
            AtomicInteger complete = new AtomicInteger();
            Await.until("all are complete", () -> {
                for (PendingSend send = ready.poll(); send != null; send = ready.poll()) {
                    send.advance(targets.get(sends.indexOf(send)));
                    if (send.isComplete()) {
                        complete.incrementAndGet();
                    } else if (send.awaits() != Awaits.DISK) {
                        ready.add(send);
                    }
                }
                return complete.get() == sends.size();
            });
            for (CheckingTarget each : targets) {
                each.check().requireExactly(100_000);
            }
        } finally {
            for (PendingSend send : sends) {
                send.close();
            }
            two.shutdown();
            assertThat(two.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anExecutorThatIsShutDown() throws IOException {
        ExecutorService busy = Executors.newSingleThreadExecutor();
        CountDownLatch never = new CountDownLatch(1);
        busy.execute(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                // By shutdownNow.
            }
        });
        try (PendingSend send = begin(Payload.ofFile(file), options.withDiskExecutor(busy))) {
            assertThat(send.advance(target)).isZero();
            assertThat(send.awaits()).isEqualTo(Awaits.DISK);
            assertThat(busy.shutdownNow()).hasSize(1);
            while (!send.isComplete()) {
                assertThat(send.advance(target)).isPositive();
            }
        }
        target.check().requireExactly(SIZE);
        assertThat(calledBack).hasValue(0);
    }

    /** A read would close the caller's channel. */
    @Test
    void anInterruptedThreadReadsNothing() throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                PendingSend send = begin(Payload.ofFile(channel, 0, SIZE), options)) {
            send.advance(target);
            Thread.currentThread().interrupt();
            disk.runNext();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(channel.isOpen()).isTrue();
            assertThat(calledBack).hasValue(1);
            assertThat(send.advance(target)).isPositive();
            drive(send);
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void aFileThatIsCutMeanwhile() throws IOException {
        try (PendingSend send = begin(Payload.ofFile(file), options)) {
            send.advance(target);
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(100_000);
            }
            disk.runNext();
            SourceTruncatedException failure = catchThrowableOfType(SourceTruncatedException.class, () -> drive(send));
            assertThat(failure.bytesTransferred()).isEqualTo(100_000);
            target.check().requireExactly(100_000);
        }
    }

    @Test
    void aChannelThatIsClosedMeanwhile() throws IOException {
        FileChannel channel = FileChannel.open(file);
        try (PendingSend send = begin(Payload.ofFile(channel, 0, SIZE), options)) {
            send.advance(target);
            channel.close();
            disk.runNext();
            assertThat(calledBack).hasValue(1);
            TransferException failure = catchThrowableOfType(TransferException.class, () -> send.advance(target));
            assertThat(failure).hasCauseInstanceOf(ClosedChannelException.class);
            assertThat(failure.side()).isEqualTo(Side.SOURCE);
            assertThat(send.awaits()).isEqualTo(Awaits.NOTHING);
            assertThatThrownBy(() -> send.advance(target)).isSameAs(failure);
        }
    }

    @Test
    void closingWaitsForNoTask() throws IOException {
        PendingSend send = begin(Payload.ofFile(file), options);
        send.advance(target);
        send.close();
        assertThatThrownBy(() -> send.advance(target)).isInstanceOf(ClosedChannelException.class);
        disk.runNext();
        assertThat(calledBack).hasValue(1);
    }

    @Test
    void theDiskIsNoStallButCountsForTheWhole() throws Exception {
        // Long enough for a busy machine: the peer's thread has it for its reads, and this one until its first advance.
        Duration limit = Duration.ofSeconds(1);
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll();
                PendingSend stall = begin(Payload.ofFile(file), options.withStallTimeout(limit));
                PendingSend whole = begin(Payload.ofFile(file), options.withTimeout(limit))) {
            peer.channel().configureBlocking(false);
            assertThat(stall.advance(peer.channel())).isZero();
            assertThat(whole.advance(target)).isZero();
            assertThat(whole.nextCallMillis()).isLessThanOrEqualTo(limit.toMillis() + 1);
            Await.pass(limit.plusMillis(100));
            assertThat(stall.advance(peer.channel())).isZero();
            assertThat(stall.awaits()).isEqualTo(Awaits.DISK);
            TransferTimeoutException failure =
                    catchThrowableOfType(TransferTimeoutException.class, () -> whole.advance(target));
            assertThat(failure.isStall()).isFalse();
            try (Selector selector = Selector.open()) {
                SelectionKey key = peer.channel().register(selector, SelectionKey.OP_WRITE);
                while (!stall.isComplete()) {
                    while (disk.runNext()) {}
                    if (stall.advance(peer.channel()) == 0 && stall.awaits() == Awaits.WRITABLE) {
                        selector.select(stall.nextCallMillis());
                    }
                }
                key.cancel();
            }
            peer.finish().requireExactly(SIZE);
        }
    }

    /** What threw in the loop's own action is no matter of the send. */
    @Test
    void anActionThatThrows() throws IOException {
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file), options)) {
            send.onReady(() -> {
                throw new IllegalStateException("thrown on purpose");
            });
            drive(send);
            target.check().requireExactly(SIZE);
        }
    }
}
