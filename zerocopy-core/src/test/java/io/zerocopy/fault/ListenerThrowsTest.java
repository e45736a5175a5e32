package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.LeftOvers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener that throws at every step does no harm, and the log warns of it once a transfer. */
@ExtendWith(LeftOvers.class)
class ListenerThrowsTest {
    private final PrintStream errBefore = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @TempDir
    Path folder = Path.of("");

    /** The tests' logger writes to System.err, whatever that is at the moment. */
    @BeforeEach
    void collectLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(errBefore);
    }

    @ParameterizedTest
    @EnumSource
    void theTransferGoesOn(Route route) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending = Sending.start(
                    route.options().withChunkSize(100_000),
                    ListenerThrowsTest::fail,
                    options -> file.send(SentFile.Form.PATH, link, options));
            link.readUntil(SentFile.SIZE);
            assertThat(sending.result().bytesBy(route.mechanism())).isEqualTo(SentFile.SIZE);
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .containsOnlyOnce("WARN")
                    .contains("a fault of the listener's own");
        }
    }

    private static void fail() {
        throw new IllegalStateException("a fault of the listener's own");
    }
}
