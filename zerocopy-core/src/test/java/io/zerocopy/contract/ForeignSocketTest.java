package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wrapper that extends SocketChannel, as those of instrumentation do, names the JDK's provider, whose selectors and
 * kernel calls do not take it: it is read and written by its own methods, and no descriptor is left over.
 */
@ExtendWith(LeftOvers.class)
class ForeignSocketTest {
    private static final Content CONTENT = Content.of(104);
    private static final int SIZE = 1_000_003;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asTarget(boolean blocking) throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(64 * 1024).readsAll();
                SocketChannel target = new Wrapper(peer.channel())) {
            target.configureBlocking(blocking);
            TransferResult result = ZeroCopyTransfer.send(file, target);
            assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asSource(boolean blocking) throws Exception {
        Path file = folder.resolve("file");
        try (ConnectedPair pair = ConnectedPair.tcp();
                SocketChannel source = new Wrapper(pair.receiver())) {
            source.configureBlocking(blocking);
            Background<TransferResult> receiving = Background.start(() -> ZeroCopyTransfer.receive(source, file));
            pair.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, SIZE)));
            pair.sender().shutdownOutput();
            assertThat(receiving.get().bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(SIZE);
            CONTENT.requireFile(file, SIZE);
        }
    }

    /** As another thread may do at that very moment; what is closed is not connected, but it has been. */
    @Test
    void isClosedWhileItIsAskedWhetherItIsConnected() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), 1);
        try (ConnectedPair pair = ConnectedPair.tcp();
                SocketChannel target = new Wrapper(pair.sender()) {
                    @Override
                    public boolean isConnected() {
                        try {
                            close();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return super.isConnected();
                    }
                }) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, target))
                    .isInstanceOf(ClosedChannelException.class)
                    .asString()
                    .startsWith(ClosedChannelException.class.getName() + ": ");
        }
    }

    /** A broken contract, and not something to wait for. */
    @Test
    void isInBlockingModeAndAnswersZeroForEver() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), 1);
        try (ConnectedPair pair = ConnectedPair.tcp();
                SocketChannel never = new Wrapper(pair.sender()) {
                    @Override
                    public int read(ByteBuffer target) {
                        return 0;
                    }

                    @Override
                    public int write(ByteBuffer source) {
                        return 0;
                    }
                }) {
            requireBroken(Side.TARGET, never, () -> ZeroCopyTransfer.send(file, never));
            requireBroken(Side.SOURCE, never, () -> ZeroCopyTransfer.receive(never, folder.resolve("none")));
        }
    }

    private static void requireBroken(Side side, SocketChannel never, ThrowingCallable call) {
        long begin = System.nanoTime();
        TransferException failure = catchThrowableOfType(TransferException.class, call);
        assertThat(failure).hasMessageContaining(never.getClass().getName()).hasMessageContaining("blocking mode");
        assertThat(failure.side()).isEqualTo(side);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    private static class Wrapper extends SocketChannel {
        private final SocketChannel delegate;

        Wrapper(SocketChannel delegate) {
            super(delegate.provider());
            this.delegate = delegate;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return delegate.read(target);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return delegate.read(targets, offset, length);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return delegate.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return delegate.write(sources, offset, length);
        }

        @Override
        protected void implConfigureBlocking(boolean blocking) throws IOException {
            delegate.configureBlocking(blocking);
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            delegate.close();
        }

        @Override
        public boolean isConnected() {
            return delegate.isConnected();
        }

        @Override
        public boolean isConnectionPending() {
            return delegate.isConnectionPending();
        }

        @Override
        public boolean connect(SocketAddress remote) throws IOException {
            return delegate.connect(remote);
        }

        @Override
        public boolean finishConnect() throws IOException {
            return delegate.finishConnect();
        }

        @Override
        public SocketChannel bind(SocketAddress local) throws IOException {
            delegate.bind(local);
            return this;
        }

        @Override
        public SocketChannel shutdownInput() throws IOException {
            delegate.shutdownInput();
            return this;
        }

        @Override
        public SocketChannel shutdownOutput() throws IOException {
            delegate.shutdownOutput();
            return this;
        }

        @Override
        public Socket socket() {
            return delegate.socket();
        }

        @Override
        public SocketAddress getRemoteAddress() throws IOException {
            return delegate.getRemoteAddress();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return delegate.getLocalAddress();
        }

        @Override
        public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
            delegate.setOption(name, value);
            return this;
        }

        @Override
        public <T> T getOption(SocketOption<T> name) throws IOException {
            return delegate.getOption(name);
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return delegate.supportedOptions();
        }
    }
}
