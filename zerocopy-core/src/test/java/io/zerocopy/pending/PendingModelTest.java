package io.zerocopy.pending;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.PendingReceive;
import io.zerocopy.PendingRelay;
import io.zerocopy.PendingTransfer;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Receives and relays through everything that may happen to them in an event loop: pieces of any size, nothing at
 * times, channels that throw and channels that follow them, interrupts, early closes. After each turn the accounts are
 * exact.
 */
@ExtendWith(LeftOvers.class)
class PendingModelTest {
    private static final Content CONTENT = Content.of(146);
    private static final int CASES = Math.max(1, Integer.getInteger("zerocopy.model.cases", 20_000) / 5);
    private static final long BASE = Long.getLong("zerocopy.model.base", 8_100_000_000L);
    private static final int LARGEST = 60_000;
    private static final long UNTIL_END = -1;

    @TempDir
    Path folder = Path.of("");

    @Test
    void everyCaseKeepsTheContract() throws Exception {
        Long one = Long.getLong("zerocopy.model.seed");
        for (int i = 0; one == null && i < CASES; i++) {
            run(BASE + i);
        }
        if (one != null) {
            run(one);
        }
    }

    private void run(long seed) throws Exception {
        try {
            new Case(seed).run();
        } catch (AssertionError | Exception e) {
            throw new AssertionError("-Dzerocopy.model.seed=" + seed + ": " + e, e);
        } finally {
            Thread.interrupted();
        }
    }

    /** One transfer, from its seed. */
    private final class Case {
        private final SplittableRandom random;
        private final int size;
        private final long count;
        private final long chunk;
        private final boolean isRelay;
        private final boolean isPositioned;
        private final ContentCheck check = CONTENT.checkFrom(0);
        private final Path file = folder.resolve("target");
        private long given;
        private long taken;
        private long lost;
        private @Nullable Exception thrown;
        private ReadableByteChannel source = new Source();
        private WritableByteChannel target = new Target();

        private Case(long seed) {
            random = new SplittableRandom(seed);
            size = random.nextInt(20) == 0 ? 0 : 1 + skewed(LARGEST);
            isRelay = random.nextInt(2) == 0;
            isPositioned = !isRelay && random.nextInt(4) == 0;
            int kind = random.nextInt(4);
            count = kind == 0 && !isPositioned
                    ? UNTIL_END
                    : kind == 1 ? size + skewed(100) : kind == 2 ? skewed(size + 1) : size;
            chunk = random.nextInt(3) == 0 ? Long.MAX_VALUE : 1 + skewed(2 * size + 2);
        }

        private int skewed(int bound) {
            return random.nextInt(1 + random.nextInt(bound));
        }

        private long expected() {
            return count == UNTIL_END ? size : Math.min(count, size);
        }

        private void run() throws Exception {
            TransferOptions options = TransferOptions.DEFAULTS
                    .withChunkSize(chunk)
                    .withBufferSize(1 + skewed(100_000))
                    .withDiskExecutor(task -> {
                        throw new AssertionError("what comes from a peer is not read from a disk");
                    });
            if (isRelay) {
                PendingRelay relay = count == UNTIL_END
                        ? ZeroCopyTransfer.beginRelay(options)
                        : ZeroCopyTransfer.beginRelay(count, options);
                drive(relay, () -> relay.advance(source, target));
                assertThat(relay.buffered()).isEqualTo(given + lost - taken);
                check.requireExactly(taken);
            } else if (isPositioned) {
                try (FileChannel open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    PendingReceive receive = ZeroCopyTransfer.beginReceive(open, 0, count, options);
                    drive(receive, () -> receive.advance(source));
                }
                Files.delete(file);
            } else {
                PendingReceive receive = count == UNTIL_END
                        ? ZeroCopyTransfer.beginReceive(file, options)
                        : ZeroCopyTransfer.beginReceive(file, count, options);
                drive(receive, () -> receive.advance(source));
                if (receive.isComplete()) {
                    CONTENT.requireFile(file, expected());
                    Files.delete(file);
                }
                try (Stream<Path> left = Files.list(folder)) {
                    assertThat(left).isEmpty();
                }
            }
        }

