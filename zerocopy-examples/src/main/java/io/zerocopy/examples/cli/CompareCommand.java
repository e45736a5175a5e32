package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.CompareTable;
import io.zerocopy.examples.cli.BenchOptions.Placing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The paired benchmark: the library beside what one would write without it. */
@Command(
        name = "compare",
        description = "Times the library against hand-written code, in turn, with peers in processes of their own.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    private static final int QUICK_TURNS = 5;
    private static final int QUICK_DIVISOR = 16;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--turns", paramLabel = "N", defaultValue = "31", description = "turns (default ${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go, too, as files and as charts")
    private @Nullable Path out;

    /** Made by picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        if (turns < 1) {
            throw new ParameterException(spec.commandLine(), "--turns must be positive");
        }
        int counted = options.isQuick() ? Math.min(turns, QUICK_TURNS) : turns;
        Arena.Effort effort = new Arena.Effort(counted, counted, options.isQuick() ? QUICK_DIVISOR : 1);
        return options.measure(
                effort,
                Placing.PINNED,
                () -> Again.withoutPacing(spec),
                arena -> List.of(CompareTable.plan(arena)),
                out);
    }
}
