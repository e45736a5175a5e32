package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.function.IOConsumer;

/** The article's files, by its two ways and by better ones. */
public final class ArticleTable {
    private static final String ABOUT =
            "The files of \"Efficient data transfer through zero copy\" over loopback TCP, a MB taken as 2^20 bytes;"
                    + " the times of 2008 are what its authors measured. Each way sends small files first, for the"
                    + " compilers of the JVM. The files are in the page cache";

    /** Large enough that the disk counts, small enough to wait for. */
    private static final int COLD_MEGABYTES = 200;

    private static final int LARGEST_MEGABYTES = 1024;

    /** What is sent for the compilers of the JVM: a large file takes few calls, and would be sent by an interpreter. */
    private static final int WARM_UP_BYTES = 16 * KIB;

    private static final int WARM_UP_SENDS = 6_000;

    /**
     * A line of table 1 of "Efficient data transfer through zero copy" by Sathish K. Palaniappan and Pramod B. Nagaraja
     * (IBM developerWorks, 2008), https://developer.ibm.com/articles/j-zerocopy/: on a Linux 2.6 of then.
     */
    private record Line(int megabytes, int loopMillis, int transferToMillis) {}

    private static final List<Line> LINES = List.of(
            new Line(7, 156, 45),
            new Line(21, 337, 128),
            new Line(63, 843, 387),
            new Line(98, 1320, 617),
            new Line(200, 2124, 1150),
            new Line(350, 3631, 1762),
            new Line(700, 13498, 4422),
            new Line(1024, 18399, 8537));

    private ArticleTable() {}

    public static Plan plan(Arena arena) throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (Line line : LINES) {
            if (line.megabytes <= arena.effort().of(LARGEST_MEGABYTES)) {
                String name = line.megabytes + " MB: in 2008 " + line.loopMillis + " ms by the loop, "
                        + line.transferToMillis + " ms by transferTo";
                measurements.add(measurement(arena, name, line.megabytes, file -> {}));
            }
        }
        // In a file system in memory the page cache is all there is.
        if (Program.isInstalled("dd")
                && !Files.getFileStore(arena.folder()).type().equals("tmpfs")) {
            int megabytes = arena.effort().of(COLD_MEGABYTES);
            measurements.add(measurement(arena, megabytes + " MB, cold", megabytes, RandomFile::drop));
            return new Plan(
                    "article",
                    ABOUT + ", but for the cold one, which is dropped from it before each round.",
                    measurements);
        }
        return new Plan(
                "article", ABOUT + "; none could be dropped from it here, to measure a cold one.", measurements);
    }

    /** What is done before each round is not timed. */
    private static Measurement measurement(Arena arena, String name, int megabytes, IOConsumer<Path> before) {
        long bytes = (long) megabytes * MIB;
        return arena.contest(name, bytes, arena.effort().turns(), Figure.OF_FILES, ground -> {
            warmUp(arena);
            Round round = new Round(arena.peer(), Job.DISCARD, 1, bytes);
            return round.of(sides(ground.file())).stream()
                    .map(side -> new Contender(side.name(), side.role(), () -> {
                        before.accept(ground.file());
                        return side.round().run();
                    }))
                    .toList();
        });
    }

    private static List<Side> sides(Path file) {
        return List.of(
                WholeFile.byZeroCopyTransfer(file),
                WholeFile.byTheArticlesLoop(file),
                WholeFile.byStreams(file),
                WholeFile.byDirectBuffer(file, 64 * KIB),
                WholeFile.byDirectBuffer(file, MIB),
                WholeFile.byTransferTo(file, channel -> channel));
    }

    private static void warmUp(Arena arena) throws IOException {
        int sends = arena.effort().of(WARM_UP_SENDS);
        try (RandomFile small = RandomFile.create(arena.folder(), WARM_UP_BYTES)) {
            Round round = new Round(arena.peer(), Job.DISCARD, sends, (long) sends * WARM_UP_BYTES);
            for (Side side : sides(small.path())) {
                round.run(side.repeated(sends));
            }
        }
    }
}
