package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.HeldExecutor;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far an event loop goes in place in a file that was in memory a moment ago, where the system does not tell. */
class ReadAheadTest {
    private static final long SIZE = 4L * 1024 * 1024;
    private static final long TURN = 1536 * 1024;
    private static final long LITTLE = 64 * 1024;
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    @TempDir
    Path folder = Path.of("");

    private final HeldExecutor disk = new HeldExecutor();
    private final ReadAhead readAhead =
            ReadAhead.ofEventLoop(TransferOptions.DEFAULTS.withDiskExecutor(disk), () -> {});
    private @Nullable FileChannel channel;

    @BeforeEach
    void openFile() throws IOException {
        Skip.unless(!SystemCalls.isReady(), "the kernel tells what is in memory: see ResidencyTest");
        channel = FileChannel.open(Content.of(319).writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void closeFile() throws IOException {
        readAhead.end();
        if (channel != null) {
            channel.close();
        }
    }

    private Source hot() {
        Source source = Source.borrowed(Objects.requireNonNull(channel), 0, SIZE);
        SeenLately.HOT.note(SeenLately.keyOfRest(source), System.nanoTime());
        return source;
    }

    private void step(Source source, long bytes, long nanos) {
        readAhead.begins();
        long began = System.nanoTime();
        while (System.nanoTime() - began < nanos) {}
        source.advance(bytes);
        readAhead.ended(bytes, true);
    }

    @Test
    void oneSlowStepAndTheNextIsReadElsewhere() throws IOException {
        Source source = hot();
        assertThat(readAhead.readyBytes(source, TURN)).isBetween(LITTLE, ReadAhead.FIRST_WINDOW_BYTES);
        step(source, LITTLE, SLOW_NANOS);
        assertThat(readAhead.readyBytes(source, TURN)).isZero();
        assertThat(disk.taken()).isEqualTo(1);
    }

    /** What had been read before is of no use: the JDK has closed the file. */
    @Test
    void aThreadThatIsInterruptedInTheMiddleOfAWindow() throws IOException {
        FileChannel real = Objects.requireNonNull(channel);
        AtomicReference<@Nullable FileChannel> closed = new AtomicReference<>();
        try (FileChannel file = new ForeignFileChannel(real, (buffer, position) -> {
            if (position > 0) {
                Objects.requireNonNull(closed.get()).close();
                throw new ClosedByInterruptException();
            }
            long began = System.nanoTime();
            while (System.nanoTime() - began < 2 * WindowRead.FROM_MEMORY_NANOS) {}
            return real.read(buffer, position);
        })) {
            closed.set(file);
            OpenedPath path = new OpenedPath(folder.resolve("file"), null);
            Source source = Source.opened(path, SourceKind.FILE, file, Source.Extent.EXACT, 0, SIZE);
            assertThat(readAhead.readyBytes(source, TURN)).isZero();
            assertThat(disk.runNext()).isTrue();
            assertThatThrownBy(() -> readAhead.readyBytes(source, TURN))
                    .hasMessageContaining("of the disk executor was interrupted");
        }
    }

    /** What is left of a turn says nothing about the file. */
    @Test
    void aTurnThatEndsWithOneByteMakesNoSmallWindows() throws IOException {
        Source source = hot();
        step(source, readAhead.readyBytes(source, 1), 0);
        int steps = 1;
        while (source.remaining() > 0 && disk.taken() == 0) {
            step(source, Math.min(readAhead.readyBytes(source, TURN), source.remaining()), 0);
            steps++;
        }
        // 128, 128, 256, 512, 1024, 1536 KiB, and what is left; a machine that is too busy has it read elsewhere.
        assertThat(steps).isLessThanOrEqualTo(8);
    }
}
