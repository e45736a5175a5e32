package io.zerocopy.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ColdFile;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.SlowDisk;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that is slow, or that does not answer: who wants something else is not kept waiting. */
@Tag("alone")
@ExtendWith(LeftOvers.class)
class SlowDiskTest {
    private static final Content CONTENT = Content.of(319);
    private static final int COLD_BYTES = 6_000_001;
    private static final int HOT_BYTES = 100_003;
    private static final long DISK_BYTES_PER_SECOND = 4_000_000;
    private static final int FROZEN_SENDS = 40;
    private static final int MOST_THREADS = 16;
    /** In place the cold file would take no more turns than it has chunks, which are four. */
    private static final int MANY = 40;

    @TempDir
    Path work = Path.of("");

    private final ExecutorService two = Executors.newFixedThreadPool(2);
    private final TransferOptions options = TransferOptions.DEFAULTS.withDiskExecutor(two);
    private Path hot = Path.of("");
    private Path cold = Path.of("");

    @BeforeEach
    void makeHotFile() throws IOException {
        hot = CONTENT.writeTo(work.resolve("hot"), HOT_BYTES);
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        two.shutdown();
        assertThat(two.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private SlowDisk slowDisk() throws Exception {
        SlowDisk disk = SlowDisk.in(work);
        cold = CONTENT.writeTo(disk.folder().resolve("cold"), COLD_BYTES);
        assertThat(ColdFile.make(cold)).isTrue();
        return disk;
    }

    private void sendHot() throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(hot), options)) {
            while (!send.isComplete()) {
                send.advance(target);
            }
        }
        target.check().requireExactly(HOT_BYTES);
    }

    @Test
    void hotSendsGoOnBesideAColdDownload() throws Exception {
        try (SlowDisk disk = slowDisk()) {
            disk.slowsTo(DISK_BYTES_PER_SECOND);
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            int hotSends = 0;
            try (PendingSend download = ZeroCopyTransfer.begin(Payload.ofFile(cold), options)) {
                for (; !download.isComplete(); hotSends++) {
                    download.advance(target);
                    sendHot();
                }
            }
            target.check().requireExactly(COLD_BYTES);
            assertThat(hotSends).isGreaterThan(MANY);
        }
    }

    @Test
    void aDiskThatDoesNotAnswerStopsNoEventLoop() throws Exception {
        try (SlowDisk disk = slowDisk()) {
            disk.freezes();
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            PendingSend given = ZeroCopyTransfer.begin(Payload.ofFile(cold), options);
            assertThat(given.advance(target)).isZero();
            assertThat(given.awaits()).isEqualTo(Awaits.DISK);
            for (int i = 0; i < MANY; i++) {
                sendHot();
                assertThat(given.advance(target)).isZero();
            }
            assertThat(given.awaits()).isEqualTo(Awaits.DISK);
            // Not even to close it: who still reads the file closes it, see LeftOvers.
            given.close();
            disk.thaws();
            endThreads();
        }
    }

    @Test
    void aDiskThatDoesNotAnswerStopsNoVirtualThreadOfAnother() throws Exception {
        VirtualThreads.assumeAvailable();
        List<CheckingTarget> targets = new ArrayList<>();
        List<Background<TransferResult>> frozen = new ArrayList<>();
        try (SlowDisk disk = slowDisk()) {
            long before = diskThreads();
            disk.freezes();
            for (int i = 0; i < FROZEN_SENDS; i++) {
                int from = i;
                CheckingTarget target = new CheckingTarget(CONTENT, from);
                targets.add(target);
                frozen.add(Background.startVirtual(
                        () -> ZeroCopyTransfer.send(cold, from, COLD_BYTES - FROZEN_SENDS, target)));
            }
            Await.until("all of its threads wait", () -> diskThreads() >= MOST_THREADS);
            for (int i = 0; i < MANY; i++) {
                CheckingTarget target = new CheckingTarget(CONTENT, 0);
                Background.startVirtual(() -> ZeroCopyTransfer.send(hot, target))
                        .get();
                target.check().requireExactly(HOT_BYTES);
            }
            assertThat(frozen).noneMatch(Background::isDone);
            assertThat(targets).allMatch(target -> target.check().count() == 0);
            assertThat(diskThreads()).isLessThanOrEqualTo(before + 2 * MOST_THREADS);
            disk.thaws();
            for (Background<TransferResult> send : frozen) {
                assertThat(send.get().bytes()).isEqualTo(COLD_BYTES - FROZEN_SENDS);
            }
            for (CheckingTarget target : targets) {
                target.check().requireExactly(COLD_BYTES - FROZEN_SENDS);
            }
        }
    }

    private static long diskThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("zerocopy-disk"))
                .count();
    }
}
