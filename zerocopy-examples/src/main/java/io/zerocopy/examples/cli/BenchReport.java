package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Charts;
import io.zerocopy.examples.bench.Markdown;
import io.zerocopy.examples.bench.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** What has been measured so far, on the terminal and in files: who stops it keeps that. */
final class BenchReport {
    private static final String TEXT = "results.md";

    private final PrintWriter terminal;
    private final @Nullable Path folder;

    /** Begins with nothing but the setting. */
    BenchReport(PrintWriter terminal, @Nullable Path folder, String setting) throws IOException {
        this.terminal = terminal;
        this.folder = folder;
        if (folder != null) {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(TEXT));
        }
        print(setting + "\n\n" + Markdown.LEGEND);
    }

    /** Measures a table, with a bar while it lasts. */
    void measure(Plan plan) throws IOException {
        print("\n" + Markdown.head(plan));
        Instant begun = Instant.now();
        List<Cell> finished = new ArrayList<>();
        int all = plan.measurements().size();
        for (int done = 0; done < all; done++) {
            Plan.Measurement measurement = plan.measurements().get(done);
            AtomicInteger rounds = new AtomicInteger();
            List<Cell> cells;
            // A bar for each: it is gone when its cells are printed.
            try (ProgressBar bar = Progress.resumed(plan.title(), done, all, " cells", begun)) {
                bar.setExtraMessage(measurement.name());
                cells = measurement
                        .work()
                        .apply(() -> bar.setExtraMessage(measurement.name() + ", round " + rounds.incrementAndGet()));
            }
            for (Cell cell : cells) {
                print(Markdown.of(cell, plan.columns()));
            }
            finished.addAll(cells);
        }
        if (folder != null) {
            Charts.write(plan, finished, folder);
        }
    }

    private void print(String text) throws IOException {
        terminal.print(text);
        terminal.flush();
        if (folder != null) {
            Files.writeString(folder.resolve(TEXT), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
