package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Round;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.SystemCalls;
import io.zerocopy.examples.bench.Verification;
import io.zerocopy.examples.bench.WholeFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what zero copy is worth: a real file to another process, by the article's loop and by the library. */
@Command(
        name = "demo",
        description = "Sends a file to another process with the article's classic loop and with the library,"
                + " checks both by digest, and shows what each costs.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final long BYTES_PER_MIB = 1024 * 1024;
    private static final int WARM_UP_ROUNDS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "a file of yours; random bytes by default")
    private @Nullable Path file;

    @Option(
            names = "--size",
            paramLabel = "MIB",
            defaultValue = "512",
            description = "how many MiB of random bytes (default ${DEFAULT-VALUE})")
    private long sizeMib;

    @Mixin
    private RandomFileOption random = new RandomFileOption();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "how often each is timed (default ${DEFAULT-VALUE})")
    private int rounds;

    /** Made by picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || sizeMib < 1 || sizeMib > Long.MAX_VALUE / BYTES_PER_MIB) {
            throw new ParameterException(spec.commandLine(), "--rounds and --size must be positive numbers");
        }
        if (file != null) {
            requireContent(file);
        }
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        DemoReport report;
        if (file != null) {
            report = measure(file);
        } else {
            try (RandomFile content = random.create(sizeMib * BYTES_PER_MIB)) {
                report = measure(content.path());
            }
        }
        report.print(spec.commandLine().getOut());
        return 0;
    }

    private static void requireContent(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        if (Files.size(file) == 0) {
            throw new FileSystemException(file.toString(), null, "is empty: there is nothing to time");
        }
    }

    private DemoReport measure(Path source) throws IOException {
        List<Side> sides = WholeFile.ofTheArticle(source);
        long bytes = Files.size(source);
        long steps = (long) sides.size() * (1 + WARM_UP_ROUNDS + rounds + 1);
        try (Peer peer = Peer.start();
                ProgressBar bar = Progress.bar("demo", steps, " sends", 1)) {
            Verification verification = Verification.of(source);
            for (Side side : sides) {
                verification.check(side, peer.address());
                bar.step();
            }
            Round round = new Round(peer.address(), Job.DISCARD, bytes);
            List<List<Sample>> samples = new Interleaving(WARM_UP_ROUNDS, rounds).run(round.of(sides), bar::step);
            List<String> calls = new ArrayList<>();
            for (Side side : sides) {
                calls.add(SystemCalls.count(side, source, peer.address()));
                bar.step();
            }
            return new DemoReport(bytes, verification.sha256(), sides, samples, calls);
        }
    }
}
