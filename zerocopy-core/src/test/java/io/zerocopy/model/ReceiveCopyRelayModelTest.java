package io.zerocopy.model;

import io.zerocopy.testkit.LeftOvers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Receives, copies and relays in random cases, as {@link RandomisedModelTest} sends: each made from a seed, against an
 * oracle that is a byte array and the rules of the contract. {@link Campaign} tells how to run one case, or others.
 */
@ExtendWith(LeftOvers.class)
final class ReceiveCopyRelayModelTest {
    /** Each of these makes a file, or parks now and then. */
    private static final int SHARE = 8;

    private static final int PEER_SHARE = 20;

    @TempDir
    private Path folder;

    private void run(String method, LongFunction<? extends Case> made, int share, List<String> expected)
            throws Exception {
        new Campaign(getClass(), folder).run(method, made, share, expected);
    }

    @Test
    void receives() throws Exception {
        run(
                "receives",
                InflowCases::receive,
                SHARE,
                List.of(
                        "THROWS_IO at SOURCE",
                        "THROWS_RUNTIME at SOURCE",
                        "CLOSES_ITSELF at SOURCE",
                        "CLOSES_AND_THROWS at SOURCE",
                        "INTERRUPT at SOURCE",
                        "CANCEL at SOURCE",
                        "LIED",
                        "INTERRUPT at LISTENER",
                        "CLOSE_SOURCE at LISTENER",
                        "REFUSED",
                        "NO_ROAD",
                        "TRUNCATED",
                        "TOO_LONG",
                        "OUT_OF_TIME",
                        "complete by count to PATH",
                        "complete by count to POSITIONED_FILE",
                        "complete until the end to PATH",
                        "complete from STREAM",
                        "complete from FILE"));
    }

    @Test
    void receivesFromSocketsAndPipes() throws Exception {
        run(
                "receivesFromSocketsAndPipes",
                InflowCases::receiveFromPeer,
                PEER_SHARE,
                List.of(
                        "PEER_CLOSES at SOURCE_PEER",
                        "PEER_RESETS at SOURCE_PEER",
                        "INTERRUPT at SOURCE_PEER",
                        "CANCEL at SOURCE_PEER",
                        "CLOSE_SOURCE at SOURCE_PEER",
                        "TRUNCATED",
                        "complete by count to PATH",
                        "complete by count to POSITIONED_FILE",
                        "complete until the end to PATH"));
    }

    @Test
    void copies() throws Exception {
        run(
                "copies",
                CopyCases::make,
                SHARE,
                List.of(
                        "CUT",
                        "GROWN",
                        "INTERRUPT at LISTENER",
                        "REFUSED",
                        "NO_ROAD",
                        "TRUNCATED",
                        "OUT_OF_TIME",
                        "DEFAULT to DEFAULT",
                        "DEFAULT to ZIP",
                        "JIMFS to DEFAULT",
                        "ZIP to JIMFS"));
    }

    @Test
    void relays() throws Exception {
        run(
                "relays",
                InflowCases::relay,
                SHARE,
                List.of(
                        "THROWS_IO at SOURCE",
                        "THROWS_RUNTIME at SOURCE",
                        "CLOSES_ITSELF at SOURCE",
                        "CLOSES_AND_THROWS at SOURCE",
                        "INTERRUPT at SOURCE",
                        "THROWS_IO at TARGET",
                        "THROWS_RUNTIME at TARGET",
                        "CLOSES_ITSELF at TARGET",
                        "CLOSES_AND_THROWS at TARGET",
                        "INTERRUPT at TARGET",
                        "CANCEL at TARGET",
                        "LIED",
                        "INTERRUPT at LISTENER",
                        "CLOSE at LISTENER",
                        "CLOSE_SOURCE at LISTENER",
                        "NO_ROAD",
                        "TRUNCATED",
                        "TOO_LONG",
                        "OUT_OF_TIME",
                        "STALLED",
                        "complete by count to CHANNEL",
                        "complete until the end to CHANNEL",
                        "complete by count to FILE",
                        "complete by count to APPENDING_FILE"));
    }

    @Test
    void relaysBetweenSocketsAndPipes() throws Exception {
        run(
                "relaysBetweenSocketsAndPipes",
                InflowCases::relayWithPeers,
                PEER_SHARE,
                List.of(
                        "PEER_CLOSES at SOURCE_PEER",
                        "PEER_RESETS at SOURCE_PEER",
                        "INTERRUPT at SOURCE_PEER",
                        "CANCEL at SOURCE_PEER",
                        "CLOSE_SOURCE at SOURCE_PEER",
                        "TRUNCATED",
                        "OUT_OF_TIME",
                        "complete by count to TCP",
                        "complete until the end to TCP",
                        "complete by count to CHANNEL"));
    }
}
