package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Comparison;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Scenario;
import io.zerocopy.examples.bench.Scenarios;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
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
    private static final int SIDES = 3;
    private static final int QUICK_TURNS = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "small and few rounds, to see that it works; no figures to trust")
    private boolean quick;

    @Option(names = "--turns", paramLabel = "N", defaultValue = "31", description = "turns (default ${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--only", paramLabel = "TEXT", description = "only scenarios whose name contains it")
    private String only = "";

    @Mixin
    private RandomFileOption random = new RandomFileOption();

    /** Made by picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        if (turns < 1) {
            throw new ParameterException(spec.commandLine(), "--turns must be positive");
        }
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        compare(new CompareReport(spec.commandLine().getOut()), quick ? Scenarios.QUICK : Scenarios.FULL);
        return 0;
    }

    private void compare(CompareReport report, Scenarios scenarios) throws IOException {
        // Asked before the thread is pinned: afterwards it is one.
        int cpus = Runtime.getRuntime().availableProcessors();
        int counted = quick ? Math.min(turns, QUICK_TURNS) : turns;
        try (RandomFile content = random.create(scenarios.fileBytes());
                FileChannel file = FileChannel.open(content.path());
                ScratchFolder scratch = random.scratch(scenarios.scratchBytes());
                Peer peer = Peer.startPinned()) {
            report.header(counted, cpus, Pinning.pinSender());
            List<Scenario> chosen = scenarios.on(content.path(), file, scratch).stream()
                    .filter(scenario -> scenario.name().contains(only))
                    .toList();
            for (Scenario scenario : chosen) {
                report.print(run(scenario, peer, counted));
            }
        }
    }

    private static Comparison run(Scenario scenario, Peer peer, int turns) throws IOException {
        long rounds = (long) SIDES * (Comparison.warmUps(turns) + turns);
        try (ProgressBar bar = Progress.bar(scenario.name(), rounds, " rounds", 1)) {
            return Comparison.run(scenario, peer.address(), turns, bar::step);
        }
    }
}
