package io.zerocopy.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ColdFile;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.HeldExecutor;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.VirtualThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A blocking send waits for its disk executor as it waits for everything: limits, interrupt and cancel count. */
@ExtendWith(LeftOvers.class)
class BlockingSendTest {
    private static final Content CONTENT = Content.of(315);
    private static final int SIZE = 3_000_001;
    private static final int LITTLE = 32 * 1024;
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    Path folder = Path.of("");

    private final HeldExecutor disk = new HeldExecutor();
    private final TransferOptions options = TransferOptions.DEFAULTS.withDiskExecutor(disk);
    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws Exception {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        ColdFile.makeDoubtful(file);
    }

    private static Peer reader() throws IOException {
        return Peer.expecting(CONTENT, 0).readsAll();
    }

    private void awaitTask() throws Exception {
        Await.until("a task", () -> disk.held() > 0);
    }

    private TransferResult runAll(Background<TransferResult> sending) throws Exception {
        Await.until("sent", () -> {
            while (disk.runNext()) {}
            return sending.isDone();
        });
        return sending.get();
    }

    @ParameterizedTest
    @EnumSource(names = "REQUIRE", mode = EnumSource.Mode.EXCLUDE)
    void itParksUntilTheWindowIsRead(ZeroCopyPolicy policy) throws Exception {
        try (Peer peer = reader()) {
            Background<TransferResult> sending =
                    Background.start(() -> ZeroCopyTransfer.send(file, peer.channel(), options.withZeroCopy(policy)));
            awaitTask();
            Await.pass(SHORT);
            assertThat(peer.received()).isZero();
            assertThat(sending.isDone()).isFalse();
            assertThat(runAll(sending).bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    @Test
    void aStreamAndAPayload() throws Exception {
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 10)))
                .file(file, 10, SIZE - 10)
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        runAll(Background.start(() -> ZeroCopyTransfer.send(payload, out, options)));
        assertThat(out.toByteArray()).isEqualTo(CONTENT.bytes(0, SIZE));
        assertThat(disk.taken()).isPositive();
    }

    @Test
    void theTimeoutIsKept() throws Exception {
        try (Peer peer = reader()) {
            Background<Throwable> sending = failing(peer, options.withTimeout(SHORT));
            TransferTimeoutException end = (TransferTimeoutException) sending.get();
            assertThat(end.isStall()).isFalse();
            assertThat(end.bytesTransferred()).isZero();
            assertThat(peer.channel().isOpen()).isFalse();
        }
    }

    private Background<Throwable> failing(Peer peer, TransferOptions how) {
        return Background.start(
                () -> catchThrowableOfType(IOException.class, () -> ZeroCopyTransfer.send(file, peer.channel(), how)));
    }

