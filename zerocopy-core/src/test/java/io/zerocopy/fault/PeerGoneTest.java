package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferException;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that leaves in the middle of a transfer ends it, and the exception says that the target is to blame. */
@ExtendWith(LeftOvers.class)
class PeerGoneTest {
    private static final long READ = 300_000;

    @TempDir
    Path folder = Path.of("");

    /** How a peer leaves. */
    enum Exit {
        CLOSE {
            @Override
            void leave(Link link) throws IOException {
                link.closePeer();
            }
        },
        RESET {
            @Override
            void leave(Link link) throws IOException {
                link.resetPeer();
            }
        };

        abstract void leave(Link link) throws IOException;
    }

    static Stream<Arguments> routesAndExits() {
        Stream<Arguments> closing = Stream.of(Route.values()).map(route -> Arguments.of(route, Exit.CLOSE));
        Stream<Arguments> resetting =
                Stream.of(Route.values()).filter(Route::isTcp).map(route -> Arguments.of(route, Exit.RESET));
        return Stream.concat(closing, resetting);
    }

    @ParameterizedTest
    @MethodSource("routesAndExits")
    void leavesInTheMiddle(Route route, Exit exit) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending = Sending.start(route, file, SentFile.Form.PATH, link);
            link.readUntil(READ);
            exit.leave(link);
            TransferException failure = sending.failure();
            assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
            assertThat(failure.getCause())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(ClosedChannelException.class);
            long unsure = route.countsExactly() ? 0 : 64 * 1024;
            assertThat(failure.bytesTransferred()).isBetween(READ - unsure, SentFile.SIZE - 1);
            assertThat(sending.flagLeftSet()).isFalse();
            assertThat(link.isTargetOpen()).as("the caller's to close").isTrue();
        }
    }
}
