package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.KernelTable;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.SendTable;
import io.zerocopy.examples.bench.cold.ColdTable;
import io.zerocopy.examples.bench.servers.OwnWays;
import io.zerocopy.examples.cli.BenchOptions.Placing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A file to each kind of target, on the reader's machine; and by options what else there is to be measured. */
@Command(
        name = "bench",
        description =
                "Measures a file to each kind of target: by the library, by the JDK, by the article's loop, by C.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    /** As test suites say it. */
    private static final int SKIPPED = 77;

    private static final int QUICK_TURNS = 2;
    private static final int QUICK_DIVISOR = 48;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @ArgGroup
    private Instead instead = new Instead();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "bench-results",
            description = "where the results go: a page and a chart for each table (default ${DEFAULT-VALUE})")
    private Path out = Path.of("");

    /** What is measured instead: of these, one at a time. */
    private static final class Instead {
        @Option(
                names = "--cold",
                description = "instead: what clients of files in memory notice of a slow disk; takes root")
        private boolean cold;

        @Option(
                names = "--servers",
                description =
                        "instead: servers of others, their own way to send files beside the adapter for them, and serve"
                                + " beside nginx; needs wrk, strace for system calls, and the classes of servers, most of"
                                + " which this jar does not have")
        private boolean servers;

        @Option(
                names = "--kernel",
                paramLabel = "FOLDER",
                split = ",",
                description =
                        "instead: relay, receive into these folders, and small messages, with the kernel tier, without"
                                + " it, and in C; Linux, JDK 22 or newer")
        private List<Path> kernel = List.of();
    }

    /** Made by picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        String whyNot = instead.cold ? ColdTable.whyNot() : "";
        if (!whyNot.isEmpty()) {
            spec.commandLine().getOut().println("SKIPPED: " + whyNot);
            return SKIPPED;
        }
        for (Path folder : instead.kernel) {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        // Those of --cold and --kernel are processes that run wherever the system has them, as servers do.
        Placing placing = instead.cold || !instead.kernel.isEmpty() ? Placing.FREE : Placing.PINNED;
        Arena.Effort effort = options.isQuick()
                ? new Arena.Effort(Math.min(turns(), instead.servers ? 1 : QUICK_TURNS), QUICK_DIVISOR)
                : new Arena.Effort(turns(), 1);
        return options.measure(effort, placing, this::plans, out);
    }

    /** The fewer, the longer a round takes. */
    private int turns() {
        if (instead.cold) {
            return 1;
        }
        if (instead.servers) {
            return 5;
        }
        return instead.kernel.isEmpty() ? 25 : 9;
    }

    private List<Plan> plans(Arena arena) throws IOException {
        if (instead.cold) {
            return List.of(ColdTable.plan(arena));
        }
        if (instead.servers) {
            return OwnWays.plans(arena);
        }
        return instead.kernel.isEmpty() ? List.of(SendTable.plan(arena)) : KernelTable.plans(arena, instead.kernel);
    }
}
