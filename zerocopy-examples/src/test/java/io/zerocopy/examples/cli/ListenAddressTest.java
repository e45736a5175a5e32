package io.zerocopy.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a command says that it listens, as one may type it into another. */
class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "8080, localhost:8080",
        "192.0.2.1:8080, 192.0.2.1:8080",
        "[2001:db8::1]:8080, [2001:db8:0:0:0:0:0:1]:8080",
        "[::]:8080, [0:0:0:0:0:0:0:0]:8080"
    })
    void isWrittenAsItIsRead(String typed, String said) {
        InetSocketAddress address = new ListenAddress().convert(typed);
        assertThat(ListenAddress.toString(address)).isEqualTo(said);
        assertThat(new HostPort().convert(said).getPort()).isEqualTo(8080);
    }
}
