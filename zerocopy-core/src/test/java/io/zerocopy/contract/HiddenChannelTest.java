package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.VirtualThreads;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stream that was made from a SocketChannel is that channel where the JDK says so (24 and newer): the kernel sends,
 * and each promise holds as for the channel. Where it does not, and for any other stream, bytes are copied as ever.
 */
@ExtendWith(LeftOvers.class)
class HiddenChannelTest {
    /** Seen on 17 (never) and 25 (always). */
    private static final boolean HANDED_OUT = Runtime.version().feature() >= 24;

    private static final Content CONTENT = Content.of(119);
    private static final int SIZE = 5_000_003;
    private static final int SMALL_BUFFERS = 32 * 1024;

    @TempDir
    Path folder = Path.of("");

    /** Streams that are a channel. */
    enum Made {
        BY_CHANNELS {
            @Override
            OutputStream from(SocketChannel channel) {
                return Channels.newOutputStream(channel);
            }
        },
        BY_THE_CHANNELS_SOCKET {
            @Override
            OutputStream from(SocketChannel channel) throws IOException {
                return channel.socket().getOutputStream();
            }
        };

        abstract OutputStream from(SocketChannel channel) throws IOException;
    }

    /** Counts what an application counts. */
    private static final class Counting extends FilterOutputStream {
        private long bytes;

        Counting(OutputStream behind) {
            super(behind);
        }

        @Override
        public void write(int one) throws IOException {
            bytes++;
            out.write(one);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            bytes += length;
            out.write(source, offset, length);
        }
    }

