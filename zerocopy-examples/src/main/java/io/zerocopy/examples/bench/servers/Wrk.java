package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The load generator wrk, where the system has it: one thread, each connection asks as soon as it has its answer. */
public final class Wrk {
    /** Connections at a time. */
    public static final int CONNECTIONS = 16;

    /** Said by every request: some servers want to hear it, the others would have kept the connection anyway. */
    static final String KEEP_ALIVE = "Connection: keep-alive";

    private static final String SCRIPT = "wrk.lua";
    private static final String FIRST_WORD = "load ";

    /** A large file by a slow server takes longer than the two seconds that wrk would allow. */
    private static final int TIMEOUT_SECONDS = 60;

    private final List<String> command;

    private Wrk(List<String> command) {
        this.command = command;
    }

    /** Why it cannot run here; nothing if it can. */
    public static Optional<String> missing() {
        return Program.isInstalled("wrk") ? Optional.empty() : Optional.of("wrk not found: apt-get install wrk");
    }

    /** Gets ready to load from the peer's CPU. */
    public static Wrk create(ScratchFolder scratch) throws IOException {
        Path script = scratch.file(SCRIPT);
        try (InputStream text = Objects.requireNonNull(Wrk.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            Files.copy(text, script);
        }
        List<String> command = new ArrayList<>(Pinning.onPeerCpu());
        command.addAll(List.of(
                "wrk",
                "--threads=1",
                "--connections=" + CONNECTIONS,
                "--timeout=" + TIMEOUT_SECONDS,
                "--header=" + KEEP_ALIVE,
                "--script=" + script));
        return new Wrk(command);
    }

    /** Asks for the same file again and again, for so many whole seconds. */
    public Load load(URI file, Duration duration) throws IOException {
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
