package io.zerocopy.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only who is fast gets a large one. */
class SendBufferTest {
    private static final int SMALL_BYTES = 64 * 1024;

    @ParameterizedTest
    @CsvSource({
        "50000000, 500, true",
        "50000000, 1100, false",
        // A thousandth of a second for what the buffer took.
        "131072, 1, false",
        "196608, 0, false",
        "197000, 0, true",
        "0, 0, false",
        "9223372036854775807, 9223372036854, true",
    })
    void fastIsWhatTheClientTookNotWhatTheBufferTook(long bytes, long millis, boolean isFast) {
        assertThat(SendBuffer.isFast(bytes, Duration.ofMillis(millis), SMALL_BYTES))
                .isEqualTo(isFast);
    }

    @Test
    void growsForAFastClientAndStaysSo() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            SendBuffer buffer = new SendBuffer(channel, SMALL_BYTES, TransferOptions.DEFAULTS);
            int small = channel.getOption(StandardSocketOptions.SO_SNDBUF);

            buffer.sent(4_000_000, Duration.ofSeconds(1));
            assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isEqualTo(small);

            buffer.sent(4_000_000, Duration.ofMillis(10));
            int large = channel.getOption(StandardSocketOptions.SO_SNDBUF);
            assertThat(large).isGreaterThan(small);

            buffer.sent(4_000_000, Duration.ofSeconds(1));
            assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isEqualTo(large);
        }
    }
}
