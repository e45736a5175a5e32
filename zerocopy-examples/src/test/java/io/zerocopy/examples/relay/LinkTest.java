package io.zerocopy.examples.relay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.testkit.LeftOvers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a client that cannot be taken in. */
@ExtendWith(LeftOvers.class)
class LinkTest {
    /** Whatever fails behind the socket to the server: of an interrupted thread the library's relay does. */
    @Test
    void leavesNoSocketBehindWhenItCannotBeMade() throws Exception {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            InetSocketAddress server = (InetSocketAddress) listener.getLocalAddress();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> new Link(accepted, server, TransferOptions.DEFAULTS, Duration.ZERO))
                    .isInstanceOf(TransferException.class);
        } finally {
            boolean unused = Thread.interrupted();
        }
    }
}
