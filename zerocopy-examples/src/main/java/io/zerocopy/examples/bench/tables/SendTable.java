package io.zerocopy.examples.bench.tables;

import static io.zerocopy.examples.bench.tables.Arena.KIB;
import static io.zerocopy.examples.bench.tables.Arena.MIB;

import io.zerocopy.examples.bench.EpollRound;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Round;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file to each kind of target, by the JDK, by other libraries, and by C. */
public final class SendTable {
    private static final String ABOUT = "A file to each kind of target, over and over on one connection, opened each"
            + " time. Guava's ByteStreams call transferTo where both ends are channels. C sendfile is the limit:"
            + " nobody is behind it or ahead.";

    /** What a round sends in all. */
    private static final int ROUND_MIB = 256;

    private SendTable() {}

    public static Plan plan(Arena arena) {
        int largest = arena.effort().of(ROUND_MIB) * MIB;
        return new Plan(
                "send",
                ABOUT + whoIsMissing(),
                List.of(
                        measurement(arena, Target.CHANNEL, 64 * KIB),
                        measurement(arena, Target.CHANNEL, MIB),
                        measurement(arena, Target.CHANNEL, largest),
                        measurement(arena, Target.WRAPPER, MIB),
                        measurement(arena, Target.WRAPPER, largest),
                        measurement(arena, Target.STREAM, MIB),
                        measurement(arena, Target.STREAM, largest),
                        // One handshake a round, and so one file.
                        measurement(arena, Target.TLS, largest)));
    }

    private static String whoIsMissing() {
        String missing = EpollRound.reasonWhyNot()
                .map(reason -> " NOT MEASURED: Netty's epoll transport, which does not work here: " + reason + ".")
                .orElse("");
        return NativeSendfile.canBeBuilt() ? missing : missing + " NOT MEASURED: C sendfile: there is no gcc.";
    }

    private static Measurement measurement(Arena arena, Target target, int fileBytes) {
        int times = arena.effort().of(ROUND_MIB) * MIB / fileBytes;
        String size = fileBytes < MIB ? fileBytes / KIB + " KiB" : fileBytes / MIB + " MiB";
        String name = target + ", " + times + " x " + size;
        return new Measurement(name, afterRound -> {
            try (RandomFile content = RandomFile.create(arena.folder(), fileBytes);
                    ScratchFolder scratch = ScratchFolder.in(arena.folder())) {
                Path file = content.path();
                long bytes = (long) times * fileBytes;
                Round round = new Round(arena.peer(), target.job(bytes), bytes);
                List<Contender<Sample>> others = new ArrayList<>();
                for (Side side : target.others(file)) {
                    others.add(new Contender<>(side.name(), Contender.Role.PEER, round.of(side.repeated(times))));
                }
                if (target == Target.CHANNEL) {
                    others.addAll(moreToAChannel(file, times, round, scratch));
                }
                return new Contest<>(
                                name, round.of(target.library(file).repeated(times)), others, Measures.ofBytes(bytes))
                        .run(arena.effort().turns(), afterRound);
            }
        });
    }

    /** Those for whom a connection is more than a channel. */
    private static List<Contender<Sample>> moreToAChannel(Path file, int times, Round round, ScratchFolder scratch)
            throws IOException {
        List<Contender<Sample>> more = new ArrayList<>();
        Side netty = NettyFile.sending(file, times);
        more.add(new Contender<>(netty.name(), Contender.Role.PEER, round.of(netty)));
        if (EpollRound.reasonWhyNot().isEmpty()) {
            more.add(new Contender<>(
                    "Netty epoll, DefaultFileRegion", Contender.Role.PEER, new EpollRound(round.peer(), file, times)));
        }
        Optional<NativeSendfile> inC = NativeSendfile.build(scratch);
        if (inC.isPresent()) {
            more.add(new Contender<>(
                    "C sendfile", Contender.Role.LIMIT, inC.get().sending(file, times, round.peer())));
        }
        return more;
    }
}
