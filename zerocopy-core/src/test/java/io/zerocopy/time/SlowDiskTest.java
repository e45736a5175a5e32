package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is slow is not the peer's fault: it counts for the whole time alone. */
@ExtendWith(LeftOvers.class)
class SlowDiskTest {
    private static final Content CONTENT = Content.of(83);
    private static final int SIZE = 100_003;
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration SLOW = Duration.ofMillis(900);
    private static final TransferOptions STALL = TransferOptions.DEFAULTS.withStallTimeout(LIMIT);

    @TempDir
    Path folder = Path.of("");

    private static void pass(Duration time) throws IOException {
        try {
            Await.pass(time);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static FileChannel slow(FileChannel file) {
        return new ForeignFileChannel(file, (buffer, position) -> {
            pass(SLOW);
            return file.read(buffer, position);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsSlowToRead(boolean blocking) throws Exception {
        Path path = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (FileChannel file = slow(FileChannel.open(path));
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            peer.channel().configureBlocking(blocking);
            TransferResult result =
                    ZeroCopyTransfer.send(file, 0, SIZE, peer.channel(), STALL.withTimeout(Duration.ofMinutes(5)));
            assertThat(result.bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    @Test
    void butNotTheWholeTime() throws Exception {
        Path path = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (FileChannel file = slow(FileChannel.open(path));
                ConnectedPair pair = ConnectedPair.tcp()) {
            Throwable end = catchThrowable(() ->
                    ZeroCopyTransfer.send(file, 0, SIZE, pair.sender(), TransferOptions.DEFAULTS.withTimeout(LIMIT)));
            assertThat(end).isInstanceOf(TransferTimeoutException.class);
            assertThat(((TransferTimeoutException) end).isStall()).isFalse();
            assertThat(catchThrowable(() -> {
                        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
                        while (pair.receiver().read(buffer.clear()) >= 0) {}
                    }))
                    .as("a reset")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsSlowToWrite() throws Exception {
        Path path = folder.resolve("received");
        try (FileChannel slow =
                new ForeignFileChannel(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    @Override
                    public int write(ByteBuffer source, long position) throws IOException {
                        if (source.hasRemaining()) {
                            pass(SLOW);
                        }
                        return super.write(source, position);
                    }
                }) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), slow, 0, 100, STALL);
        }
        CONTENT.requireFile(path, 100);
    }

    /** Each kind of descriptor on which sendfile never waits for the peer. */
    @ParameterizedTest
    @ValueSource(strings = {"non-blocking", "virtual"})
    void aKernelStepThatWaitsForTheDisk(String kind) throws Exception {
        Syscalls.assumeAvailable();
        if (kind.equals("virtual")) {
            VirtualThreads.assumeAvailable();
        }
        Syscalls calls = Syscalls.of(
                ChildJvm.of(OneSend.class).arguments(kind, CONTENT.writeTo(folder.resolve("file"), SIZE)),
                "sendfile",
                "sendfile:delay_enter=" + SLOW.toNanos() / 1000 + ":when=1");
        calls.child().requireSuccess();
    }

    /** Sends the file in a process of its own, to a peer beside it that reads at once. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws Exception {
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                peer.channel().configureBlocking(!arguments[0].equals("non-blocking"));
                Callable<TransferResult> send =
                        () -> ZeroCopyTransfer.send(Path.of(arguments[1]), peer.channel(), STALL);
                Background<TransferResult> sending =
                        arguments[0].equals("virtual") ? Background.startVirtual(send) : Background.start(send);
                sending.get();
                peer.finish().requireExactly(SIZE);
            }
        }
    }
}
