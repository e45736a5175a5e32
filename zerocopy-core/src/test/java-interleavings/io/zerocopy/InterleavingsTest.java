package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.linux.SystemCalls;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What threads of the library do to each other, in thousands of orders. By {@code mvn -Pinterleavings}. */
class InterleavingsTest {
    private static final int SIZE = 300_000;
    /** Five milliseconds at the higher rate. */
    private static final long LARGEST_TURN_BYTES = 10_000;

    private static final long TICK_NANOS = 250_000;

    @TempDir
    Path folder = Path.of("");

    private static void explore(String name, Interleavings.Scenario scenario) {
        assertThat(Interleavings.explore(name, scenario)).isNull();
    }

    /** If this race is not found, no other would be: then nothing here proves anything. */
    @Test
    void aRaceThatIsThereIsFound() {
        Throwable found = Interleavings.explore("a pool that looks before it takes", () -> {
            AtomicReferenceArray<@Nullable Object> slots = new AtomicReferenceArray<>(1);
            slots.set(0, new Object());
            AtomicInteger holders = new AtomicInteger();
            Interleavings.Scenario taker = () -> {
                if (slots.get(0) != null) {
                    // Not in one with the look, as the pool's own compareAndSet is.
                    slots.set(0, null);
                    assertThat(holders.incrementAndGet()).isEqualTo(1);
                }
            };
            Interleavings.together(taker, taker);
        });
        assertThat(found).isInstanceOf(AssertionError.class);
    }

    @Test
    void aBufferIsLentToOneAtATime() {
        explore("BufferPool", () -> {
            BufferPool pool = new BufferPool(1 << 20);
            Interleavings.Scenario borrower = () -> {
                for (int i = 0; i < 2; i++) {
                    ByteBuffer mine = pool.acquire(4_096);
                    mine.clear().putLong(0, Thread.currentThread().getId());
                    Interleavings.othersMayGoOn();
                    assertThat(mine.getLong(0)).isEqualTo(Thread.currentThread().getId());
                    pool.release(mine);
                }
            };
            Interleavings.together(borrower, borrower, borrower);
            assertThat(pool.lentBytes()).isZero();
        });
    }

