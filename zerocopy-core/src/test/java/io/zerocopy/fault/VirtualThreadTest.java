package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.VirtualThreads;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Virtual threads that send to slow peers park: they hold no carrier. */
@ExtendWith(LeftOvers.class)
class VirtualThreadTest {
    private static final int BLOCKING = 10_000;
    private static final int NON_BLOCKING = 1_000;
    /** A channel each, and a selector of two descriptors for those that are waited for. */
    private static final int DESCRIPTORS = BLOCKING + 3 * NON_BLOCKING + 500;

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void needThem() {
        VirtualThreads.assumeAvailable();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void elevenThousandThatAreStalledHoldNoCarrier() throws Exception {
        long limit = OpenDescriptors.limit();
        Skip.unless(limit >= DESCRIPTORS, DESCRIPTORS + " descriptors needed, " + limit + " allowed (ulimit -Hn)");
        String printed = ChildJvm.of(VirtualSenders.class)
                .options("-Djdk.virtualThreadScheduler.parallelism=2", "-Djdk.virtualThreadScheduler.maxPoolSize=2")
                .arguments(folder, BLOCKING, NON_BLOCKING)
                .timeoutSeconds(600)
                .run()
                .requireSuccess();
        System.out.println(printed);
    }

    /** Else sendfile would hold the carrier for as long as the peer likes. */
    @ParameterizedTest
    @EnumSource(names = {"SENDFILE_TCP_BLOCKING", "SENDFILE_UNIX_BLOCKING"})
    @EnabledOnOs(OS.LINUX)
    void theDescriptorIsNonBlockingFromTheFirstStepOn(Route route) throws Exception {
        assertThat(madeNonBlocking(route, task -> new Thread(task).start()))
                .as("by a platform thread")
                .isZero();
        assertThat(madeNonBlocking(route, VirtualThreads::start))
                .as("by a virtual thread")
                .isOne();
    }

    /** How many more sockets of this process are non-blocking after the first step of a send on such a thread. */
    private long madeNonBlocking(Route route, Consumer<Runnable> start) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            long before = OpenDescriptors.nonBlockingSockets();
            CompletableFuture<Long> afterFirstStep = new CompletableFuture<>();
            TransferListener listener = new TransferListener() {
                @Override
                public void onProgress(long transferredBytes, long totalBytes) {
                    if (!afterFirstStep.isDone()) {
                        afterFirstStep.complete(OpenDescriptors.nonBlockingSockets());
                    }
                }
            };
            TransferOptions options = route.options().withChunkSize(4096).withListener(listener);
            FutureTask<TransferResult> sending = new FutureTask<>(() -> file.send(SentFile.Form.PATH, link, options));
            start.accept(sending);
            link.readUntil(SentFile.SIZE);
            assertThat(sending.get(30, TimeUnit.SECONDS).mechanism()).isEqualTo(TransferMechanism.SENDFILE);
            return afterFirstStep.get(30, TimeUnit.SECONDS) - before;
        }
    }
}
