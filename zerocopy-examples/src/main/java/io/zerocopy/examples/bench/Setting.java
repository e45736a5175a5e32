package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** What the figures depend on. */
public final class Setting {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Setting() {}

    /**
     * Here and now, in a sentence.
     *
     * @param arena where tables are measured
     * @param processors counted before the thread was pinned: afterwards it is one
     * @param pinning which thread is kept where
     */
    public static String of(Arena arena, int processors, String pinning) throws IOException {
        return String.join(
                ", ",
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                processorName() + " with " + processors + " CPUs",
                "TCP with " + Network.congestionControl(),
                pinning,
                "files on " + Files.getFileStore(arena.folder()).type(),
                arena.effort().turns() + " turns",
                Instant.now().truncatedTo(ChronoUnit.SECONDS) + ".");
    }

    private static String processorName() throws IOException {
        if (Files.exists(PROCESSORS)) {
            try (Stream<String> lines = Files.lines(PROCESSORS)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        }
        return System.getProperty("os.arch");
    }
}
