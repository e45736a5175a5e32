package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.cold.HotProcess.Answer;
import io.zerocopy.examples.bench.cold.ServedKind.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long clients of a small file that is in memory wait beside others who download files from a slow disk: by one
 * selector thread and by virtual threads, without and with other threads that wait for the disk.
 */
public final class ColdBench {
    private static final long DISK_BYTES_PER_SECOND = 20_000_000;
    private static final int FILES = 16;
    private static final long FILE_BYTES = 32L * 1024 * 1024;
    private static final int HOT_BYTES = 16 * 1024;
    private static final String HOT = "hot";
    private static final int[] DOWNLOADS = {1, 4, 16};
    private static final int DRAWN_DOWNLOADS = 1;
    private static final double TAIL = 0.99;

    private final PrintWriter terminal;
    private final Path out;
    private final long phaseMillis;

    /**
     * Prepares it.
     *
     * @param terminal where the table goes
     * @param out where the charts go
     * @param phaseMillis how long each cell is measured
     */
    public ColdBench(PrintWriter terminal, Path out, long phaseMillis) {
        this.terminal = terminal;
        this.out = out;
        this.phaseMillis = phaseMillis;
    }

    /**
     * Measures all, and draws the first cell with downloads of each server.
     *
     * @param parent where there is room for the slow disk
     * @return false if that cannot be made here
     * @throws IOException if something fails
     */
    public boolean run(Path parent) throws IOException {
        String whyNot = SlowDisk.whyNot();
        if (!whyNot.isEmpty()) {
            terminal.println("SKIPPED: " + whyNot);
            return false;
        }
        try (SlowDisk disk = SlowDisk.create(parent, FILES, FILE_BYTES)) {
            Files.move(
                    RandomFile.create(disk.folder(), HOT_BYTES).path(),
                    disk.folder().resolve(HOT));
            terminal.println("| server | | cold downloads | hot p50, ms | hot p99, ms | cold, MB/s | threads |");
            terminal.println("|---|---|---|---|---|---|---|");
            for (ServedKind kind : ServedKind.values()) {
                if (kind.isThere()) {
                    Map<Reading, List<Answer>> drawn = new EnumMap<>(Reading.class);
                    for (Reading reading : Reading.values()) {
                        drawn.put(reading, measure(disk, kind, reading));
                    }
                    LatencyChart.write(kind, drawn, out);
                }
            }
        }
        return true;
    }

    /** All cells of one server; returns what is to be drawn. */
    private List<Answer> measure(SlowDisk disk, ServedKind kind, Reading reading) throws IOException {
        List<String> command = ChildJvm.command(
                ServedKind.Main.class,
                List.of(kind.name(), reading.name(), disk.folder().toString()));
        command.addAll(1, kind.jvmOptions());
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = server.inputReader()) {
            int port = Integer.parseInt(String.valueOf(said.readLine()));
            try (HotProcess hot = HotProcess.start(port, HOT, HOT_BYTES)) {
                disk.throttle(DISK_BYTES_PER_SECOND, List.of(server));
                // Until both have been compiled.
                pause(phaseMillis / 2);
                long begun = System.currentTimeMillis();
                pause(phaseMillis / 2);
                row(kind, reading, 0, hot.between(begun, System.currentTimeMillis()), 0, server);
                List<Answer> drawn = List.of();
                for (int downloads : DOWNLOADS) {
                    List<Answer> answers = beside(disk, port, downloads, hot, kind, reading, server);
                    drawn = downloads == DRAWN_DOWNLOADS ? answers : drawn;
                }
                return drawn;
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private List<Answer> beside(
            SlowDisk disk, int port, int downloads, HotProcess hot, ServedKind kind, Reading reading, Process server)
            throws IOException {
        disk.drop(FILES);
        long begun = System.currentTimeMillis();
        // Before the first download the chart shows how it was alone.
        pause(phaseMillis / 5);
        long from = System.currentTimeMillis();
        try (ColdDownloads cold = new ColdDownloads(port, downloads, FILES)) {
            pause(phaseMillis);
            long to = System.currentTimeMillis();
            double bytesPerSecond = cold.bytes() * 1000.0 / (to - from);
            row(kind, reading, downloads, hot.between(from, to), bytesPerSecond, server);
            return hot.between(begun, to);
        } finally {
            // What is still under way ends, and the server is idle again.
            pause(phaseMillis / 5);
        }
    }

    private void row(
            ServedKind kind,
            Reading reading,
            int downloads,
            List<Answer> answers,
            double bytesPerSecond,
            Process server)
            throws IOException {
        double[] millis = answers.stream()
                .mapToDouble(answer -> answer.tookMicros() / 1000.0)
                .toArray();
        terminal.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.2f | %.2f | %.1f | %d |%n",
                kind.words(),
                reading.words(),
                downloads,
                Statistics.median(millis),
                Statistics.quantile(millis, TAIL),
                bytesPerSecond / 1e6,
                threads(server));
        terminal.flush();
    }

    private static int threads(Process server) throws IOException {
        List<Path> tasks = new ArrayList<>();
        try (var found = Files.newDirectoryStream(Path.of("/proc", String.valueOf(server.pid()), "task"))) {
            found.forEach(tasks::add);
        }
        return tasks.size();
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
