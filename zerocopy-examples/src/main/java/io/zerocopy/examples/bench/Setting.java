package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * What the figures depend on.
 *
 * @param begun when, in UTC
 * @param jdk its version
 * @param system kernel and version
 * @param processor its name
 * @param processors how many of them
 * @param congestionControl of TCP
 * @param pinning which thread is kept where
 * @param folder where the files are, and on which file system
 * @param turns that count
 */
public record Setting(
        String begun,
        String jdk,
        String system,
        String processor,
        int processors,
        String congestionControl,
        String pinning,
        String folder,
        int turns) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /**
     * Here and now.
     *
     * @param arena where tables are measured
     * @param processors counted before the thread was pinned: afterwards it is one
     * @param pinning which thread is kept where
     */
    public static Setting of(Arena arena, int processors, String pinning) throws IOException {
        return new Setting(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                processorName(),
                processors,
                Network.congestionControl(),
                pinning,
                arena.folder() + " on " + Files.getFileStore(arena.folder()).type(),
                arena.effort().turns());
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
