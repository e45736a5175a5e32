package io.zerocopy.soak;

import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.SmallDisk;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Starts the soak in a JVM with little of everything, and shows what it prints. */
final class SoakRun {
    private static final String FEW_DESCRIPTORS = "ulimit -n 400; exec \"$@\"";

    private SoakRun() {}

    /** What it printed, and how it ended. */
    record Ended(int exitCode, String printed) {}

    /** As long as the command line says, or seconds. */
    static Ended run(Path folder, Soak.Seeded seeded) throws Exception {
        Duration time =
                seeded == Soak.Seeded.NOTHING ? duration(System.getProperty("zerocopy.soak", "3s")) : Duration.ZERO;
        Path files = Files.createDirectory(folder.resolve("files"));
        Path smallDisk = Files.createDirectory(folder.resolve("small"));
        boolean canMount = SmallDisk.isAvailable(smallDisk);
        ChildJvm child = canMount ? SmallDisk.at(smallDisk, Soak.class) : ChildJvm.of(Soak.class);
        Process process = child.under("sh", "-c", FEW_DESCRIPTORS, "sh")
                .options("-XX:TieredStopAtLevel=4", "-Xmx256m", "-XX:MaxDirectMemorySize=48m")
                .options("-Djava.io.tmpdir=" + files)
                .arguments(
                        files,
                        canMount ? smallDisk : "",
                        time,
                        Long.getLong("zerocopy.soak.seed", System.nanoTime()),
                        Integer.getInteger("zerocopy.soak.workers", 4),
                        seeded)
                .start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                printed.append(line).append('\n');
            }
            return new Ended(process.waitFor(), printed.toString());
        } finally {
            ChildJvm.kill(process);
        }
    }

    /** 90s, 30m, PT30M. */
    private static Duration duration(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return Duration.parse(upper.startsWith("PT") ? upper : "PT" + upper);
    }
}
