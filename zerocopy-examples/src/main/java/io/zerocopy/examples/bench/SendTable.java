package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A file to each kind of target, by the JDK, by other libraries, and by C. */
public final class SendTable {
    private static final String ABOUT = "A file to each kind of target, over and over on one connection, opened each"
            + " time. Guava's ByteStreams call transferTo where both ends are channels. C sendfile is the limit:"
            + " nobody is behind it or ahead.";

    /** What a round sends in all. */
    private static final int ROUND_MIB = 256;

    private static final String CHANNEL = "SocketChannel";
    private static final String WRAPPER = "wrapper channel";
    private static final String STREAM = "stream of a Socket";
    private static final String TLS = "TLS";

    private SendTable() {}

    public static Plan plan(Arena arena) {
        int largest = arena.effort().of(ROUND_MIB) * MIB;
        return new Plan(
                "send",
                ABOUT + whoIsMissing(),
                List.of(
                        measurement(arena, CHANNEL, 64 * KIB, WholeFile::toChannel),
                        measurement(arena, CHANNEL, MIB, WholeFile::toChannel),
                        measurement(arena, CHANNEL, largest, WholeFile::toChannel),
                        measurement(arena, WRAPPER, MIB, WholeFile::toWrapper),
                        measurement(arena, WRAPPER, largest, WholeFile::toWrapper),
                        measurement(arena, STREAM, MIB, WholeFile::toStream),
                        measurement(arena, STREAM, largest, WholeFile::toStream),
                        // One handshake a round, and so one file.
                        measurement(arena, TLS, largest, WholeFile::overTls)));
    }

    private static String whoIsMissing() {
        String missing = EpollRound.reasonWhyNot()
                .map(reason -> " NOT MEASURED: Netty's epoll transport, which does not work here: " + reason + ".")
                .orElse("");
        return NativeSendfile.canBeBuilt() ? missing : missing + " NOT MEASURED: C sendfile: there is no gcc.";
    }

    private static Measurement measurement(
            Arena arena, String target, int fileBytes, Function<Path, List<Side>> sides) {
        int times = arena.effort().of(ROUND_MIB) * MIB / fileBytes;
        long bytes = (long) times * fileBytes;
        String name = target + ", " + times + " x " + Arena.size(fileBytes);
        return arena.contest(name, fileBytes, arena.effort().turns(), ground -> {
            Job job = target.equals(TLS) ? Job.tls(bytes) : Job.DISCARD;
            Scenario scenario = new Scenario(
                    job,
                    times,
                    bytes,
                    sides.apply(ground.file()).stream()
                            .map(side -> side.repeated(times))
                            .toList());
            List<Contender> more = target.equals(CHANNEL) ? moreToAChannel(arena, ground, times, bytes) : List.of();
            return scenario.at(arena.peer(), name, Figure.OF_FILES, more, timed -> timed);
        });
    }

    /** Those for whom a connection is more than a channel. */
    private static List<Contender> moreToAChannel(Arena arena, Arena.Ground ground, int times, long bytes)
            throws IOException {
        List<Contender> more = new ArrayList<>();
        Round round = new Round(arena.peer(), Job.DISCARD, times, bytes);
        Side netty = Netty.sending(ground.file(), times);
        more.add(new Contender(netty.name(), Role.PEER, round.of(netty)));
        if (EpollRound.reasonWhyNot().isEmpty()) {
            more.add(new Contender(
                    "Netty epoll, DefaultFileRegion", Role.PEER, new EpollRound(arena.peer(), ground.file(), times)));
        }
        NativeSendfile.build(ground.scratch())
                .ifPresent(inC ->
                        more.add(new Contender("C sendfile", Role.LIMIT, inC.sending(ground.file(), times, round))));
        return more;
    }
}
