package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ReadsAndWrites;
import io.zerocopy.examples.bench.Round;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.Verification;
import io.zerocopy.examples.bench.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.apache.commons.io.function.IOSupplier;
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
            defaultValue = "128",
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
        if (rounds < 1 || sizeMib < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds and --size must be positive numbers");
        }
        if (file != null) {
            requireContent(file);
        } else {
            random.requireRoom(randomBytes());
        }
        Optional<Integer> done = Again.withoutPacing(spec);
        if (done.isPresent()) {
            return done.get();
        }
        if (file != null) {
            measure(file).print(spec.commandLine().getOut());
            return 0;
        }
        say("Writing " + sizeMib + " MiB of random bytes to " + random.folder());
        try (RandomFile content = random.create(randomBytes())) {
            measure(content.path()).print(spec.commandLine().getOut());
        }
        return 0;
    }

    private long randomBytes() {
        return Math.min(sizeMib, Long.MAX_VALUE / BYTES_PER_MIB) * BYTES_PER_MIB;
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
        try (Peer peer = Peer.start()) {
            say(String.format(Locale.ROOT, "Checking by SHA-256 that both deliver these %,d bytes", bytes));
            Verification verification = Verification.of(source);
            for (Side side : sides) {
                verification.check(side, peer.address());
            }
            say("Timing both in turn: " + WARM_UP_ROUNDS + " to warm up, " + rounds + " that count");
            List<List<Sample>> samples = time(new Round(peer.address(), Job.DISCARD, 1, bytes).of(sides));
            say("Counting the calls of one more");
            List<Optional<ReadsAndWrites>> calls = new ArrayList<>();
            for (Side side : sides) {
                calls.add(ReadsAndWrites.of(side, peer.address()));
            }
            return new DemoReport(bytes, verification.sha256().toString(), sides, samples, calls);
        }
    }

    private List<List<Sample>> time(List<Contender> sides) throws IOException {
        List<IOSupplier<Sample>> timed = sides.stream().map(Contender::round).toList();
        long sends = (long) sides.size() * (WARM_UP_ROUNDS + rounds);
        try (ProgressBar bar = Progress.bar("demo", sends, " sends", 1)) {
            return new Interleaving(WARM_UP_ROUNDS, rounds).run(timed, bar::step);
        }
    }

    /** Which phase begins: to people, also where there is no terminal for a bar. */
    private void say(String phase) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(phase + " ...");
        err.flush();
    }
}
