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
    private final PrintWriter terminal;
    private final @Nullable Path folder;
    private final String setting;

    /** Begins with the setting, which each table's file has, too. */
    BenchReport(PrintWriter terminal, @Nullable Path folder, String setting) throws IOException {
        this.terminal = terminal;
        this.folder = folder;
        this.setting = setting + "\n\n" + Markdown.LEGEND;
        if (folder != null) {
            Files.createDirectories(folder);
        }
        terminal.print(this.setting);
    }

    /** Measures a table, with a bar while it lasts. */
    void measure(Plan plan) throws IOException {
        if (folder != null) {
            Files.writeString(text(plan, folder), setting);
        }
        print(plan, "\n" + Markdown.head(plan));
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
                print(plan, Markdown.of(cell, plan.columns()));
            }
            cells.stream().filter(cell -> !cell.rows().isEmpty()).forEach(finished::add);
        }
        if (folder != null && !finished.isEmpty()) {
            Charts.write(plan, finished, folder);
        }
    }

    private static Path text(Plan plan, Path folder) {
        return folder.resolve(plan.fileName(".md"));
    }

    private void print(Plan plan, String text) throws IOException {
        terminal.print(text);
        terminal.flush();
        if (folder != null) {
            Files.writeString(text(plan, folder), text, StandardOpenOption.APPEND);
        }
    }
}
