package io.zerocopy.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What becomes of a client that cannot be taken in. */
class LinkTest {
    /** More than what else of this process may come and go. */
    private static final int TIMES = 100;

    /** Whatever fails behind the socket to the server: of an interrupted thread the library's relay does. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its JDK does not count descriptors")
    void leavesNoSocketBehindWhenItCannotBeMade() throws Exception {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            InetSocketAddress server = (InetSocketAddress) listener.getLocalAddress();
            assertThat(client.isConnected()).isTrue();
            long before = openDescriptors();
            Thread.currentThread().interrupt();
            for (int i = 0; i < TIMES; i++) {
                assertThatThrownBy(() -> new Link(accepted, server, TransferOptions.DEFAULTS, Duration.ZERO))
                        .isInstanceOf(TransferException.class);
            }
            assertThat(openDescriptors()).isLessThan(before + TIMES);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
