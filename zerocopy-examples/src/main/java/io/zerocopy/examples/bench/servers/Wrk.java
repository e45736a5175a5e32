package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The load generator wrk, where the system has it: one thread, each connection asks as soon as it has its answer.
 *
 * @param command without duration and address
 */
public record Wrk(List<String> command) {
    private static final String SCRIPT = "wrk.lua";
    private static final String FIRST_WORD = "load ";

    /** A large file by a slow server takes longer than the two seconds that wrk would allow. */
    private static final int TIMEOUT_SECONDS = 60;

    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * What it has seen.
     *
     * @param wallNanos of all
     * @param requests answered to the last byte
     * @param bytes read, heads and unfinished answers included
     * @param errors connections that failed, answers above 399, and answers too late
     */
    record Load(long wallNanos, long requests, long bytes, long errors) {
        /** Reads what the script writes. */
        static Load parse(String line) {
            long[] of = Arrays.stream(line.split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Load(of[0] * NANOS_PER_MICRO, of[1], of[2], of[3]);
        }
    }

    /** Gets ready to load from the peer's CPU. */
    static Wrk create(ScratchFolder scratch, int connections) throws IOException {
        Path script = scratch.file(SCRIPT);
        try (InputStream text = Objects.requireNonNull(Wrk.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            Files.copy(text, script);
        }
        List<String> command = new ArrayList<>(Pinning.onPeerCpu());
        command.addAll(List.of(
                "wrk",
                "--threads=1",
                "--connections=" + connections,
                "--timeout=" + TIMEOUT_SECONDS,
                // Some servers want to hear it, the others would have kept the connection anyway.
                "--header=Connection: keep-alive",
                "--script=" + script));
        return new Wrk(command);
    }

    /** Asks for the same file again and again, for so many whole seconds. */
    Load load(URI file, Duration duration) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--duration=" + duration.toSeconds(), file.toString()));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines()
                .filter(line -> line.startsWith(FIRST_WORD))
                .map(line -> Load.parse(line.substring(FIRST_WORD.length())))
                .findFirst()
                .orElseThrow(() -> new IOException("wrk: " + said.strip()));
    }
}
