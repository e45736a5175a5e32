package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One window that another thread reads: who owns what, whoever comes first. */
@ExtendWith(LeftOvers.class)
class WindowReadTest {
    private static final Content CONTENT = Content.of(316);
    private static final int SIZE = 300_000;

    @TempDir
    Path folder = Path.of("");

    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    private WindowRead window(FileChannel file) {
        WindowRead window = new WindowRead(file, 1_000, 200_000, wakes::incrementAndGet);
        window.handedOver();
        return window;
    }

    private FileChannel file(ForeignFileChannel.Reading before) throws IOException {
        FileChannel real = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), SIZE));
        return new ForeignFileChannel(real, (buffer, position) -> {
            reads.incrementAndGet();
            before.read(buffer, position);
            return real.read(buffer, position);
        });
    }

    private static void slowly() {
        long until = System.nanoTime() + 2 * WindowRead.FROM_MEMORY_NANOS;
        while (System.nanoTime() - until < 0) {}
    }

    @Test
    void whatIsInMemoryIsNotCopied() throws IOException {
        try (FileChannel file = file((buffer, position) -> 0)) {
            int fewest = Integer.MAX_VALUE;
            // On a busy machine one byte may take its time.
            for (int i = 0; i < 100; i++) {
                reads.set(0);
                WindowRead window = window(file);
                window.run();
                assertThat(window.state()).isEqualTo(WindowRead.State.READ);
                assertThat(window.readUntil()).isEqualTo(201_000).isEqualTo(window.end());
                assertThat(window.await()).isFalse();
                fewest = Math.min(fewest, reads.get());
            }
            assertThat(fewest).as("the first byte and the last").isEqualTo(2);
        }
    }

    @Test
    void whatComesSlowlyIsReadAsAWhole() throws IOException {
        try (FileChannel slow = file((buffer, position) -> {
            slowly();
            return 0;
        })) {
            WindowRead window = window(slow);
            window.run();
            assertThat(window.readUntil()).isEqualTo(201_000);
            assertThat(reads.get()).isGreaterThan(3);
            assertThat(window.tookNanos()).isGreaterThan(WindowRead.FROM_MEMORY_NANOS);
        }
    }

    @Test
    void theEndOfTheFileIsNoFailure() throws IOException {
        try (FileChannel file = file((buffer, position) -> 0)) {
            WindowRead beyond = new WindowRead(file, SIZE - 10, 100, wakes::incrementAndGet);
            beyond.handedOver();
            beyond.run();
            assertThat(beyond.state()).isEqualTo(WindowRead.State.READ);
            assertThat(beyond.readUntil()).isEqualTo(beyond.end());
        }
    }

    @Test
    void aFailureComesWithWhatWasReadBefore() throws IOException {
        try (FileChannel file = file((buffer, position) -> {
            slowly();
            if (position > 1_000) {
                throw new IOException("a bad block");
            }
            return 0;
        })) {
            WindowRead window = window(file);
            assertThat(window.await()).isTrue();
            window.run();
            assertThat(window.state()).isEqualTo(WindowRead.State.FAILED);
            assertThat(window.failure()).hasMessage("a bad block");
            assertThat(window.readUntil()).isBetween(1_001L, 200_999L);
            assertThat(wakes).hasValue(1);
        }
    }

    /** It is the executor that was interrupted, not who sends. */
    @Test
    void anInterruptOfTheReadingThread() throws IOException {
        try (FileChannel file = file((buffer, position) -> {
            throw new ClosedByInterruptException();
        })) {
            WindowRead window = window(file);
            window.run();
            assertThat(window.failure())
                    .isNotInstanceOf(ClosedByInterruptException.class)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void anErrorOfTheReadingThreadLeavesItUnread() throws IOException {
        try (FileChannel file = file((buffer, position) -> {
            throw new OutOfMemoryError("on purpose");
        })) {
            WindowRead window = window(file);
            assertThat(window.await()).isTrue();
            window.run();
            assertThat(window.state()).isEqualTo(WindowRead.State.UNREAD);
            assertThat(wakes).hasValue(1);
        }
    }

    @Test
    void leftWhileItReadsItClosesTheFile() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        FileChannel file = file((buffer, position) -> {
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return 0;
        });
        WindowRead window = window(file);
        assertThat(window.await()).isTrue();
        assertThat(window.await()).isTrue();
        Background<Integer> reading = Background.start(() -> {
            window.run();
            return 0;
        });
        Await.until("reading", () -> reads.get() == 1);
        assertThat(window.leave(file)).isTrue();
        assertThat(file.isOpen()).isTrue();
        assertThat(window.withdraw()).isFalse();
        goesOn.countDown();
        reading.get();
        assertThat(file.isOpen()).isFalse();
        assertThat(reads).as("it gave up").hasValue(1);
        assertThat(wakes).hasValue(2);
    }

    @Test
    void leftBeforeItBeganItReadsNothing() throws IOException {
        try (FileChannel file = file((buffer, position) -> 0)) {
            WindowRead window = window(file);
            assertThat(window.await()).isTrue();
            assertThat(window.leave(file)).isFalse();
            window.run();
            assertThat(reads).hasValue(0);
            assertThat(wakes).as("told all the same").hasValue(1);
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void theThreadThatHandsItOverDoesNotReadIt() throws IOException {
        try (FileChannel file = file((buffer, position) -> 0)) {
            WindowRead window = new WindowRead(file, 0, 100, wakes::incrementAndGet);
            window.run();
            assertThat(window.state()).isEqualTo(WindowRead.State.UNREAD);
            assertThat(reads).hasValue(0);
        }
    }
}
