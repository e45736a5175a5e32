package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Charts;
import io.zerocopy.examples.bench.Markdown;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Results;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Table;
import io.zerocopy.examples.bench.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private final Setting setting;
    private final List<Table> finished = new ArrayList<>();
    private Table table = new Table("", "", List.of());

    BenchReport(PrintWriter terminal, @Nullable Path folder, Setting setting) {
        this.terminal = terminal;
        this.folder = folder;
        this.setting = setting;
    }

    /** Measures a table, with a bar while it lasts. */
    void measure(Plan plan) throws IOException {
        begin(plan);
        Instant begun = Instant.now();
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
            add(cells);
        }
        end();
    }

    void begin(Plan plan) {
        table = new Table(plan.title(), plan.about(), List.of());
        print(Markdown.heading(table));
    }

    void add(List<Cell> cells) throws IOException {
        table = table.with(cells);
        if (folder != null) {
            List<Table> tables = new ArrayList<>(finished);
            tables.add(table);
            Results results = new Results(setting, tables);
            replace(folder, "results.json", results.toJson());
            replace(folder, "results.md", Markdown.of(results));
        }
        cells.forEach(cell -> print(Markdown.of(cell)));
    }

    private void end() throws IOException {
        finished.add(table);
        if (folder != null) {
            Charts.write(table, folder);
        }
    }

    private void print(String text) {
        terminal.println(text);
        terminal.flush();
    }

    /** Whole or not at all: the user may press Ctrl-C now. */
    private static void replace(Path folder, String name, String content) throws IOException {
        Path part = folder.resolve(name + ".part");
        Files.writeString(part, content);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
