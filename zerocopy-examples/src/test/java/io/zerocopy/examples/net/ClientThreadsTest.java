package io.zerocopy.examples.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Who gets which thread. */
@Timeout(300)
class ClientThreadsTest {
    private static final int FIRST = 4;

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "before JDK 21 there are no virtual threads")
    void theFirstGetThreadsOfTheSystemAndAllOthersVirtualOnes() throws Exception {
        ClientThreads threads = new ClientThreads(1_000, FIRST);
        CountDownLatch end = new CountDownLatch(1);
        try {
            List<String> kinds = begin(threads, FIRST + 3, end);

            assertThat(kinds.subList(0, FIRST)).noneMatch(ClientThreadsTest::isVirtual);
            assertThat(kinds.subList(FIRST, kinds.size())).allMatch(ClientThreadsTest::isVirtual);
        } finally {
            end.countDown();
            threads.shutdown();
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "before JDK 21 there are no virtual threads")
    void allGetVirtualOnesWhereNoneIsToHaveAnother() throws Exception {
        ClientThreads threads = new ClientThreads(1_000, 0);
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThat(begin(threads, 3, end)).allMatch(ClientThreadsTest::isVirtual);
        } finally {
            end.countDown();
            threads.shutdown();
        }
    }

    @Test
    void shutdownNowInterruptsEachKind() throws Exception {
        ClientThreads threads = new ClientThreads(100, FIRST);
        CountDownLatch interrupted = new CountDownLatch(FIRST + 3);
        for (int i = 0; i < FIRST + 3; i++) {
            threads.execute(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
        }

        threads.shutdownNow();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The thread of each task, in order; all go on until the end. */
    private static List<String> begin(ClientThreads threads, int tasks, CountDownLatch end) throws Exception {
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            threads.execute(() -> {
                begun.add(Thread.currentThread().toString());
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            all.add(begun.take());
        }
        return all;
    }

    private static boolean isVirtual(String thread) {
        return thread.startsWith("VirtualThread[");
    }
}
