package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.ArticleTable;
import io.zerocopy.examples.bench.KernelTable;
import io.zerocopy.examples.bench.MicroTable;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.ScaleTable;
import io.zerocopy.examples.bench.SendTable;
import io.zerocopy.examples.bench.cold.ColdTable;
import io.zerocopy.examples.bench.servers.OwnWays;
import io.zerocopy.examples.bench.servers.ServerTable;
import io.zerocopy.examples.cli.BenchOptions.Placing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole benchmark: the article's table and what else one could use, on the reader's machine. */
@Command(
        name = "bench",
        description = "Measures the library beside the article's ways, other libraries and C, as files and as charts.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    /** As test suites say it. */
    private static final int SKIPPED = 77;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BenchOptions options = new BenchOptions();

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
        Arena.Effort effort = options.isQuick() ? Arena.Effort.QUICK : Arena.Effort.FULL;
        if (cold) {
            String whyNot = ColdTable.whyNot();
            if (!whyNot.isEmpty()) {
                spec.commandLine().getOut().println("SKIPPED: " + whyNot);
                return SKIPPED;
            }
            return options.measure(effort, Placing.FREE, Optional::empty, arena -> List.of(ColdTable.plan(arena)), out);
        }
        for (Path folder : kernel) {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        return kernel.isEmpty()
                ? options.measure(effort, Placing.PINNED, () -> Again.withoutPacing(spec), this::plans, out)
                : options.measure(
                        effort,
                        Placing.FREE,
                        () -> Again.apart(spec),
                        arena -> List.of(KernelTable.plan(arena, kernel)),
                        out);
    }

    private List<Plan> plans(Arena arena) throws IOException {
        return servers
                ? List.of(OwnWays.plan(arena))
                : List.of(
                        ArticleTable.plan(arena),
                        SendTable.plan(arena),
                        ScaleTable.plan(arena),
                        ServerTable.plan(arena),
                        MicroTable.plan(arena));
    }
}
