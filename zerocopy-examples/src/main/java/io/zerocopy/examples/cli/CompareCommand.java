package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.CompareTable;
import io.zerocopy.examples.bench.HotPath;
import io.zerocopy.examples.bench.Markdown;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Setting;
import io.zerocopy.examples.bench.SystemCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    private static final int QUICK_HOT_DIVISOR = 8;
    private static final int WARM_UP_TURNS = 10;
    private static final long SMALL_BYTES = 4 * 1024;

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

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go, too, as files and as charts")
    private @Nullable Path out;

    @Mixin
    private RandomFileOption random = new RandomFileOption();

    /** Made by picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        if (turns < 1) {
            throw new ParameterException(spec.commandLine(), "--turns must be positive");
        }
        if (out != null) {
            Files.createDirectories(out);
        }
        if (hotPath) {
            hotPath();
            return 0;
        }
        Arena.Effort effort = effort(QUICK_DIVISOR);
        random.requireRoom(CompareTable.fileBytes(effort));
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        // Asked before the thread is pinned: afterwards it is one.
        int cpus = Runtime.getRuntime().availableProcessors();
        try (Peer peer = Peer.startPinned()) {
            Arena arena = new Arena(random.folder(), peer.address(), effort);
            report(arena, cpus, Pinning.pinSender())
                    .measure(CompareTable.plan(arena).only(only));
        }
        return 0;
    }

    private Arena.Effort effort(int quickDivisor) {
        int counted = quick ? Math.min(turns, QUICK_TURNS) : turns;
        return new Arena.Effort(counted, counted, quick ? quickDivisor : 1);
    }

    private BenchReport report(Arena arena, int cpus, String pinning) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        Setting setting = Setting.of(arena, cpus, pinning);
        terminal.println(Markdown.of(setting));
        terminal.flush();
        return new BenchReport(terminal, out, setting);
    }

    /** Neither pinned nor in a network of its own: as a program runs. Only the sending thread's CPU is looked at. */
    private void hotPath() throws IOException {
        int cpus = Runtime.getRuntime().availableProcessors();
        try (RandomFile small = random.create(SMALL_BYTES);
                Peer peer = Peer.start()) {
            Arena arena = new Arena(random.folder(), peer.address(), effort(QUICK_HOT_DIVISOR));
            BenchReport report = report(arena, cpus, "not pinned");
            // All of them first, uncounted: the compiler is to know every kind of call before one of them counts.
            int few = Math.min(arena.effort().turns(), WARM_UP_TURNS);
            Arena warmUp = new Arena(
                    arena.folder(),
                    arena.peer(),
                    new Arena.Effort(few, few, arena.effort().divisor()));
            for (Plan.Measurement measurement : HotPath.plan(warmUp).only(only).measurements()) {
                measurement.work().run(() -> {});
            }
            report.measure(HotPath.plan(arena).only(only));
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println("system calls of the thread that does the work, the fewest of several runs:");
            for (String count : SystemCalls.ofTheHotPath(small.path(), only, peer.address())) {
                terminal.println("  " + count);
            }
        }
    }
}
