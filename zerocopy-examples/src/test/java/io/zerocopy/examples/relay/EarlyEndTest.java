package io.zerocopy.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.relay.Talk.Who;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of which one side has gone, or says nothing: what the relay gives up, and how the other side sees it. */
@Timeout(300)
class EarlyEndTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ZERO;

    private static RunningRelay relay(Duration halfClosedIdle) throws IOException {
        return new RunningRelay(Duration.ofSeconds(1), TransferOptions.DEFAULTS, halfClosedIdle);
    }

    private static void greet(Talk talk) throws IOException {
        talk.say(Who.CLIENT, new byte[] {1});
        assertThat(talk.hear(Who.SERVER, 1)).containsExactly(1);
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** More than JDK 17 has places: who is left waiting is served only when those who have gone are found out. */
    @Test
    void anIdleDirectionDoesNotCutTheOthersDownload() throws Exception {
        TransferOptions limited = TransferOptions.DEFAULTS.withStallTimeout(SHORT);
        try (RunningRelay relay = new RunningRelay(Duration.ZERO, limited, FOR_EVER);
                Talk talk = relay.connect()) {
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 20; i++) {
                assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
                talk.say(Who.SERVER, new byte[] {(byte) i});
                assertThat(talk.hear(Who.CLIENT, 1)).containsExactly((byte) i);
            }
            assertReset(talk.client());
            assertReset(talk.server());
        }
    }

    @Test
    void clientsThatHaveGoneDoNotKeepTheirPlacesWhileTheServerIsSilent() throws Exception {
        List<Talk> gone = new ArrayList<>();
        try (RunningRelay relay = relay(SHORT)) {
            for (int i = 0; i < 256; i++) {
                Talk talk = relay.connect();
                gone.add(talk);
                greet(talk);
            }
            for (Talk talk : gone) {
                talk.client().close();
            }
            try (Talk next = relay.connect()) {
                greet(next);
                for (Talk talk : gone) {
                    assertThat(talk.server().getInputStream().read()).isEqualTo(-1);
                    requireBroken(talk.server());
                }
                while (relay.relay().clients() > 1) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            for (Talk talk : gone) {
                talk.close();
            }
        }
    }

    /** A reset that comes behind an end of stream is seen at the next write alone. */
    private static void requireBroken(Socket socket) {
        assertThatThrownBy(() -> {
                    while (true) {
                        socket.getOutputStream().write(new byte[1000]);
                        socket.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aResetWhileTheOtherSideIsSilentFreesBoth(Who first) throws Exception {
        try (RunningRelay relay = relay(FOR_EVER);
                Talk talk = relay.connect()) {
            greet(talk);
            talk.reset(first);
            assertReset(talk.of(first.other()));
            while (relay.relay().clients() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentSideIsResetSomeTimeAfterTheOtherOneHasSaidAll(Who first) throws Exception {
        try (RunningRelay relay = relay(SHORT);
                Talk talk = relay.connect()) {
            greet(talk);
            talk.of(first).shutdownOutput();
            assertThat(talk.of(first.other()).getInputStream().read()).isEqualTo(-1);
            assertReset(talk.of(first));
            requireBroken(talk.of(first.other()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoSaysSomethingNowAndThenIsNotSilent(Who first) throws Exception {
        try (RunningRelay relay = relay(SHORT);
                Talk talk = relay.connect()) {
            talk.of(first).shutdownOutput();
            assertThat(talk.of(first.other()).getInputStream().read()).isEqualTo(-1);
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 15; i++) {
                assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
                talk.say(first.other(), new byte[] {(byte) i});
                assertThat(talk.hear(first, 1)).containsExactly((byte) i);
            }
        }
    }

    @Test
    void twoThatHaveSaidNothingYetMayGoOnForEver() throws Exception {
        try (RunningRelay relay = relay(Duration.ofMillis(100));
                Talk talk = relay.connect()) {
            assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS)).isFalse();
            greet(talk);
        }
    }

    /** It is read from all the time; what the kernel holds must not look like a standstill. */
    @Test
    void whoReadsSlowlyAfterItHasSaidAllGetsEverything() throws Exception {
        int bytes = 12 * 1024 * 1024;
        try (RunningRelay relay = relay(Duration.ofSeconds(1));
                Talk talk = relay.connect()) {
            talk.client().shutdownOutput();
            assertThat(talk.server().getInputStream().read()).isEqualTo(-1);
            Future<String> sent = relay.run(() -> Sha256.send(talk.server(), 11, bytes));
            InputStream in = talk.client().getInputStream();
            CountDownLatch never = new CountDownLatch(1);
            int read = 0;
            // 1 MB/s: of 4 MiB a third would take longer than the limit.
            for (int i = 0; i < 60; i++) {
                assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
                read += in.readNBytes(100_000).length;
            }
            assertThat(read).isEqualTo(6_000_000);
            assertThat(in.readAllBytes()).hasSize(bytes - read);
            assertThat(sent.get()).isNotEmpty();
        }
    }

    /** As a proxy that loses a byte it would make another request of the one that came. */
    @ParameterizedTest
    @EnumSource
    void anUrgentByteStaysInItsPlace(Who who) throws Exception {
        try (RunningRelay relay = relay(FOR_EVER);
                Talk talk = relay.connect()) {
            for (int i = 0; i < 100; i++) {
                talk.say(who, new byte[] {'G', 'E', 'T'});
                talk.of(who).sendUrgentData(' ');
                talk.say(who, new byte[] {'/', 'x'});
                assertThat(talk.hear(who.other(), 6)).containsExactly('G', 'E', 'T', ' ', '/', 'x');
            }
        }
    }

    /** Whatever it was that ended it, here a limit of the library's: no side sees an orderly end of a torso. */
    @Test
    void aLimitEndsBothSidesByReset() throws Exception {
        TransferOptions limited = TransferOptions.DEFAULTS.withTimeout(SHORT);
        try (RunningRelay relay = new RunningRelay(Duration.ZERO, limited, FOR_EVER);
                Talk talk = relay.connect()) {
            greet(talk);
            assertReset(talk.client());
            assertReset(talk.server());
        }
    }
}
