package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the two ends on two CPUs. Short requests and responses run several times as fast or as slow depending on where
 * the scheduler happens to put them; a comparison must not depend on that.
 */
public final class Pinning {
    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final String SENDER_CPU = "0";
    private static final String PEER_CPU = "1";

    private Pinning() {}

    /** Pins the calling thread, and what it starts from now on; returns what was done, for a reader. */
    public static String pinSender() throws IOException {
        if (!Program.isInstalled("taskset") || !Files.exists(THIS_THREAD)) {
            return "not pinned: no taskset";
        }
        String thread = Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
        return Program.succeeds(List.of("taskset", "--pid", "--cpu-list", SENDER_CPU, thread))
                        && !onPeerCpu().isEmpty()
                ? "sending thread on CPU " + SENDER_CPU + ", peer on CPU " + PEER_CPU
                : "not pinned: taskset failed";
    }

    /** What a command is to begin with to run on the peer's CPU; nothing where that cannot be. */
    public static List<String> onPeerCpu() throws IOException {
        List<String> prefix = List.of("taskset", "--cpu-list", PEER_CPU);
        boolean works =
                Program.isInstalled("taskset") && Program.succeeds(List.of("taskset", "--cpu-list", PEER_CPU, "true"));
        return works ? prefix : List.of();
    }
}
