package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A file to each kind of target: by the library, by what the JDK has for it, by the article's loop, and by C. */
public final class SendTable {
    private static final String ABOUT = "A file to each kind of target, over and over on one connection, opened each"
            + " time. C is the limit: no Java is expected to beat it.";

    private static final String CHANNEL = "SocketChannel";
    private static final String WRAPPER = "wrapper channel";
    private static final String STREAM = "stream of a Socket";

    /** What a round sends in all. */
    private static final int ROUND_MIB = 256;

    private SendTable() {}

    public static Plan plan(Arena arena) {
        int largest = arena.effort().of(ROUND_MIB) * MIB;
        return new Plan(
                "send",
                NativeProgram.canBeBuilt() ? ABOUT : ABOUT + " NOT MEASURED: C: there is no gcc.",
                List.of(Column.CPU, Column.THROUGHPUT, Column.TIME_RATIO, Column.CPU_RATIO),
                List.of(
                        measurement(arena, CHANNEL, 64 * KIB, WholeFile::toChannel),
                        measurement(arena, CHANNEL, MIB, WholeFile::toChannel),
                        measurement(arena, CHANNEL, largest, WholeFile::toChannel),
                        measurement(arena, WRAPPER, MIB, WholeFile::toWrapper),
                        measurement(arena, WRAPPER, largest, WholeFile::toWrapper),
                        measurement(arena, STREAM, MIB, WholeFile::toStream),
                        measurement(arena, STREAM, largest, WholeFile::toStream)));
    }

    private static Measurement measurement(Arena arena, String target, int fileBytes, Function<Path, List<Side>> ways) {
        int times = arena.effort().of(ROUND_MIB) * MIB / fileBytes;
        Round round = new Round(arena.peer(), Job.DISCARD, times, (long) times * fileBytes);
        String name = target + ", " + times + " x " + Arena.size(fileBytes);
        return arena.contest(name, fileBytes, on -> {
            List<Side> sides = ways.apply(on.file()).stream()
                    .map(side -> side.repeated(times))
                    .toList();
            List<Contender> contenders = new ArrayList<>(round.of(sides));
            if (target.equals(CHANNEL)) {
                String port = String.valueOf(arena.peer().getPort());
                NativeProgram.start(
                                on,
                                "sendfile",
                                port,
                                Job.DISCARD.line(),
                                on.file().toString(),
                                "" + times)
                        .ifPresent(
                                inC -> contenders.add(new Contender("C, sendfile", inC.rounds(times, round.bytes()))));
            }
            return contenders;
        });
    }
}
