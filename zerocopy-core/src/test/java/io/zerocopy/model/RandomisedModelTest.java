package io.zerocopy.model;

import io.zerocopy.testkit.LeftOvers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends files and payloads in random cases, each made from a seed, against an oracle that is a byte array and the rules
 * of the contract. Scripted channels make no case wait: limits of time are either at hand or out of reach, whatever the
 * clock says.
 *
 * <p>Half as many as the scripted cases are payloads, a tenth as many use sockets; {@link Campaign} tells how to run
 * one case, or others.
 */
@ExtendWith(LeftOvers.class)
final class RandomisedModelTest {
    private static final int ALL = 1;
    private static final int SOCKET_SHARE = 10;
    private static final int PAYLOAD_SHARE = 2;

    @TempDir
    private Path folder;

    @Test
    void scripted() throws Exception {
        run(
                "scripted",
                Scenarios::scripted,
                ALL,
                List.of(
                        "THROWS_IO at TARGET",
                        "THROWS_RUNTIME at TARGET",
                        "CLOSES_ITSELF at TARGET",
                        "CLOSES_AND_THROWS at TARGET",
                        "INTERRUPT at TARGET",
                        "CANCEL at TARGET",
                        "CANCEL at LISTENER",
                        "lied to",
                        "DIRECT_RANGE",
                        "INTERRUPT at LISTENER",
                        "CLOSE at LISTENER",
                        "INTERRUPTED_BEFORE",
                        "CLOSED_BEFORE",
                        "CUT",
                        "GROWN",
                        "complete",
                        "SourceTruncatedException",
                        "ZeroCopyUnavailableException"));
    }

    @Test
    void onSocketsAndPipes() throws Exception {
        run(
                "onSocketsAndPipes",
                Scenarios::withPeer,
                SOCKET_SHARE,
                List.of(
                        "PEER_CLOSES at PEER",
                        "PEER_RESETS at PEER",
                        "INTERRUPT at PEER",
                        "CANCEL at PEER",
                        "CANCEL at LISTENER",
                        "SOCKET_STREAM",
                        "DIRECT_RANGE",
                        "INTERRUPT at LISTENER",
                        "CLOSE at PEER",
                        "CLOSE at LISTENER",
                        "SHUTDOWN_OUTPUT at PEER",
                        "CUT",
                        "GROWN",
                        "complete",
                        "SourceTruncatedException",
                        "ZeroCopyUnavailableException"));
    }

    @Test
    void payloads() throws Exception {
        run(
                "payloads",
                PayloadCases::make,
                PAYLOAD_SHARE,
                List.of(
                        "passed as it is",
                        "closed itself",
                        "closed target",
                        "closed early",
                        "interrupted",
                        "cancelled",
                        "liar",
                        "held",
                        "stall",
                        "timeout",
                        "transferFrom",
                        "CUT",
                        "complete",
                        "SourceTruncatedException",
                        "ZeroCopyUnavailableException"));
    }

    @Test
    void payloadsOnSocketsAndPipes() throws Exception {
        run(
                "payloadsOnSocketsAndPipes",
                PeerPayloadCase::make,
                PAYLOAD_SHARE * SOCKET_SHARE,
                List.of(
                        "PEER_CLOSES at PEER",
                        "PEER_RESETS at PEER",
                        "SHUTDOWN_OUTPUT at PEER",
                        "CANCEL at PEER",
                        "complete",
                        "failed"));
    }

    @Test
    void sharedRates() throws Exception {
        run(
                "sharedRates",
                SharedRateCase::make,
                PAYLOAD_SHARE * SOCKET_SHARE,
                List.of(
                        "complete by EVENT_LOOP",
                        "complete by BLOCKING_CALL",
                        "TransferException by EVENT_LOOP",
                        "TransferException by BLOCKING_CALL",
                        "SourceTruncatedException by BLOCKING_CALL"));
    }

    private void run(String method, LongFunction<? extends Case> made, int share, List<String> expected)
            throws Exception {
        new Campaign(getClass(), folder).run(method, made, share, expected);
    }
}
