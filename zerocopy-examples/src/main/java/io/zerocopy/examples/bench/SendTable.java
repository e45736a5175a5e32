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
import java.util.stream.Stream;

/** A file to each kind of target, by the JDK, by other libraries, and by C. */
public final class SendTable {
    private static final String ABOUT = "A file to each kind of target, over and over on one connection, opened each"
            + " time. Guava's ByteStreams call transferTo where both ends are channels. C sendfile is the limit:"
            + " nobody is behind it or ahead.";

    /** What a round sends in all. */
    private static final int ROUND_MIB = 256;

    private SendTable() {}

    /** What a file is sent to. */
    private enum Target {
        CHANNEL("SocketChannel", WholeFile::toChannel),
        WRAPPER("wrapper channel", WholeFile::toWrapper),
        STREAM("stream of a Socket", WholeFile::toStream),
        TLS("TLS", WholeFile::overTls);

        private final String text;

        /** It captures nothing. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Function<Path, List<Side>> sides;

        Target(String text, Function<Path, List<Side>> sides) {
            this.text = text;
            this.sides = sides;
        }
    }

    public static Plan plan(Arena arena) {
        int largest = arena.effort().of(ROUND_MIB) * MIB;
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(measurement(arena, Target.CHANNEL, 64 * KIB));
        for (Target target : List.of(Target.CHANNEL, Target.WRAPPER, Target.STREAM)) {
            measurements.add(measurement(arena, target, MIB));
            measurements.add(measurement(arena, target, largest));
        }
        // One handshake a round, and so one file.
        measurements.add(measurement(arena, Target.TLS, largest));
        return new Plan("send", ABOUT + whoIsMissing(), measurements);
    }

    private static String whoIsMissing() {
        String missing = NettyEpoll.reasonWhyNot()
                .map(reason -> " NOT MEASURED: Netty's epoll transport, which does not work here: " + reason + ".")
                .orElse("");
        return NativeProgram.canBeBuilt() ? missing : missing + " NOT MEASURED: C sendfile: there is no gcc.";
    }

    private static Measurement measurement(Arena arena, Target target, int fileBytes) {
        int times = arena.effort().of(ROUND_MIB) * MIB / fileBytes;
        long bytes = (long) times * fileBytes;
        String name = target.text + ", " + times + " x " + Arena.size(fileBytes);
        Job job = target == Target.TLS ? Job.tls(bytes) : Job.DISCARD;
        Round round = new Round(arena.peer(), job, times, bytes);
        return arena.contest(name, fileBytes, arena.effort().turns(), Figure.OF_FILES, ground -> {
            Stream<Side> sides = target.sides.apply(ground.file()).stream().map(side -> side.repeated(times));
            List<Contender> contenders = new ArrayList<>(round.of(sides.toList()));
            if (target == Target.CHANNEL) {
                contenders.addAll(moreToAChannel(round, ground, times));
            }
            return contenders;
        });
    }

    /** Those for whom a connection is more than a channel. */
    private static List<Contender> moreToAChannel(Round round, Arena.Ground ground, int times) throws IOException {
        Path file = ground.file();
        List<Contender> more = new ArrayList<>(round.of(List.of(Netty.sending(file, times))));
        if (NettyEpoll.reasonWhyNot().isEmpty()) {
            more.add(new Contender(
                    "Netty epoll, DefaultFileRegion", Role.PEER, NettyEpoll.sending(round.peer(), file, times)));
        }
        String port = String.valueOf(round.peer().getPort());
        NativeProgram.start(ground, "sendfile", port, Job.DISCARD.line(), file.toString(), String.valueOf(times))
                .ifPresent(inC -> more.add(new Contender("C sendfile", Role.LIMIT, inC.rounds(times, round.bytes()))));
        return more;
    }
}