    @Test
    void theRateIsKeptAndNobodyIsForgotten() {
        explore("RateLimit", () -> {
            RateLimit rate = RateLimit.ofBytesPerSecond(1_000_000);
            AtomicLong clock = new AtomicLong();
            AtomicLong granted = new AtomicLong();
            Interleavings.Scenario transfer = () -> {
                RateLimit.Place place = new RateLimit.Place();
                long mine = 0;
                while (mine < 6_000) {
                    long bytes = rate.grant(place, 4_000, clock.addAndGet(TICK_NANOS));
                    mine += bytes;
                    granted.addAndGet(bytes);
                }
                rate.leave(place);
                assertThat(rate.holdNanos(place, clock.get())).isZero();
            };
            Interleavings.together(transfer, transfer, () -> rate.set(2_000_000, clock.addAndGet(TICK_NANOS)));
            // One turn may be ahead of the schedule. With no rate they would have had all after four asks, or 12,500
            // here.
            assertThat(granted.get()).isLessThanOrEqualTo(2 * clock.get() / 1_000 + LARGEST_TURN_BYTES);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"stuck", "over"})
    void theWatchdogFreesWhatIsStuckAndNothingElse(String scenario) {
        assertThat(Interleavings.exploreAnew(WatchdogScenarios.class, scenario)).isNull();
    }

    /** The kernel's own: on a JDK that has the tier. */
    @Test
    @EnabledForJreRange(minVersion = 22)
    void aPipeIsLentToOneAtATime() {
        assertThat(SystemCalls.awaitReady())
                .as("linked before, which takes its time")
                .isTrue();
        explore("PipePool", () -> new PipeScenarios().lent());
    }

    /** The disk's thread and the one that sends: who closes the file, and who is woken. */
    @Test
    void aWindowHasOneOwnerAtATime() throws Exception {
        Path file = Files.write(folder.resolve("window"), new byte[70_000]);
        explore("WindowRead", () -> {
            AtomicInteger wakes = new AtomicInteger();
            AtomicInteger closes = new AtomicInteger();
            AtomicInteger awaited = new AtomicInteger();
            FileChannel open = FileChannel.open(file);
            WindowRead window = new WindowRead(open, 0, 70_000, wakes::incrementAndGet);
            Closeable owned = () -> {
                closes.incrementAndGet();
                open.close();
            };
            Interleavings.together(window::run, () -> {
                window.handedOver();
                if (window.await()) {
                    awaited.incrementAndGet();
                }
                if (!window.leave(owned)) {
                    owned.close();
                }
            });
            assertThat(closes).hasValue(1);
            assertThat(wakes.get()).isEqualTo(awaited.get());
            assertThat(window.state()).isNotIn(WindowRead.State.QUEUED, WindowRead.State.RUNNING);
            assertThat(window.failure()).isNull();
        });
    }

    /** One thread drives a send, another one closes it, one after the other, and the disk's threads know of neither. */
    @Test
    void aPendingSendThatAwaitsTheDiskCanBeClosed() throws Exception {
        Path file = Files.write(folder.resolve("pending"), new byte[SIZE]);
        explore("PendingSend", () -> {
            AtomicInteger ready = new AtomicInteger();
            AtomicInteger asked = new AtomicInteger();
            Queue<Thread> disk = new ConcurrentLinkedQueue<>();
            PendingSend send =
                    ZeroCopyTransfer.begin(Payload.ofFile(file), TransferOptions.DEFAULTS.withDiskExecutor(task -> {
                        Thread thread = new Thread(task);
                        disk.add(thread);
                        thread.start();
                    }));
            send.onReady(ready::incrementAndGet);
            ByteSink sink = new ByteSink(SIZE);
            Object turn = new Object();
            Interleavings.together(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            synchronized (turn) {
                                try {
                                    send.advance(sink);
                                    asked.addAndGet(send.awaits() == PendingTransfer.Awaits.DISK ? 1 : 0);
                                } catch (ClosedChannelException e) {
                                    return;
                                }
                            }
                        }
                    },
                    () -> {
                        synchronized (turn) {
                            send.close();
                        }
                    });
            send.close();
            for (Thread thread : disk) {
                thread.join();
            }
            assertThat(ready.get()).isEqualTo(asked.get());
            assertThat(sink.bytes).isEqualTo(send.transferred());
        });
    }

    /** A thread that drives, one that closes, one after the other, and one that cancels whenever it likes. */
    private static void drivenClosedAndCancelled(
            Interleavings.Scenario advance, PendingTransfer transfer, Conversation conversation) throws Exception {
        Object turn = new Object();
        AtomicBoolean isCancelled = new AtomicBoolean();
        Interleavings.together(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        synchronized (turn) {
                            boolean isLate = isCancelled.get() && !transfer.isComplete();
                            try {
                                advance.run();
                                assertThat(isLate).as("a turn after the cancel").isFalse();
                            } catch (ClosedChannelException | TransferException e) {
                                return;
                            }
                        }
                    }
                },
                () -> {
                    synchronized (turn) {
                        transfer.close();
                    }
                },
                () -> {
                    conversation.cancel();
                    isCancelled.set(true);
                });
        transfer.close();
        assertThat(transfer.awaits()).isEqualTo(PendingTransfer.Awaits.NOTHING);
    }

    /** Whatever ends it, the file is there as a whole or not at all, and nothing else is. */
    @Test
    void aPendingReceiveThatIsClosedOrCancelled() {
        Path file = folder.resolve("received");
        explore("PendingReceive", () -> {
            Conversation conversation = Conversation.create();
            PendingReceive receive =
                    ZeroCopyTransfer.beginReceive(file, SIZE, TransferOptions.DEFAULTS.withConversation(conversation));
            ByteSpring source = new ByteSpring(SIZE);
            drivenClosedAndCancelled(() -> receive.advance(source), receive, conversation);
            assertThat(receive.transferred()).isLessThanOrEqualTo(source.given);
            try (Stream<Path> there = Files.list(folder)) {
                if (receive.isComplete()) {
                    assertThat(there).containsExactly(file);
                    assertThat(file).hasSize(SIZE);
                    Files.delete(file);
                } else {
                    assertThat(there).isEmpty();
                }
            }
        });
    }

    /** Whatever ends it, each byte has been delivered or is counted. */
    @Test
    void aPendingRelayThatIsClosedOrCancelled() {
        explore("PendingRelay", () -> {
            Conversation conversation = Conversation.create();
            PendingRelay relay =
                    ZeroCopyTransfer.beginRelay(SIZE, TransferOptions.DEFAULTS.withConversation(conversation));
            ByteSpring source = new ByteSpring(SIZE);
            ByteSink sink = new ByteSink(50_000);
            drivenClosedAndCancelled(() -> relay.advance(source, sink), relay, conversation);
            assertThat(sink.bytes).isEqualTo(relay.transferred());
            assertThat(source.given).isEqualTo(relay.transferred() + relay.buffered());
            assertThat(relay.isComplete()).isEqualTo(sink.bytes == SIZE);
        });
    }

    /** A thread that sends, those of an executor that read for it, and one that shuts the executor down meanwhile. */
    @Test
    void anExecutorThatIsShutDownForgetsNobody() throws Exception {
        Path file = Files.write(folder.resolve("handed over"), new byte[SIZE]);
        explore("disk executor", () -> {
            ThreadPoolExecutor disk = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            ByteSink sink = new ByteSink(SIZE);
            Interleavings.together(
                    () -> {
                        TransferResult sent =
                                ZeroCopyTransfer.send(file, sink, TransferOptions.DEFAULTS.withDiskExecutor(disk));
                        assertThat(sent.bytes()).isEqualTo(SIZE);
                    },
                    disk::shutdown);
            assertThat(sink.bytes).isEqualTo(SIZE);
        });
    }

    /** One that drops what is queued: nobody tells the sender, which is to go on by itself. */
    @Test
    void anExecutorThatDropsItsTasksForgetsNobody() throws Exception {
        Path file = Files.write(folder.resolve("dropped"), new byte[SIZE]);
        explore("disk executor that drops", () -> {
            BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
            ThreadPoolExecutor disk = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
            ByteSink sink = new ByteSink(SIZE);
            Interleavings.together(
                    () -> ZeroCopyTransfer.send(file, sink, TransferOptions.DEFAULTS.withDiskExecutor(disk)), () -> {
                        disk.shutdown();
                        // As shutdownNow does, but for its interrupt, which closes the file: that is said where it is
                        // set.
                        queue.clear();
                    });
            assertThat(sink.bytes).isEqualTo(SIZE);
        });
    }

    /** Gives so many bytes, some at a time. */
    private static final class ByteSpring implements ReadableByteChannel {
        private final int size;
        private int given;

        ByteSpring(int size) {
            this.size = size;
        }

        @Override
        public int read(ByteBuffer target) {
            int bytes = Math.min(target.remaining(), size - given);
            target.position(target.position() + bytes);
            given += bytes;
            return bytes == 0 ? -1 : bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("never closed here");
        }
    }

    /** Takes all, so much at a time. */
    private static final class ByteSink implements WritableByteChannel {
        private final int most;
        private long bytes;

        ByteSink(int most) {
            this.most = most;
        }

        @Override
        public int write(ByteBuffer source) {
            int taken = Math.min(most, source.remaining());
            source.position(source.position() + taken);
            bytes += taken;
            return taken;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