    private Path file() throws IOException {
        return CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private static TransferMechanism mechanism() {
        return HANDED_OUT ? TransferMechanism.SENDFILE : TransferMechanism.HEAP_COPY;
    }

    private static void requireMechanism(TransferResult result) {
        assertThat(result.mechanism()).isEqualTo(mechanism());
        assertThat(result.isZeroCopy()).isEqualTo(HANDED_OUT);
    }

    @ParameterizedTest
    @EnumSource
    void aPath(Made made) throws IOException {
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            TransferResult result = ZeroCopyTransfer.send(file(), made.from(peer.channel()));
            requireMechanism(result);
            assertThat(result.bytesBy(result.mechanism())).isEqualTo(SIZE);
            assertThat(peer.channel().isOpen()).isTrue();
            assertThat(peer.channel().isBlocking()).isTrue();
            peer.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangesAndBytes(Made made) throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file);
                Peer peer = Peer.expecting(CONTENT, 1_000).readsAll()) {
            channel.position(77);
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(1_000, 200)))
                    .file(file, 1_200, 999_999)
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(1_001_199, 1)))
                    .file(channel, 1_001_200, 2_000_000)
                    .file(file, 3_001_200, 3)
                    .build();
            OutputStream stream = made.from(peer.channel());
            TransferResult result = ZeroCopyTransfer.send(payload, stream);
            assertThat(result.bytes()).isEqualTo(payload.length());
            requireRoughly(result, 2_999_999);
            // The stream goes on where the payload ended.
            stream.write(CONTENT.bytes(1_000 + payload.length(), 10));
            ZeroCopyTransfer.send(Payload.ofFile(channel, 1_010 + payload.length(), 100_000), stream);
            assertThat(channel.position()).isEqualTo(77);
            peer.finish().requireExactly(payload.length() + 100_010);
        }
    }

    /** Small ranges may go with the bytes before them. */
    private static void requireRoughly(TransferResult result, long fileBytes) {
        long byKernel = result.bytesBy(TransferMechanism.SENDFILE);
        if (HANDED_OUT) {
            assertThat(byKernel).isBetween(fileBytes - 32 * 1024, fileBytes + 3);
        } else {
            assertThat(byKernel).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowPeer(Made made) throws IOException {
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(SMALL_BUFFERS).readsSlowly(SMALL_BUFFERS)) {
            requireMechanism(ZeroCopyTransfer.send(file(), made.from(peer.channel())));
            peer.finish().requireExactly(SIZE);
        }
    }

    /** Only Channels makes a stream of one. */
    @Test
    void aUnixSocket() throws IOException {
        try (Peer peer = Peer.expecting(CONTENT, 0).over(Family.UNIX).readsAll()) {
            assertThat(ZeroCopyTransfer.send(file(), Channels.newOutputStream(peer.channel()))
                            .bytes())
                    .isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    /** What a wrapper does to the bytes is the application's: nothing may go around it. */
    @ParameterizedTest
    @EnumSource
    void wrappersAreCopiedTo(Made made) throws IOException {
        Path file = file();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            Counting counting = new Counting(made.from(peer.channel()));
            TransferResult result = ZeroCopyTransfer.send(file, counting);
            assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE);
            assertThat(counting.bytes).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream buffered = new BufferedOutputStream(made.from(peer.channel()));
            // What is in the buffer already comes first.
            buffered.write(CONTENT.bytes(0, 100));
            TransferResult result = ZeroCopyTransfer.send(Payload.ofFile(file, 100, SIZE - 100), buffered);
            assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE - 100);
            buffered.flush();
            peer.finish().requireExactly(SIZE);
        }
    }

    /** Behind which there is no socket, or a file. */
    @Test
    void streamsOfOtherChannels() throws IOException {
        Path file = file();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ZeroCopyTransfer.send(file, Channels.newOutputStream(Channels.newChannel(bytes)))
                        .bytes())
                .isEqualTo(SIZE);
        assertThat(bytes.toByteArray()).isEqualTo(CONTENT.bytes(0, SIZE));
        Path copy = folder.resolve("copy");
        try (OutputStream out = Files.newOutputStream(copy)) {
            out.write(CONTENT.bytes(0, 10));
            ZeroCopyTransfer.send(Payload.ofFile(file, 10, SIZE - 10), out);
        }
        CONTENT.requireFile(copy, SIZE);
        // In front of a file's end, as the application has put it.
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            target.position(1_000);
            ZeroCopyTransfer.send(Payload.ofFile(file, 1_000, 5_000), Channels.newOutputStream(target));
            assertThat(target.position()).isEqualTo(6_000);
        }
        CONTENT.requireFile(copy, SIZE);
    }

    /** Such a stream refuses to write, whatever is sent: as it does without this library. */
    @ParameterizedTest
    @EnumSource
    void aNonBlockingChannel(Made made) throws IOException {
        Path file = file();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream stream = made.from(peer.channel());
            peer.channel().configureBlocking(false);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, stream))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(IllegalBlockingModeException.class),
                            e -> assertThat(e).hasCauseInstanceOf(IllegalBlockingModeException.class));
            assertThat(peer.channel().isBlocking()).isFalse();
            peer.finish().requireExactly(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedChannel(Made made) throws IOException {
        Path file = file();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream stream = made.from(peer.channel());
            peer.channel().close();
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, stream)).isInstanceOf(IOException.class);
            peer.join().requireExactly(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void policies(Made made) throws IOException {
        Path file = file();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            TransferResult result = ZeroCopyTransfer.send(
                    file, made.from(peer.channel()), TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
            assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
        TransferOptions require = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream stream = made.from(peer.channel());
            if (HANDED_OUT) {
                assertThat(ZeroCopyTransfer.send(file, stream, require).isZeroCopy())
                        .isTrue();
                peer.finish().requireExactly(SIZE);
            } else {
                assertThatThrownBy(() -> ZeroCopyTransfer.send(file, stream, require))
                        .isInstanceOf(ZeroCopyUnavailableException.class);
                peer.finish().requireExactly(0);
            }
        }
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream wrapped = new Counting(made.from(peer.channel()));
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, wrapped, require))
                    .isInstanceOf(ZeroCopyUnavailableException.class);
            peer.finish().requireExactly(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void progressIsTold(Made made) throws IOException {
        Path file = file();
        List<Long> told = new ArrayList<>();
        TransferOptions options = TransferOptions.DEFAULTS
                .withChunkSize(1 << 20)
                .withListener(new TransferListener() {
                    @Override
                    public void onProgress(long transferredBytes, long totalBytes) {
                        assertThat(totalBytes).isEqualTo(SIZE);
                        told.add(transferredBytes);
                    }
                });
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            requireMechanism(ZeroCopyTransfer.send(file, made.from(peer.channel()), options));
            peer.finish().requireExactly(SIZE);
        }
        assertThat(told).isSorted().hasSizeGreaterThan(4);
        assertThat(told.get(told.size() - 1)).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void aRate(Made made) throws IOException {
        Path file = file();
        TransferOptions options = TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(10_000_000));
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            TransferResult result = ZeroCopyTransfer.send(file, made.from(peer.channel()), options);
            requireMechanism(result);
            assertThat(result.elapsed()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
            peer.finish().requireExactly(SIZE);
        }
    }

    /** A peer that does not read; and what it has read by then is right, and ends in no clean end. */
    @ParameterizedTest
    @EnumSource
    void limits(Made made) throws Exception {
        Path file = file();
        for (boolean stall : new boolean[] {true, false}) {
            Duration limit = Duration.ofMillis(300);
            TransferOptions options = stall
                    ? TransferOptions.DEFAULTS.withStallTimeout(limit)
                    : TransferOptions.DEFAULTS.withTimeout(limit);
            try (Peer peer =
                    Peer.expecting(CONTENT, 0).socketBuffers(SMALL_BUFFERS).stalls()) {
                OutputStream stream = made.from(peer.channel());
                long start = System.nanoTime();
                TransferTimeoutException late = catchThrowableOfType(
                        TransferTimeoutException.class, () -> ZeroCopyTransfer.send(file, stream, options));
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
                assertThat(late.isStall()).isEqualTo(stall);
                assertThat(peer.channel().isOpen()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterrupt(Made made) throws Exception {
        Path file = file();
        try (FileChannel source = FileChannel.open(file);
                Peer peer =
                        Peer.expecting(CONTENT, 0).socketBuffers(SMALL_BUFFERS).stalls()) {
            OutputStream stream = made.from(peer.channel());
            Background<TransferException> sending = Background.start(() -> {
                TransferException failure =
                        catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.send(file, stream));
                assertThat(Thread.interrupted()).as("flag left set").isTrue();
                return failure;
            });
            Await.until("it is stuck", () -> sending.isDone() || isStuck(sending.thread()));
            sending.thread().interrupt();
            assertThat(sending.get().getCause()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(peer.channel().isOpen()).isFalse();
            assertThat(source.isOpen()).isTrue();
        }
        try (FileChannel source = FileChannel.open(file);
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream stream = made.from(peer.channel());
            Thread.currentThread().interrupt();
            TransferException failure = catchThrowableOfType(
                    TransferException.class, () -> ZeroCopyTransfer.send(Payload.ofFile(source, 0, 100), stream));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.bytesTransferred()).isZero();
            assertThat(source.isOpen()).isTrue();
        }
    }

    /** In a system call, where CPU time does not grow. */
    private static boolean isStuck(Thread thread) throws Exception {
        long before = Gauges.cpuNanos(thread);
        Await.pass(Duration.ofMillis(100));
        return before > 0 && Gauges.cpuNanos(thread) == before;
    }

    /** Many of them with silent peers on few carriers: others run, and nobody spins. */
    @ParameterizedTest
    @EnumSource
    void virtualThreads(Made made) throws Exception {
        VirtualThreads.assumeAvailable();
        Path file = file();
        int peers = 16;
        List<Peer> silent = new ArrayList<>();
        List<Background<TransferResult>> sends = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(peers);
        try {
            for (int i = 0; i < peers; i++) {
                Peer peer =
                        Peer.expecting(CONTENT, 0).socketBuffers(SMALL_BUFFERS).stalls();
                silent.add(peer);
                OutputStream stream = made.from(peer.channel());
                sends.add(Background.startVirtual(() -> {
                    begun.countDown();
                    return ZeroCopyTransfer.send(file, stream);
                }));
            }
            // All of them get a carrier, and so does another one, while none of the peers reads.
            begun.await();
            Background<Boolean> another = Background.startVirtual(() -> true);
            assertThat(another.get()).isTrue();
            Await.until("all wait", () -> sends.stream().allMatch(send -> isParked(send.thread())));
            for (Peer peer : silent) {
                peer.release();
            }
            for (int i = 0; i < peers; i++) {
                // A few bytes go through the channel's own write, where the thread parks.
                assertThat(sends.get(i).get().mechanism()).isEqualTo(mechanism());
                silent.get(i).finish().requireExactly(SIZE);
            }
        } finally {
            for (Peer peer : silent) {
                peer.close();
            }
        }
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @ParameterizedTest
    @EnumSource
    void filesWithoutASize(Made made) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            assertThat(ZeroCopyTransfer.send(empty, made.from(peer.channel())).bytes())
                    .isZero();
            peer.finish().requireExactly(0);
        }
        Path fiction = Path.of("/proc/cpuinfo");
        Skip.unless(Files.isReadable(fiction), "no procfs on this system");
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            assertThat(ZeroCopyTransfer.send(fiction, made.from(peer.channel())).bytes())
                    .isPositive();
        }
    }

    /** As many calls as for the channel: one for a file of a step. */
    @ParameterizedTest
    @EnumSource
    void systemCalls(Made made) throws Exception {
        Syscalls.assumeAvailable();
        Path file = file();
        Syscalls calls =
                Syscalls.of(ChildJvm.of(OneSend.class).arguments(made, file), "sendfile,write,pread64,read,mmap");
        calls.child().requireSuccess();
        long largeWrites = calls.calls("write").stream()
                .filter(call -> call.result() >= 64 * 1024)
                .count();
        if (HANDED_OUT) {
            assertThat(calls.count("sendfile")).isBetween(1, 4);
            assertThat(largeWrites).isZero();
            assertThat(calls.touching(file))
                    .extracting(Syscalls.Call::name)
                    .allMatch(name -> name.startsWith("sendfile"));
        } else {
            assertThat(calls.count("sendfile")).isZero();
            assertThat(largeWrites).isEqualTo(SIZE / (64 * 1024));
        }
    }

    /** Sends a file by a stream in a process of its own, to a peer in front of which there is room for all of it. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws Exception {
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                OutputStream stream = Made.valueOf(arguments[0]).from(peer.channel());
                ZeroCopyTransfer.send(Path.of(arguments[1]), stream);
                peer.finish().requireExactly(SIZE);
            }
        }
    }
}
