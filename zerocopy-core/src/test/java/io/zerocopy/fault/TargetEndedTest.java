package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferException;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Another thread of the caller ends a stuck send by its target; what was accepted arrives, and is counted. */
@ExtendWith(LeftOvers.class)
class TargetEndedTest {
    @TempDir
    Path folder = Path.of("");

    /** What the other thread does. */
    private interface Ending {
        void end(Link link) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void closed(Route route) throws Exception {
        Skip.unless(
                !(route.isSendfile() && route.isBlocking()) || Runtime.version().feature() >= 22,
                "before JDK 22 transferTo to a blocking channel does not notice a close (JDK-8310902), as documented");
        endsAStuckSend(route, Link::closeTarget);
    }

    static Stream<Route> sockets() {
        return Stream.of(Route.values()).filter(route -> !route.isPipe());
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void shutDown(Route route) throws Exception {
        endsAStuckSend(route, Link::shutdownOutput);
    }

    private void endsAStuckSend(Route route, Ending ending) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending =
                    Sending.start(route, file, SentFile.Form.CHANNEL, link).awaitStuck(link);
            ending.end(link);
            boolean open = link.isTargetOpen();
            TransferException failure = sending.failure();
            assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
            long unsure = route.countsExactly() ? 0 : 64 * 1024;
            assertThat(link.isTargetOpen()).as("as the caller left it").isEqualTo(open);
            long received = link.readToEnd();
            assertThat(failure.bytesTransferred()).isBetween(received - unsure, received);
            assertThat(sending.flagLeftSet()).isFalse();
            file.requireUntouched();
        }
    }
}
