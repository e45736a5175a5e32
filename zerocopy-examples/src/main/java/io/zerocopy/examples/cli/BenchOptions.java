package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Pinning;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.io.function.IOFunction;
import org.apache.commons.io.function.IOSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What benchmarks have in common: how much of them is measured, where, and what is done about each table. */
final class BenchOptions {
    /** The peer of those who only look what there is. */
    private static final InetSocketAddress NOBODY = InetSocketAddress.createUnresolved("nobody", 0);

    private static final String QUICK =
            "With --quick there are too few rounds, and too short ones, to trust figures.\n\n";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "small and few rounds, to see that it works; no figures to trust")
    private boolean quick;

    @Option(names = "--only", paramLabel = "TEXT", description = "only tables or measurements whose name contains it")
    private String only = "";

    @Mixin
    private RandomFileOption random = new RandomFileOption();

    boolean isQuick() {
        return quick;
    }

    /** Where the peer runs, and the thread that sends. */
    enum Placing {
        /** Each on a CPU of its own: comparisons do not depend on what the scheduler does. */
        PINNED,
        /** Wherever the system has it, as programs run. */
        FREE
    }

    /**
     * Measures what was chosen, when it is known that there is such a thing, and room for it.
     *
     * @param effort how long
     * @param placing of both ends
     * @param plans makes all that there are
     * @param out where the results go, as files; null for nowhere
     * @return the exit code
     */
    int measure(Arena.Effort effort, Placing placing, IOFunction<Arena, List<Plan>> plans, @Nullable Path out)
            throws IOException {
        random.requireRoom(0);
        random.requireRoom(largestFile(chosen(plans.apply(new Arena(random.folder(), NOBODY, effort)))));
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        // Asked before the thread is pinned: afterwards it is one.
        int cpus = Runtime.getRuntime().availableProcessors();
        IOSupplier<Peer> starting = placing == Placing.PINNED ? Peer::startPinned : Peer::start;
        try (Peer peer = starting.get()) {
            Arena arena = new Arena(random.folder(), peer.address(), effort);
            String pinning = placing == Placing.PINNED ? Pinning.pinSender() : "not pinned";
            String setting = (quick ? QUICK : "") + Setting.of(arena, cpus, pinning);
            PrintWriter terminal = spec.commandLine().getOut();
            BenchReport report = new BenchReport(terminal, out, setting);
            for (Plan plan : chosen(plans.apply(arena))) {
                report.measure(plan);
            }
            Again.warn(terminal);
            if (out != null) {
                terminal.println("written to " + out.toAbsolutePath());
            }
        }
        return 0;
    }

    private List<Plan> chosen(List<Plan> all) {
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

    private static long largestFile(List<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.measurements().stream())
                .mapToLong(Plan.Measurement::bytes)
                .max()
                .orElse(0);
    }
}
