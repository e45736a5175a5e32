package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What messages say of times, amounts, failures and names. */
class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "7200000000000, 2 h",
        "5400000000000, 90 min",
        "90000000000, 90 s",
        "1500000000, '1,500 ms'",
        "1500000001, '1,500,000,001 ns'",
        "0, 0 ns",
    })
    void timesInTheLargestUnitThatSaysThemWhole(long nanos, String said) {
        assertThat(Wording.time(nanos)).isEqualTo(said);
    }

    @Test
    void amounts() {
        assertThat(Wording.bytes(1)).isEqualTo("1 byte");
        assertThat(Wording.bytes(2_000)).isEqualTo("2,000 bytes");
        assertThat(Wording.progress(5, -1)).isEqualTo("5 bytes");
        assertThat(Wording.progress(5, 10)).isEqualTo("5 of 10 bytes");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ClosedByInterruptException(), "the thread was interrupted"),
                Arguments.of(new AsynchronousCloseException(), "another thread closed it or shut it down"),
                Arguments.of(new ClosedChannelException(), "it is closed"),
                Arguments.of(new NoSuchFileException("a"), "'a': there is no such file"),
                Arguments.of(new AccessDeniedException("a"), "'a': permission denied"),
                Arguments.of(new FileAlreadyExistsException("a"), "'a': FileAlreadyExistsException"),
                Arguments.of(new FileSystemException("a", null, "it is wet"), "'a': it is wet"),
                Arguments.of(new FileSystemException(null), "java.nio.file.FileSystemException"),
                Arguments.of(new IOException("Broken pipe"), "Broken pipe"),
                Arguments.of(new IOException(), "java.io.IOException"),
                Arguments.of(new SocketException("Connection reset"), "Connection reset"),
                Arguments.of(new SpliceRefusedException("no pipe"), "no pipe"),
                Arguments.of(new IllegalStateException("odd"), "java.lang.IllegalStateException: odd"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatFailed(Exception failure, String said) {
        assertThat(Wording.why(failure)).isEqualTo(said);
    }

    @Test
    void namesAreShownAsTheyAre() {
        assertThat(Wording.quoted("a\nb\tc\u202e")).isEqualTo("'a\\nb\\u0009c\\u202e'");
        assertThat(Wording.quoted("plain")).isEqualTo("'plain'");
    }

    /** A colon belongs to the port. */
    @Test
    void aPeerOfTheNewerInternet() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            try {
                byte[] loopback = new byte[16];
                loopback[15] = 1;
                server.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            } catch (SocketException e) {
                Assumptions.abort("no IPv6 here");
            }
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                assertThat(Wording.end(channel)).isEqualTo("[0:0:0:0:0:0:0:1]:" + port);
            }
        }
    }
}
