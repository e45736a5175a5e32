package io.zerocopy.examples.bench.tables;

import static io.zerocopy.examples.bench.tables.Arena.KIB;
import static io.zerocopy.examples.bench.tables.Arena.MIB;

import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Round;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.Timed;
import io.zerocopy.examples.bench.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The article's files, by its two ways and by better ones. */
public final class ArticleTable {
    /** Large enough that the disk counts, small enough to wait for. */
    private static final int COLD_MEGABYTES = 200;

    private static final int LARGEST_MEGABYTES = 1024;

    /** What is sent for the compilers of the JVM: a large file takes few calls, and would be sent by an interpreter. */
    private static final int WARM_UP_BYTES = 16 * KIB;

    private static final int WARM_UP_SENDS = 6_000;

    private static final String PAPER = "the paper, ms";

    private ArticleTable() {}

    public static Plan plan(Arena arena) throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (PaperFigures paper : PaperFigures.ALL) {
            if (paper.megabytes() <= arena.effort().of(LARGEST_MEGABYTES)) {
                measurements.add(warm(arena, paper));
            }
        }
        String about =
                "The files of \"Efficient data transfer through zero copy\" over loopback TCP, a MB taken as 2^20"
                        + " bytes; \"" + PAPER
                        + "\" is what its authors measured in 2008. Each way sends small files first, for the"
                        + " compilers of the JVM. The files are in the page cache";
        if (PageCache.canDrop(arena.folder())) {
            measurements.add(cold(arena, arena.effort().of(COLD_MEGABYTES)));
            about += ", but for the cold one, which is dropped from it before each round.";
        } else {
            about += "; none could be dropped from it here, to measure a cold one.";
        }
        return new Plan("article", about, measurements);
    }

    private static Measurement warm(Arena arena, PaperFigures paper) {
        Measurement plain = measurement(arena, paper.megabytes() + " MB", paper.megabytes(), file -> {});
        return new Measurement(
                plain.name(),
                afterRound -> plain.work().run(afterRound).stream()
                        .map(cell -> cell.quoting(WholeFile.ARTICLES_LOOP, PAPER, paper.loopMillis())
                                .quoting(WholeFile.TRANSFER_TO, PAPER, paper.transferToMillis()))
                        .toList());
    }

    private static Measurement cold(Arena arena, int megabytes) {
        return measurement(arena, megabytes + " MB, cold", megabytes, PageCache::drop);
    }

    private static Measurement measurement(Arena arena, String name, int megabytes, Preparation preparation) {
        return new Measurement(name, afterRound -> {
            warmUp(arena);
            try (RandomFile content = RandomFile.create(arena.folder(), (long) megabytes * MIB)) {
                Path file = content.path();
                Round round = new Round(arena.peer(), Job.DISCARD, (long) megabytes * MIB);
                Function<Side, Timed<Sample>> timed = side -> () -> {
                    preparation.before(file);
                    return round.run(side);
                };
                List<Contender<Sample>> others = others(file)
                        .map(side -> new Contender<>(side.name(), Contender.Role.PEER, timed.apply(side)))
                        .toList();
                Measures<Sample> measures = Measures.ofBytes((long) megabytes * MIB);
                return new Contest<>(name, timed.apply(WholeFile.byZeroCopyTransfer(file)), others, measures)
                        .run(arena.effort().turns(), afterRound);
            }
        });
    }

    private static Stream<Side> others(Path file) {
        return Stream.of(
                WholeFile.byTheArticlesLoop(file),
                WholeFile.byStreams(file),
                WholeFile.byDirectBuffer("direct buffer, 64 KiB", file, 64 * KIB),
                WholeFile.byDirectBuffer("direct buffer, 1 MiB", file, MIB),
                WholeFile.byTransferTo(file));
    }

    private static void warmUp(Arena arena) throws IOException {
        int sends = arena.effort().of(WARM_UP_SENDS);
        try (RandomFile small = RandomFile.create(arena.folder(), WARM_UP_BYTES)) {
            Path file = small.path();
            Round round = new Round(arena.peer(), Job.DISCARD, (long) sends * WARM_UP_BYTES);
            for (Side side : Stream.concat(Stream.of(WholeFile.byZeroCopyTransfer(file)), others(file))
                    .toList()) {
                round.run(side.repeated(sends));
            }
        }
    }

    /** What is done before each round. */
    @FunctionalInterface
    private interface Preparation {
        void before(Path file) throws IOException;
    }
}
