package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.CompareTable;
import io.zerocopy.examples.cli.BenchOptions.Placing;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The paired benchmark: the library beside what one would write without it. */
@Command(
        name = "compare",
        description = "Times the library against hand-written code, in turn, with peers in processes of their own.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    private static final Arena.Effort FULL = new Arena.Effort(31, 1);
    private static final Arena.Effort QUICK = new Arena.Effort(2, 16);

    @Mixin
    private BenchOptions options = new BenchOptions();

    /** Made by picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        Arena.Effort effort = options.isQuick() ? QUICK : FULL;
        return options.measure(effort, Placing.PINNED, arena -> List.of(CompareTable.plan(arena)), null);
    }
}
