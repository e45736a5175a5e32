package io.zerocopy.model;

import static org.assertj.core.api.Assertions.assertThat;

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
 * <p>A failure prints its seed; {@code -Dzerocopy.model.seed=S} runs that case alone, {@code -Dzerocopy.model.cases=N}
 * makes the number of scripted cases another (half as many are payloads, a tenth as many use sockets),
 * {@code -Dzerocopy.model.base=B} takes other seeds.
 */
@ExtendWith(LeftOvers.class)
final class RandomisedModelTest {
    private static final int SCRIPTED_CASES = 20_000;
    private static final int SOCKET_SHARE = 10;
    private static final int PAYLOAD_SHARE = 2;
    private static final long SEEDS_PER_BASE = 10_000_000;

    private static final int SEEN_OFTEN = 20;

    @TempDir
    private Path folder;

    @Test
    void scripted() throws Exception {
        run(
                "scripted",
                Scenarios::scripted,
                cases(),
                List.of(
                        "THROWS_IO at TARGET",
                        "THROWS_RUNTIME at TARGET",
                        "CLOSES_ITSELF at TARGET",
                        "CLOSES_AND_THROWS at TARGET",
                        "INTERRUPT at TARGET",
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
                Math.max(1, cases() / SOCKET_SHARE),
                List.of(
                        "PEER_CLOSES at PEER",
                        "PEER_RESETS at PEER",
                        "INTERRUPT at PEER",
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
                cases() / PAYLOAD_SHARE,
                List.of(
                        "passed as it is",
                        "closed itself",
                        "closed target",
                        "closed early",
                        "interrupted",
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
                Math.max(1, cases() / PAYLOAD_SHARE / SOCKET_SHARE),
                List.of("PEER_CLOSES at PEER", "PEER_RESETS at PEER", "SHUTDOWN_OUTPUT at PEER", "complete", "failed"));
    }

    private static int cases() {
        return Integer.getInteger("zerocopy.model.cases", SCRIPTED_CASES);
    }

    private void run(String method, LongFunction<? extends Case> made, int cases, List<String> expected)
            throws Exception {
        Long seed = Long.getLong("zerocopy.model.seed");
        try (Batch batch = new Batch(made, method, folder)) {
            if (seed != null) {
                batch.run(seed, 1);
                return;
            }
            Census census = batch.run(Long.getLong("zerocopy.model.base", 1) * SEEDS_PER_BASE, cases);
            System.out.println(census);
            if (cases() >= SCRIPTED_CASES) {
                assertThat(census.missing(expected, SEEN_OFTEN))
                        .as("hardly ever seen in %s", census)
                        .isEmpty();
            }
        }
    }
}
