package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Comparison;
import io.zerocopy.examples.bench.CountedCalls;
import io.zerocopy.examples.bench.HotPath;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Scenario;
import io.zerocopy.examples.bench.Scenarios;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
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

    private static final int HOT_SENDS = 4_000;
    private static final int QUICK_SENDS = 500;
    private static final int WARM_UP_TURNS = 10;
    private static final long SMALL_BYTES = 4 * 1024;
    private static final long LARGE_BYTES = 4 * 1024 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "small and few rounds, to see that it works; no figures to trust")
    private boolean quick;

    @Option(names = "--turns", paramLabel = "N", defaultValue = "31", description = "turns (default ${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--only", paramLabel = "TEXT", description = "only scenarios whose name contains it")
    private String only = "";

    @Option(
            names = "--hot-path",
            description = "what small sends cost beside the same system calls by hand, and how many those are")
    private boolean hotPath;

    @Mixin
    private RandomFileOption random = new RandomFileOption();

    /** Made by picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        if (turns < 1) {
            throw new ParameterException(spec.commandLine(), "--turns must be positive");
        }
        CompareReport report = new CompareReport(
                spec.commandLine().getOut(), quick ? CompareReport.Verdicts.WITHHELD : CompareReport.Verdicts.GIVEN);
        if (hotPath) {
            hotPath(report);
            return 0;
        }
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        compare(report, quick ? Scenarios.QUICK : Scenarios.FULL);
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

    /** Neither pinned nor in a network of its own: as a program runs. Only the sending thread's CPU is looked at. */
    private void hotPath(CompareReport report) throws IOException {
        int cpus = Runtime.getRuntime().availableProcessors();
        int counted = quick ? Math.min(turns, QUICK_TURNS) : turns;
        try (RandomFile small = random.create(SMALL_BYTES);
                RandomFile large = random.create(LARGE_BYTES);
                FileChannel file = FileChannel.open(large.path());
                Peer peer = Peer.start()) {
            report.header(counted, cpus, "not pinned");
            List<Scenario> chosen = HotPath.on(small.path(), file, quick ? QUICK_SENDS : HOT_SENDS).stream()
                    .filter(scenario -> scenario.name().contains(only))
                    .toList();
            // All of them first, uncounted: the compiler is to know every kind of call before one of them counts.
            for (Scenario scenario : chosen) {
                run(scenario, peer, Math.min(counted, WARM_UP_TURNS));
            }
            for (Scenario scenario : chosen) {
                report.printHotPath(run(scenario, peer, counted));
            }
            List<String> counts = new ArrayList<>();
            for (CountedCalls calls : CountedCalls.of(small.path())) {
                if (calls.name().contains(only)) {
                    counts.add(calls.count(small.path(), peer.address()));
                }
            }
            report.printCalls(counts);
        }
    }

    private static Comparison run(Scenario scenario, Peer peer, int turns) throws IOException {
        long rounds = (long) SIDES * (Comparison.warmUps(turns) + turns);
        try (ProgressBar bar = Progress.bar(scenario.name(), rounds, " rounds", 1)) {
            return Comparison.run(scenario, peer.address(), turns, bar::step);
        }
    }
}
