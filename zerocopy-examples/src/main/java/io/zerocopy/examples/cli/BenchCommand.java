package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.tables.Arena;
import io.zerocopy.examples.bench.tables.ArticleTable;
import io.zerocopy.examples.bench.tables.Cell;
import io.zerocopy.examples.bench.tables.Charts;
import io.zerocopy.examples.bench.tables.Effort;
import io.zerocopy.examples.bench.tables.Markdown;
import io.zerocopy.examples.bench.tables.Measurement;
import io.zerocopy.examples.bench.tables.Plan;
import io.zerocopy.examples.bench.tables.Results;
import io.zerocopy.examples.bench.tables.ScaleTable;
import io.zerocopy.examples.bench.tables.SendTable;
import io.zerocopy.examples.bench.tables.Setting;
import io.zerocopy.examples.bench.tables.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole benchmark: the article's table and what else one could use, on the reader's machine. */
@Command(
        name = "bench",
        description = "Measures the library beside the article's ways, other libraries and C, as files and as charts.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "less than a minute, to see that it works; no figures to trust")
    private boolean quick;

    @Option(names = "--only", paramLabel = "TEXT", description = "only tables or measurements whose name contains it")
    private String only = "";

    @Option(
            names = "--in",
            paramLabel = "FOLDER",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where random bytes are written (default ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "bench-results",
            description = "where the results go: results.json, results.md, charts (default ${DEFAULT-VALUE})")
    private Path out = Path.of("");

    /** Made by picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        Files.createDirectories(out);
        // Asked before the thread is pinned: afterwards it is one.
        int cpus = Runtime.getRuntime().availableProcessors();
        try (Peer peer = Peer.startPinned()) {
            Arena arena = new Arena(folder, peer.address(), quick ? Effort.QUICK : Effort.FULL);
            measure(plans(arena), Setting.of(arena, cpus, Pinning.pinSender()));
        }
        return 0;
    }

    private List<Plan> plans(Arena arena) throws IOException {
        List<Plan> chosen = new ArrayList<>();
        for (Plan plan : List.of(ArticleTable.plan(arena), SendTable.plan(arena), ScaleTable.plan(arena))) {
            Plan narrowed = plan.only(only);
            if (!narrowed.measurements().isEmpty()) {
                chosen.add(narrowed);
            }
        }
        return chosen;
    }

    /** What is done is shown and written table by table: who stops it in between keeps that. */
    private void measure(List<Plan> plans, Setting setting) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        List<Table> tables = new ArrayList<>();
        for (Plan plan : plans) {
            Table table = measure(plan);
            tables.add(table);
            Results results = new Results(setting, tables);
            Files.writeString(out.resolve("results.json"), results.toJson());
            Files.writeString(out.resolve("results.md"), Markdown.of(results));
            Charts.write(table, out);
            terminal.println(Markdown.of(table));
            terminal.flush();
        }
        terminal.println("written to " + out.toAbsolutePath());
    }

    private static Table measure(Plan plan) throws IOException {
        List<Cell> cells = new ArrayList<>();
        try (ProgressBar bar = Progress.bar(plan.title(), plan.measurements().size(), " cells", 1)) {
            for (Measurement measurement : plan.measurements()) {
                AtomicInteger rounds = new AtomicInteger();
                cells.addAll(measurement
                        .work()
                        .run(() -> bar.setExtraMessage(measurement.name() + ", round " + rounds.incrementAndGet())));
                bar.step();
            }
        }
        return new Table(plan.title(), plan.about(), cells);
    }
}
