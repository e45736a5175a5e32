package io.zerocopy.model;

import io.zerocopy.HeldMemory;
import io.zerocopy.testkit.Await;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells which case keeps what it should give back: a descriptor (where the system has a list of them), or memory of the
 * library's pooled direct buffers, which the pool counts.
 */
final class Leaks {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** The library keeps as many. */
    private static final int KEPT_SELECTORS = 8;

    private static final Set<String> OF_A_SELECTOR = Set.of("anon_inode:[eventpoll]", "anon_inode:[eventfd]");

    private Map<String, Integer> known;
    private long lentBytes;
    private int keptPipes = HeldMemory.keptPipes();

    Leaks() throws IOException {
        known = openDescriptors();
    }

    /** Runs a case, and fails if it keeps something. */
    void watch(Run run) throws Exception {
        run.run();
        if (!Await.within(SETTLE, this::hasNoMoreDescriptors)) {
            String more = openDescriptors() + " are open; before they were " + known;
            known = openDescriptors();
            throw new AssertionError("keeps a descriptor: " + more);
        }
        if (!Await.within(SETTLE, () -> HeldMemory.lentBytes() <= lentBytes)) {
            String more = (HeldMemory.lentBytes() - lentBytes) + " bytes are out";
            // Of this case, and not of all that come.
            lentBytes = HeldMemory.lentBytes();
            throw new AssertionError("keeps a pooled buffer: " + more);
        }
    }

    private boolean hasNoMoreDescriptors() throws IOException {
        Map<String, Integer> now = openDescriptors();
        for (Map.Entry<String, Integer> entry : now.entrySet()) {
            int kept = OF_A_SELECTOR.contains(entry.getKey()) ? KEPT_SELECTORS : 0;
            int before = known.getOrDefault(entry.getKey(), 0);
            if (entry.getKey().startsWith("pipe:")) {
                before += 2 * (HeldMemory.keptPipes() - keptPipes);
            }
            if (entry.getValue() > Math.max(kept, before)) {
                return false;
            }
        }
        known = now;
        keptPipes = HeldMemory.keptPipes();
        return HeldMemory.lentPipes() == 0;
    }

    /** How many there are of each kind; not what class loaders and the listing itself have open. */
    private static Map<String, Integer> openDescriptors() throws IOException {
        Map<String, Integer> found = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                String what = targetOf(entry);
                if (!what.endsWith(".jar")
                        && !what.endsWith("/modules")
                        && !what.endsWith("random")
                        && !what.endsWith("/fd")) {
                    found.merge(what.replaceAll("\\[\\d+]$", ""), 1, Integer::sum);
                }
            }
        }
        return found;
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed since it was listed.
            return "closed";
        }
    }

    /** A case to run. */
    interface Run {
        void run() throws Exception;
    }
}