        private void drive(PendingTransfer transfer, Advance advance) throws Exception {
            boolean isOver = transfer.isComplete();
            while (!isOver) {
                int roll = random.nextInt(100);
                if (roll == 0) {
                    source = new Source();
                } else if (roll == 1) {
                    target = new Target();
                } else if (roll == 2) {
                    interrupted(transfer, advance);
                } else if (roll == 3 && random.nextInt(10) == 0) {
                    break;
                } else {
                    isOver = turn(transfer, advance) || transfer.isComplete();
                }
            }
            if (transfer.isComplete()) {
                assertThat(given).as("not a byte more").isEqualTo(expected());
                assertThat(transfer.result().bytes()).isEqualTo(expected());
                assertThat(transfer.awaits()).isEqualTo(Awaits.NOTHING);
                assertThat(advance.call()).isZero();
            }
            transfer.close();
        }

        /** Returns true if it has failed for good. */
        private boolean turn(PendingTransfer transfer, Advance advance) throws Exception {
            long gave = given;
            long took = taken;
            thrown = null;
            try {
                long moved = advance.call();
                assertThat(moved).isLessThanOrEqualTo(chunk).isEqualTo(isRelay ? taken - took : given - gave);
            } catch (TransferException e) {
                judge(transfer, advance, e);
                return true;
            } catch (IOException e) {
                assertThat(e).as("as it is").isSameAs(thrown);
            }
            assertThat(given - gave).isLessThanOrEqualTo(chunk);
            assertThat(transfer.transferred()).isEqualTo(isRelay ? taken : given);
            if (transfer instanceof PendingRelay relay) {
                assertThat(relay.buffered()).isEqualTo(given - taken);
                boolean hasBytes = given > taken;
                boolean asItIs =
                        transfer.isComplete() || transfer.awaits() == (hasBytes ? Awaits.WRITABLE : Awaits.READABLE);
                assertThat(asItIs)
                        .as("awaits " + transfer.awaits() + " with bytes: " + hasBytes)
                        .isTrue();
            }
            assertThat(transfer.nextCallMillis()).isPositive();
            return false;
        }

        private void judge(PendingTransfer transfer, Advance advance, TransferException e) throws Exception {
            if (e instanceof SourceTruncatedException) {
                assertThat(given).isEqualTo(size).isLessThan(count);
            } else {
                assertThat(lost).as("it is lost bytes alone that end it: " + e).isPositive();
                assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
            }
            assertThat(e.bytesRead()).isEqualTo(given + lost);
            assertThat(transfer.awaits()).isEqualTo(Awaits.NOTHING);
            try {
                advance.call();
                assertThat(false).as("thrown again").isTrue();
            } catch (TransferException again) {
                assertThat(again).isSameAs(e);
            }
        }

        private void interrupted(PendingTransfer transfer, Advance advance) throws IOException {
            long gave = given;
            Thread.currentThread().interrupt();
            try {
                advance.call();
                assertThat(transfer.isComplete()).isTrue();
            } catch (TransferException e) {
                assertThat(e).hasCauseInstanceOf(ClosedByInterruptException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(given).isEqualTo(gave);
        }

        /** Gives what comes next of the content, whichever of them is asked. */
        private final class Source implements ReadableByteChannel {
            @Override
            public int read(ByteBuffer into) throws IOException {
                int roll = random.nextInt(100);
                if (given == size) {
                    return roll < 10 ? 0 : -1;
                }
                if (roll < 15) {
                    return 0;
                }
                if (roll < 20) {
                    IOException broken = new IOException("a source that breaks");
                    thrown = broken;
                    boolean loses = roll == 19 && random.nextInt(4) == 0;
                    if (loses && into.hasRemaining()) {
                        into.put((byte) 0);
                        lost++;
                    }
                    throw broken;
                }
                int bytes = (int) Math.min(Math.min(1 + skewed(LARGEST), into.remaining()), size - given);
                CONTENT.put(given, into.slice().limit(bytes));
                into.position(into.position() + bytes);
                given += bytes;
                return bytes;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                throw new AssertionError("the source is never closed");
            }
        }

        /** Takes what it likes. */
        private final class Target implements WritableByteChannel {
            @Override
            public int write(ByteBuffer from) throws IOException {
                int roll = random.nextInt(100);
                int bytes = roll < 15 ? 0 : Math.min(skewed(LARGEST), from.remaining());
                check.accept(from.slice().limit(bytes));
                from.position(from.position() + bytes);
                taken += bytes;
                if (roll >= 95 && from.hasRemaining()) {
                    IOException broken = new IOException("a target that breaks");
                    thrown = broken;
                    throw broken;
                }
                return bytes;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                throw new AssertionError("the target is never closed");
            }
        }
    }

    private interface Advance {
        long call() throws IOException;
    }
}