    @Test
    void theDiskIsNoStall() throws Exception {
        try (Peer peer = reader()) {
            // Long enough for the peer's thread, which a busy machine keeps from reading for a while.
            Duration limit = Duration.ofSeconds(1);
            Background<TransferResult> sending = Background.start(
                    () -> ZeroCopyTransfer.send(file, peer.channel(), options.withStallTimeout(limit)));
            awaitTask();
            Await.pass(limit.plus(SHORT));
            assertThat(runAll(sending).bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    @Test
    void anInterrupt() throws Exception {
        try (Peer peer = reader();
                FileChannel channel = FileChannel.open(file)) {
            Background<Throwable> sending = Background.start(() -> catchThrowableOfType(
                    IOException.class, () -> ZeroCopyTransfer.send(channel, 0, SIZE, peer.channel(), options)));
            awaitTask();
            sending.thread().interrupt();
            assertThat(sending.get())
                    .isInstanceOf(TransferException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(peer.channel().isOpen()).isFalse();
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void aCancel() throws Exception {
        Conversation conversation = Conversation.create();
        try (Peer peer = reader()) {
            Background<Throwable> sending = failing(peer, options.withConversation(conversation));
            awaitTask();
            conversation.cancel();
            assertThat(((TransferException) sending.get()).side()).isEqualTo(Side.NONE);
            assertThat(peer.channel().isOpen()).isFalse();
        }
    }

    @Test
    void aTargetThatIsClosed() throws Exception {
        try (Peer peer = reader()) {
            Background<Throwable> sending = failing(peer, options);
            awaitTask();
            peer.channel().close();
            assertThat(sending.get()).hasCauseInstanceOf(AsynchronousCloseException.class);
        }
    }

    @Test
    void aFileThatIsCutMeanwhile() throws Exception {
        try (Peer peer = reader()) {
            Background<Throwable> sending = failing(peer, options);
            awaitTask();
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(100_000);
            }
            Await.until("over", () -> {
                while (disk.runNext()) {}
                return sending.isDone();
            });
            assertThat(((SourceTruncatedException) sending.get()).bytesTransferred())
                    .isEqualTo(100_000);
        }
    }

    @Test
    void anExecutorThatIsShutDown() throws Exception {
        ExecutorService busy = Executors.newSingleThreadExecutor();
        try (Peer peer = reader()) {
            CountDownLatch never = new CountDownLatch(1);
            busy.execute(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    // By shutdownNow.
                }
            });
            Background<TransferResult> sending =
                    Background.start(() -> ZeroCopyTransfer.send(file, peer.channel(), options.withDiskExecutor(busy)));
            Await.until("parked", () -> sending.thread().getState() == Thread.State.TIMED_WAITING);
            busy.shutdownNow();
            assertThat(sending.get().bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    /** A pool whose threads all send waits for itself; it is not waited for. */
    @Test
    void anExecutorWhoseThreadsSend() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (Peer peer = reader()) {
            Future<TransferResult> sending =
                    one.submit(() -> ZeroCopyTransfer.send(file, peer.channel(), options.withDiskExecutor(one)));
            assertThat(sending.get(20, TimeUnit.SECONDS).bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        } finally {
            one.shutdownNow();
        }
    }

    /** The library's own threads for files. Up to 16 there is a new one for each task. */
    private static Set<Thread> diskThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("zerocopy-disk"))
                .collect(Collectors.toSet());
    }

    private static Set<Thread> fewDiskThreads() throws Exception {
        VirtualThreads.assumeAvailable();
        Await.until("few from before", () -> diskThreads().size() < 10);
        return diskThreads();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVirtualThreadIsProtectedWithoutBeingTold(boolean byPath) throws Exception {
        Set<Thread> before = fewDiskThreads();
        try (Peer peer = reader();
                FileChannel channel = FileChannel.open(file)) {
            Callable<TransferResult> send = byPath
                    ? () -> ZeroCopyTransfer.send(file, peer.channel())
                    : () -> ZeroCopyTransfer.send(channel, 0, SIZE, peer.channel());
            TransferResult result = Background.startVirtual(send).get();
            assertThat(result.bytesBy(TransferMechanism.SENDFILE)).isGreaterThan(SIZE / 2);
            peer.finish().requireExactly(SIZE);
        }
        assertThat(before.containsAll(diskThreads())).isFalse();
        assertThat(diskThreads()).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void butNotForLittleNorWhereItSaysSo() throws Exception {
        Set<Thread> before = fewDiskThreads();
        CONTENT.requireFile(file, SIZE);
        try (Peer peer = reader()) {
            Background.startVirtual(() -> ZeroCopyTransfer.send(file, 0, LITTLE, peer.channel()))
                    .get();
            Background.startVirtual(() -> ZeroCopyTransfer.send(
                            file,
                            LITTLE,
                            SIZE - LITTLE,
                            peer.channel(),
                            TransferOptions.DEFAULTS.withDiskExecutor(Runnable::run)))
                    .get();
            peer.finish().requireExactly(SIZE);
        }
        assertThat(before).containsAll(diskThreads());
    }
}
