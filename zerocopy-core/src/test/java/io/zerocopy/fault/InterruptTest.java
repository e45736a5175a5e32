package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferException;
import io.zerocopy.testkit.LeftOvers;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt ends a send and closes its target on every JDK; the flag stays set, and the count is right. */
@ExtendWith(LeftOvers.class)
class InterruptTest {
    private static final long CHUNK = 100_000;
    private static final int ATTEMPTS = 5;
    /** By chance it does not happen twice in a row. */
    private static final int TWICE = 2;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @MethodSource("io.zerocopy.fault.Route#withForms")
    void beforeTheCall(Route route, SentFile.Form form) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open()) {
            Sending sending = Sending.start(route.options(), options -> {
                Thread.currentThread().interrupt();
                return file.send(form, link, options);
            });
            requireInterrupted(sending, link);
            assertThat(route.canBeReset() ? link.readToReset() : link.readToEnd())
                    .isZero();
            file.requireUntouched();
        }
    }

    /** The caller's channel stays as it is, and another thread that sends from it never knows. */
    @ParameterizedTest
    @MethodSource("io.zerocopy.fault.Route#withForms")
    void betweenTwoSteps(Route route, SentFile.Form form) throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = route.open();
                Link otherLink = route.open()) {
            Sending other = Sending.start(route, file, SentFile.Form.CHANNEL, otherLink);
            otherLink.readUntil(1);
            Sending sending = Sending.start(
                    route.options().withChunkSize(CHUNK),
                    () -> Thread.currentThread().interrupt(),
                    options -> file.send(form, link, options));
            long received = route.canBeReset() ? link.readToReset() : link.readToEnd();
            long transferred = requireInterrupted(sending, link).bytesTransferred();
            requireCut(route.canBeReset(), received, transferred);
            assertThat(transferred).isLessThanOrEqualTo(CHUNK);
            otherLink.readUntil(SentFile.SIZE);
            assertThat(other.result().bytes()).isEqualTo(SentFile.SIZE);
            file.requireUntouched();
        }
    }

    /** In a selector, parked, or in the channel's own write: the count is kept, and the source not touched. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SENDFILE_TCP_BLOCKING", "SENDFILE_UNIX_BLOCKING", "HEAP_COPY_SOCKET_STREAM"})
    void whileItWaitsForThePeer(Route route) throws Exception {
        // Now and then it looks at its peer, inside a kernel step: an interrupt that comes just then is another test's.
        for (int attempt = 1; ; attempt++) {
            try (SentFile file = SentFile.in(folder);
                    Link link = route.open()) {
                Sending sending =
                        Sending.start(route, file, SentFile.Form.CHANNEL, link).awaitStuck(link);
                sending.interrupt();
                long transferred = requireInterrupted(sending, link).bytesTransferred();
                // In the channel's own write it is the JDK that closes it, as ever.
                boolean byReset = route.canBeReset() && !route.isBlocking();
                requireCut(byReset, byReset ? link.readToReset() : link.readToEnd(), transferred);
                if (!route.isSendfile() || file.isChannelOpen() || attempt == TWICE) {
                    file.requireUntouched();
                    return;
                }
            }
        }
    }

    /**
     * The JDK closes the source for all its users and drops the count of this one step. From 22 on it closes the
     * target, too: a peer that reads on finds a clean end behind what was sent. Before, the library does, by a reset.
     */
    @ParameterizedTest
    @EnumSource(names = {"SENDFILE_TCP_BLOCKING", "SENDFILE_UNIX_BLOCKING"})
    void insideAKernelStep(Route route) throws Exception {
        // On a busy machine it may not be there yet: then the interrupt is found between two steps.
        for (int attempt = 1; ; attempt++) {
            try (SentFile file = SentFile.in(folder);
                    Link link = route.open()) {
                Sending sending = Sending.start(
                                route.options().withChunkSize(CHUNK),
                                options -> file.send(SentFile.Form.CHANNEL, link, options))
                        .awaitStuck(link);
                sending.interrupt();
                TransferException failure = requireInterrupted(sending, link);
                if (route.canBeReset() && Runtime.version().feature() < 22) {
                    assertThat(link.readToReset()).isLessThanOrEqualTo(failure.bytesTransferred() + CHUNK);
                } else {
                    long received = link.readToEnd();
                    assertThat(failure.bytesTransferred()).isBetween(received - CHUNK + 1, received);
                }
                if (!file.isChannelOpen() || attempt == ATTEMPTS) {
                    assertThat(file.isChannelOpen()).isFalse();
                    return;
                }
            }
        }
    }

    /** A java.net.Socket's write does not notice; the library does, when that comes back. */
    @Test
    void insideAWriteOfAStream() throws Exception {
        try (SentFile file = SentFile.in(folder);
                Link link = Route.HEAP_COPY_SOCKET_STREAM.open()) {
            Sending sending = Sending.start(Route.HEAP_COPY_SOCKET_STREAM, file, SentFile.Form.CHANNEL, link)
                    .awaitStuck(link);
            sending.interrupt();
            long received = link.readToEnd();
            assertThat(received).isLessThan(SentFile.SIZE);
            assertThat(requireInterrupted(sending, link).bytesTransferred()).isEqualTo(received);
            file.requireUntouched();
        }
    }

    /** What was sent is there, or the peer has been told that it is not. */
    private static void requireCut(boolean byReset, long received, long transferred) {
        assertThat(transferred).isPositive();
        if (byReset) {
            assertThat(received).isLessThanOrEqualTo(transferred);
        } else {
            assertThat(received).isEqualTo(transferred);
        }
    }

    private static TransferException requireInterrupted(Sending sending, Link link) {
        TransferException failure = sending.failure();
        assertThat(failure.getCause()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
        assertThat(sending.flagLeftSet()).isTrue();
        assertThat(link.isTargetOpen()).isFalse();
        return failure;
    }
}
