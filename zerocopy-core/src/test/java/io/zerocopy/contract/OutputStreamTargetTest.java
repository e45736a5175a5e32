package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream gets every byte, is neither flushed nor closed, and is copied to through the heap whatever hides behind it.
 */
@ExtendWith(LeftOvers.class)
class OutputStreamTargetTest {
    private static final Content CONTENT = Content.of(7);
    private static final int SIZE = 2_000_003;

    @TempDir
    Path folder = Path.of("");

    @Test
    void ofASocket() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket sender = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket receiver = server.accept()) {
            Background<ContentCheck> reading = Background.start(() -> readAll(receiver.getInputStream()));
            requireCopied(ZeroCopyTransfer.send(file, sender.getOutputStream()));
            assertThat(sender.isClosed()).isFalse();
            sender.shutdownOutput();
            reading.get().requireExactly(SIZE);
        }
    }

    private static ContentCheck readAll(InputStream in) throws IOException {
        ContentCheck check = CONTENT.checkFrom(0);
        byte[] piece = new byte[8192];
        for (int bytes = in.read(piece); bytes >= 0; bytes = in.read(piece)) {
            check.accept(ByteBuffer.wrap(piece, 0, bytes));
        }
        return check;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofASocketChannel(boolean socketsOwn) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            OutputStream stream =
                    socketsOwn ? peer.channel().socket().getOutputStream() : Channels.newOutputStream(peer.channel());
            TransferResult result = ZeroCopyTransfer.send(file, stream);
            if (Runtime.version().feature() >= 24) {
                assertThat(result.isZeroCopy()).as("the JDK shows the channel").isTrue();
            } else {
                requireCopied(result);
            }
            peer.finish().requireExactly(SIZE);
        }
    }

    private static void requireCopied(TransferResult result) {
        assertThat(result.bytes()).isEqualTo(SIZE);
        assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE);
        assertThat(result.isZeroCopy()).isFalse();
    }

    /** Remembers what was called. */
    private static final class Watched extends ByteArrayOutputStream {
        private boolean flushed;
        private boolean closed;
        private int largest;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            largest = Math.max(largest, length);
            super.write(bytes, offset, length);
            // A stream may do this to its caller.
            Arrays.fill(bytes, offset, offset + length, (byte) 0);
        }

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void isNeitherFlushedNorClosedNorGivenMuchAtOnce() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        Watched stream = new Watched();
        requireCopied(ZeroCopyTransfer.send(file, stream));
        assertThat(stream.flushed).isFalse();
        assertThat(stream.closed).isFalse();
        assertThat(stream.largest).isLessThanOrEqualTo(64 * 1024);
        assertThat(stream.toByteArray()).isEqualTo(CONTENT.bytes(0, SIZE));
    }

    @Test
    void aFailureIsCountedFromBelow() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        IOException full = new IOException("full");
        OutputStream stream = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (taken.size() == 500_000) {
                    throw full;
                }
                taken.write(b);
            }
        };
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.send(file, stream));
        assertThat(failure).hasCause(full);
        assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
        assertThat(failure.bytesTransferred()).isBetween(500_000L - 64 * 1024, 500_000L);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSentWhereZeroCopyIsRequired(ZeroCopyPolicy policy) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy);
        TransferException failure =
                catchThrowableOfType(TransferException.class, () -> ZeroCopyTransfer.send(file, stream, options));
        if (policy == ZeroCopyPolicy.REQUIRE) {
            assertThat(failure).isInstanceOf(ZeroCopyUnavailableException.class);
            assertThat(failure.bytesTransferred()).isZero();
            assertThat(stream.size()).isZero();
        } else {
            assertThat(failure).isNull();
            assertThat(stream.size()).isEqualTo(SIZE);
        }
    }
}
