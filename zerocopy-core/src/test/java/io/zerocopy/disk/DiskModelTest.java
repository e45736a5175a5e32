package io.zerocopy.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some sends on an event loop whose disk executor does what it likes: its tasks run when the model says so, in any
 * order, refused, run on the caller, interrupted, or never. Every byte is checked, and who is called back how often.
 */
@ExtendWith(LeftOvers.class)
class DiskModelTest {
    private static final Content CONTENT = Content.of(147);
    private static final int CASES = Math.max(1, Integer.getInteger("zerocopy.model.cases", 20_000) / 20);
    private static final long BASE = Long.getLong("zerocopy.model.base", 8_200_000_000L);
    private static final int FILE_BYTES = 1_500_000;
    private static final int MOST_SENDS = 4;

    @TempDir
    Path folder = Path.of("");

    private long tasks;

    @Test
    void everyCaseKeepsTheContract() throws Exception {
        Long one = Long.getLong("zerocopy.model.seed");
        for (int i = 0; one == null && i < CASES; i++) {
            run(BASE + i);
        }
        if (one != null) {
            run(one);
        }
        // Where the kernel tells that all is in memory there is nothing to hand over.
        assertThat(tasks > 0 || SystemCalls.isReady()).isTrue();
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

    /** One event loop, from its seed. */
    private final class Case implements Executor {
        private final SplittableRandom random;
        private final Path file;
        private final boolean isCut;
        private final List<Runnable> held = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();
        /** Whose advance is under way. */
        private Member turning = new Member();

        private Case(long seed) throws IOException {
            random = new SplittableRandom(seed);
            isCut = random.nextInt(20) == 0;
            // What is cut is nobody else's.
            Path whole = folder.resolve(isCut ? "cut" : "whole");
            file = isCut || !whole.toFile().exists() ? CONTENT.writeTo(whole, FILE_BYTES) : whole;
        }

        private void run() throws IOException {
            try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                int count = 1 + random.nextInt(MOST_SENDS);
                for (int i = 0; i < count; i++) {
                    members.add(begin(open));
                }
                List<Member> going = new ArrayList<>(members);
                while (!going.isEmpty()) {
                    Member member = going.get(random.nextInt(going.size()));
                    int roll = random.nextInt(1_000);
                    if (roll < 400) {
                        runTask();
                    } else if (roll == 400) {
                        member.close();
                    } else if (roll == 401 && isCut) {
                        open.truncate(random.nextInt(FILE_BYTES));
                    } else if (roll < 420) {
                        member.interrupted();
                    } else {
                        member.turn();
                    }
                    going.removeIf(Member::isOver);
                }
            }
            // Whoever comes too late does no harm.
            while (!held.isEmpty()) {
                held.remove(0).run();
            }
            members.forEach(Member::judge);
        }

        private Member begin(FileChannel open) throws IOException {
            Member member = new Member();
            int from = random.nextInt(FILE_BYTES);
            Payload.Builder payload = Payload.builder();
            int end = from;
            for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
                int bytes = random.nextInt(FILE_BYTES - end + 1);
                switch (random.nextInt(3)) {
                    case 0 -> payload.file(file, end, bytes);
                    case 1 -> payload.file(open, end, bytes);
                    default -> {
                        bytes = Math.min(bytes, 10_000);
                        payload.bytes(ByteBuffer.wrap(CONTENT.bytes(end, bytes)));
                    }
                }
                end += bytes;
            }
            TransferOptions options = TransferOptions.DEFAULTS
                    .withDiskExecutor(this)
                    .withChunkSize(1 + random.nextInt(2 * FILE_BYTES))
                    .withBufferSize(1 + random.nextInt(100_000));
            try {
                member.begins(ZeroCopyTransfer.begin(payload.build(), options), from, end - from);
            } catch (SourceTruncatedException e) {
                assertThat(isCut).isTrue();
                member.isOver = true;
            }
            return member;
        }

        @Override
        public void execute(Runnable task) {
            tasks++;
            int roll = random.nextInt(100);
            if (roll < 5) {
                throw new RejectedExecutionException("on purpose");
            } else if (roll < 10) {
                task.run();
            } else if (roll < 12) {
                turning.hasLostATask = true;
            } else {
                held.add(task);
                if (roll < 14) {
                    throw new RejectedExecutionException("and yet it is run");
                }
            }
        }

        private void runTask() {
            if (held.isEmpty()) {
                return;
            }
            Runnable task = held.remove(random.nextInt(held.size()));
            boolean isInterrupted = random.nextInt(20) == 0;
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            task.run();
            assertThat(Thread.interrupted()).isEqualTo(isInterrupted);
        }

        /** One send of the loop, and what it has to do by now. */
        private final class Member implements WritableByteChannel {
            /** Nothing, until it begins. */
            private PendingSend send = ZeroCopyTransfer.begin(Payload.builder().build());

            private ContentCheck check = CONTENT.checkFrom(0);
            private long bytes;
            private long taken;
            private long wentAway;
            private long calledBack;
            private boolean isAdvancing;
            private boolean hasLostATask;
            private boolean isOver;

            private Member() throws IOException {}

            private void begins(PendingSend begun, long from, long all) {
                send = begun;
                check = CONTENT.checkFrom(from);
                bytes = all;
                send.onReady(() -> {
                    assertThat(isAdvancing).as("never inside advance").isFalse();
                    calledBack++;
                });
                isOver = send.isComplete();
            }

            private void turn() throws IOException {
                long before = taken;
                turning = this;
                isAdvancing = true;
                try {
                    assertThat(send.advance(this)).isEqualTo(taken - before);
                } catch (SourceTruncatedException e) {
                    assertThat(isCut).isTrue();
                    assertThat(send.awaits()).isEqualTo(Awaits.NOTHING);
                    isOver = true;
                    return;
                } finally {
                    isAdvancing = false;
                }
                assertThat(send.transferred()).isEqualTo(taken);
                assertThat(send.nextCallMillis()).isPositive();
                if (send.awaits() == Awaits.DISK) {
                    wentAway++;
                }
                isOver = send.isComplete();
                assertThat(send.awaits() == Awaits.NOTHING).isEqualTo(isOver);
                if (isOver) {
                    check.requireExactly(bytes);
                }
            }

            private void interrupted() throws IOException {
                Thread.currentThread().interrupt();
                try {
                    send.advance(this);
                    assertThat(false).as("interrupted").isTrue();
                } catch (TransferException e) {
                    assertThat(e).hasCauseInstanceOf(ClosedByInterruptException.class);
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }

            private boolean isOver() {
                return isOver;
            }

            private void judge() {
                check.requireRight();
                assertThat(check.count()).isEqualTo(taken);
                if (hasLostATask) {
                    assertThat(calledBack).isLessThanOrEqualTo(wentAway);
                } else {
                    assertThat(calledBack).isEqualTo(wentAway);
                }
            }

            /** Takes what it likes. */
            @Override
            public int write(ByteBuffer from) {
                int some = random.nextInt(10) == 0 ? 0 : random.nextInt(from.remaining() + 1);
                check.accept(from.slice().limit(some));
                from.position(from.position() + some);
                taken += some;
                return some;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() throws IOException {
                send.close();
                isOver = true;
            }
        }
    }
}
