package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import io.zerocopy.testkit.StreamFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A range far behind in a file that can only be read from its beginning: the way there is gone in bounded steps, each
 * with a look at the time, and counts for the timeout, not for the stall timeout.
 */
@ExtendWith(LeftOvers.class)
class SkipInsideEntryTest {
    /** {@code -Dzerocopy.long=true}: an entry of 4 GiB, which takes a quarter of a minute. */
    private static final boolean LONG = Boolean.getBoolean("zerocopy.long");

    private static final int MIB = 1024 * 1024;
    private static final long ENTRY = LONG ? 4096L * MIB : 150L * MIB;
    private static final int TAIL = 5_000;
    /** A gibibyte a second, or the most that one call of an event loop may cost the others. */
    private static final long MOST_A_CALL = 64L * MIB;

    private static final Content CONTENT = Content.of(110);

    @TempDir
    Path folder = Path.of("");

    /** Zeros, and some content at the end; counts what was asked of it. */
    private static final class Counting extends InputStream {
        private final long tailAt;
        private final AtomicLong passed;
        private long position;

        Counting(long tailAt, AtomicLong passed) {
            this.tailAt = tailAt;
            this.passed = passed;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position >= tailAt + TAIL) {
                return -1;
            }
            int bytes = (int) Math.min(length, position < tailAt ? tailAt - position : tailAt + TAIL - position);
            if (position >= tailAt) {
                CONTENT.put(position - tailAt, ByteBuffer.wrap(target, offset, bytes));
            }
            position += bytes;
            passed.addAndGet(bytes);
            return bytes;
        }
    }

    private static Path streamOf(long tailAt, AtomicLong passed) {
        return StreamFile.of(tailAt + TAIL, () -> new Counting(tailAt, passed));
    }

    @Test
    void eachAdvanceSkipsSome() throws IOException {
        AtomicLong passed = new AtomicLong();
        Path file = streamOf(ENTRY, passed);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, ENTRY, TAIL))) {
            requireBoundedCalls(send, target, passed);
        }
        target.check().requireExactly(TAIL);
    }

    /** Behind a head, which goes out first; and in front of more. */
    @Test
    void inTheMiddleOfAPayload() throws IOException {
        AtomicLong passed = new AtomicLong();
        Path file = streamOf(ENTRY, passed);
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 200)))
                .file(file, ENTRY + 200, TAIL - 300)
                .file(file, ENTRY + TAIL - 100, 50)
                .bytes(ByteBuffer.wrap(CONTENT.bytes(TAIL - 50, 50)))
                .build();
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        try (PendingSend send = ZeroCopyTransfer.begin(payload)) {
            assertThat(send.advance(target)).isPositive();
            assertThat(passed.get()).isLessThanOrEqualTo(MOST_A_CALL);
            requireBoundedCalls(send, target, passed);
        }
        target.check().requireExactly(TAIL);
    }

    private static void requireBoundedCalls(PendingSend send, CheckingTarget target, AtomicLong passed)
            throws IOException {
        int calls = 0;
        while (!send.isComplete()) {
            long before = passed.get();
            send.advance(target);
            assertThat(passed.get() - before).isLessThanOrEqualTo(MOST_A_CALL);
            assertThat(++calls).as("calls, each of which gets on").isLessThan(1_000_000);
        }
    }

    /** The peer is not to blame for the way: it has nothing to take yet. */
    @Test
    void theWayIsNoStall() throws IOException {
        Path file = streamOf(ENTRY, new AtomicLong());
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMillis(1));
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, ENTRY, TAIL), options)) {
            while (!send.isComplete()) {
                send.advance(target);
            }
        }
        target.check().requireExactly(TAIL);
        CheckingTarget blocking = new CheckingTarget(CONTENT, 0);
        ZeroCopyTransfer.send(file, ENTRY, TAIL, blocking, options);
        blocking.check().requireExactly(TAIL);
    }

    /** So far away that no machine gets there in time: the limit is looked at on the way. */
    @Test
    void theWayCountsForTheTimeout() throws IOException {
        Path file = streamOf(Long.MAX_VALUE / 4, new AtomicLong());
        TransferOptions options = TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(100));
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, Long.MAX_VALUE / 4, TAIL), options)) {
            TransferTimeoutException late = catchThrowableOfType(TransferTimeoutException.class, () -> {
                while (!send.isComplete()) {
                    send.advance(target);
                }
            });
            assertThat(late.isStall()).isFalse();
        }
        target.check().requireExactly(0);
    }

    @Test
    void ofAnArchive() throws IOException {
        try (FileSystem system = OtherFileSystem.ZIP.open(folder)) {
            write(system.getPath("/entry"), ENTRY);
        }
        // An archive is written when it is closed, and read when it is opened again.
        try (FileSystem system = OtherFileSystem.ZIP.open(folder)) {
            requireTail(system.getPath("/entry"), ENTRY);
        }
    }

    /** It skips without reading, as fast as it likes. */
    @Test
    void ofAFileInMemory() throws IOException {
        long position = 40L * MIB;
        try (FileSystem system = OtherFileSystem.JIMFS.open(folder)) {
            Path file = system.getPath("/file");
            write(file, position);
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, position, TAIL))) {
                while (!send.isComplete()) {
                    send.advance(target);
                }
            }
            target.check().requireExactly(TAIL);
        }
    }

    private static void write(Path file, long zeros) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < zeros; written += MIB) {
                out.write(new byte[MIB]);
            }
            out.write(CONTENT.bytes(0, TAIL));
        }
    }

    private static void requireTail(Path file, long position) throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Duration longest = Duration.ZERO;
        int calls = 0;
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, position, TAIL))) {
            while (!send.isComplete()) {
                // What this thread did: what else the machine does meanwhile is no matter of a call.
                long start = cpuNanos();
                send.advance(target);
                Duration took = Duration.ofNanos(cpuNanos() - start);
                longest = took.compareTo(longest) > 0 ? took : longest;
                calls++;
            }
        }
        target.check().requireExactly(TAIL);
        assertThat(calls).as("calls for %s bytes", position).isGreaterThan((int) (position / MOST_A_CALL));
        assertThat(longest).isLessThan(Duration.ofSeconds(1));
        TransferOptions options = TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(20));
        CheckingTarget late = new CheckingTarget(CONTENT, 0);
        long start = cpuNanos();
        long begin = System.nanoTime();
        assertThat(catchThrowableOfType(
                        TransferTimeoutException.class,
                        () -> ZeroCopyTransfer.send(file, position, TAIL, late, options)))
                .isNotNull();
        assertThat(Duration.ofNanos(cpuNanos() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        late.check().requireExactly(0);
    }

    private static long cpuNanos() {
        return Gauges.cpuNanos(Thread.currentThread());
    }
}
