package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an application's own channels do when their time is up, hang, throw, change their mind, is nobody else's
 * trouble: no other transfer of the process is given up later for it, and the exception stays the right one.
 */
@ExtendWith(LeftOvers.class)
class ForeignCodeTest {
    private static final Content CONTENT = Content.of(81);
    private static final long SIZE = 16L * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final TransferOptions STALL = TransferOptions.DEFAULTS.withStallTimeout(LIMIT);

    @TempDir
    Path folder = Path.of("");

    private FileChannel file;
    /** Lets go of whatever hangs, when a test is over. */
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void openFile() throws IOException {
        file = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        file.close();
    }

    /** Everything synchronized: while a step is stuck nobody else gets an answer of it, not even what it waits on. */
    private static class Synchronized implements ZeroCopyTarget {
        final SocketChannel delegate;

        Synchronized(SocketChannel delegate) {
            this.delegate = delegate;
        }

        @Override
        public synchronized long transferFrom(FileChannel source, long position, long count) throws IOException {
            return ZeroCopyTarget.forward(source, position, count, delegate);
        }

        @Override
        public synchronized int write(ByteBuffer source) throws IOException {
            return delegate.write(source);
        }

        @Override
        public synchronized @Nullable SelectableChannel selectable() {
            return delegate;
        }

        @Override
        public synchronized boolean isOpen() {
            return delegate.isOpen();
        }

        @Override
        public synchronized void close() throws IOException {
            delegate.close();
        }
    }

    private static ConnectedPair silent() throws IOException {
        return ConnectedPair.over(Family.TCP, 64 * 1024);
    }

    private Background<Throwable> sending(WritableByteChannel target) {
        return Background.start(() -> catchThrowable(() -> ZeroCopyTransfer.send(file, 0, SIZE, target, STALL)));
    }

    /** The one who is stuck in another transfer is given up in time. */
    private void requireOthersInTime() throws Exception {
        try (ConnectedPair plain = silent()) {
            long begin = System.nanoTime();
            Throwable end = sending(plain.sender()).get();
            assertThat(end).isInstanceOf(TransferTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(LIMIT, SOON);
        }
    }

    private static void requireReset(ConnectedPair pair) {
        assertThat(catchThrowable(() -> {
                    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
                    while (pair.receiver().read(buffer.clear()) >= 0) {}
                }))
                .isInstanceOf(IOException.class);
    }

    private void requireTimeout(ConnectedPair pair, WritableByteChannel target) throws Exception {
        long begin = System.nanoTime();
        Throwable end = sending(target).get();
        assertThat(end).isExactlyInstanceOf(TransferTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(LIMIT, SOON);
        requireReset(pair);
        requireOthersInTime();
    }

    @Test
    void aTargetThatIsSynchronized() throws Exception {
        try (ConnectedPair pair = silent()) {
            requireTimeout(pair, new Synchronized(pair.sender()));
        }
    }

    @Test
    void aTargetThatNamesItsChannelOnce() throws Exception {
        for (Callable<SelectableChannel> second : List.<Callable<SelectableChannel>>of(
                () -> {
                    throw new IllegalStateException("asked again");
                },
                () -> {
                    throw new AssertionError("asked again");
                },
                SocketChannel::open,
                () -> {
                    over.await();
                    throw new IllegalStateException("asked again");
                })) {
            try (ConnectedPair pair = silent()) {
                AtomicInteger asked = new AtomicInteger();
                requireTimeout(pair, new Synchronized(pair.sender()) {
                    @Override
                    public @Nullable SelectableChannel selectable() {
                        if (asked.getAndIncrement() == 0) {
                            return delegate;
                        }
                        try {
                            return second.call();
                        } catch (RuntimeException | Error e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
            }
        }
    }

    /** A wrapper that says nothing, and whose close waits for the write that is stuck. */
    @Test
    void aTargetWhoseCloseHangs() throws Exception {
        try (ConnectedPair pair = silent()) {
            Background<Throwable> stuck = sending(new Synchronized(pair.sender()) {
                @Override
                public @Nullable SelectableChannel selectable() {
                    return null;
                }

                @Override
                public long transferFrom(FileChannel source, long position, long count) {
                    return NOT_HERE;
                }
            });
            Await.pass(LIMIT.multipliedBy(2));
            requireOthersInTime();
            pair.receiver().close();
            assertThat(stuck.get()).isInstanceOf(TransferTimeoutException.class);
        }
    }

    @Test
    void aSourceWhoseCloseHangs() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        ReadableByteChannel source = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                reading.countDown();
                hang();
                return -1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                hang();
            }

            private void hang() {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        Background<Throwable> stuck = Background.start(
                () -> catchThrowable(() -> ZeroCopyTransfer.receive(source, folder.resolve("received"), STALL)));
        reading.await();
        Await.pass(LIMIT.multipliedBy(2));
        requireOthersInTime();
        over.countDown();
        assertThat(stuck.get()).isInstanceOf(TransferTimeoutException.class);
    }

    /** A close that lingers would keep whoever calls it until the peer has read all. */
    @Test
    void aSocketThatTheApplicationLetsLinger() throws Exception {
        try (ConnectedPair target = silent();
                ConnectedPair source = silent()) {
            target.sender().setOption(StandardSocketOptions.SO_LINGER, 60);
            requireTimeout(target, target.sender());
            source.receiver().setOption(StandardSocketOptions.SO_LINGER, 60);
            long begin = System.nanoTime();
            Throwable end =
                    catchThrowable(() -> ZeroCopyTransfer.receive(source.receiver(), folder.resolve("file2"), STALL));
            assertThat(end).isInstanceOf(TransferTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(LIMIT, SOON);
            // A reset, not a clean end, for who would have gone on giving.
            assertThat(catchThrowable(() -> {
                        ByteBuffer one = ByteBuffer.allocate(1);
                        source.sender().read(one);
                    }))
                    .isInstanceOf(IOException.class);
        }
    }
}
