package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
            PendingSend send = ZeroCopyTransfer.begin(
                    Payload.ofFile(file), TransferOptions.DEFAULTS.withDiskExecutor(task -> new Thread(task).start()));
            send.onReady(ready::incrementAndGet);
            ByteSink sink = new ByteSink();
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
            for (int i = 0; i < 1_000 && ready.get() < asked.get(); i++) {
                Interleavings.othersMayGoOn();
            }
            assertThat(ready.get()).isEqualTo(asked.get());
            assertThat(sink.bytes).isEqualTo(send.transferred());
        });
    }

    /** Takes all. */
    private static final class ByteSink implements WritableByteChannel {
        private long bytes;

        @Override
        public int write(ByteBuffer source) {
            int taken = source.remaining();
            source.position(source.limit());
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
