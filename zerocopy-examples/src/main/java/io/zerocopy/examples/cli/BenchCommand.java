package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.ArticleTable;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.ScaleTable;
import io.zerocopy.examples.bench.SendTable;
import io.zerocopy.examples.bench.Setting;
import io.zerocopy.examples.bench.cold.ColdBench;
import io.zerocopy.examples.bench.kernel.KernelBench;
import io.zerocopy.examples.bench.micro.MicroTable;
import io.zerocopy.examples.bench.servers.OwnWays;
import io.zerocopy.examples.bench.servers.ServerTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole benchmark: the article's table and what else one could use, on the reader's machine. */
@Command(
        name = "bench",
        description = "Measures the library beside the article's ways, other libraries and C, as files and as charts.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    private static final long PHASE_MILLIS = 7_000;
    private static final long QUICK_PHASE_MILLIS = 2_000;
    private static final int TURNS = 9;
    private static final int QUICK_TURNS = 2;
    /** As test suites say it. */
    private static final int SKIPPED = 77;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "less than a minute, to see that it works; no figures to trust")
    private boolean quick;

    @Option(names = "--only", paramLabel = "TEXT", description = "only tables or measurements whose name contains it")
    private String only = "";

    @Option(
            names = "--cold",
            description = "only what clients of files in memory notice of a slow disk; takes root and some minutes")
    private boolean cold;

    @Option(
            names = "--servers",
            description = "only servers of others: their own way to send files beside the adapter for them; needs their"
                    + " classes, which this jar does not have")
    private boolean servers;

    @Option(
            names = "--kernel",
            paramLabel = "FOLDER",
            split = ",",
            description = "only relay, receive into these folders, and small messages, with the kernel tier, without"
                    + " it, and in C; Linux, JDK 22 or newer")
    private List<Path> kernel = List.of();

    @Mixin
    private RandomFileOption random = new RandomFileOption();

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
        if (cold) {
            Files.createDirectories(out);
            PrintWriter terminal = spec.commandLine().getOut();
            return new ColdBench(terminal, out, quick ? QUICK_PHASE_MILLIS : PHASE_MILLIS).run(random.folder())
                    ? 0
                    : SKIPPED;
        }
        if (!kernel.isEmpty()) {
            return KernelBench.run(kernel, only, quick ? QUICK_TURNS : TURNS);
        }
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        // Asked before the thread is pinned: afterwards it is one.
        int cpus = Runtime.getRuntime().availableProcessors();
        try (Peer peer = Peer.startPinned()) {
            Arena arena = new Arena(random.folder(), peer.address(), quick ? Arena.Effort.QUICK : Arena.Effort.FULL);
            List<Plan> plans = plans(arena);
            Files.createDirectories(out);
            PrintWriter terminal = spec.commandLine().getOut();
            BenchReport report = new BenchReport(terminal, out, Setting.of(arena, cpus, Pinning.pinSender()));
            for (Plan plan : plans) {
                report.measure(plan);
            }
            terminal.println("written to " + out.toAbsolutePath());
        }
        return 0;
    }

    private List<Plan> plans(Arena arena) throws IOException {
        List<Plan> all = servers
                ? List.of(OwnWays.plan(arena))
                : List.of(
                        ArticleTable.plan(arena),
                        SendTable.plan(arena),
                        ScaleTable.plan(arena),
                        ServerTable.plan(arena),
                        MicroTable.plan(arena));
        List<Plan> chosen = all.stream()
                .map(plan -> plan.only(only))
                .filter(plan -> !plan.measurements().isEmpty())
                .toList();
        if (chosen.isEmpty()) {
            String names = all.stream().map(Plan::names).collect(Collectors.joining("\n"));
            throw new ParameterException(
                    spec.commandLine(), "--only " + only + ": nothing has that in its name\n" + names);
        }
        return chosen;
    }
}
