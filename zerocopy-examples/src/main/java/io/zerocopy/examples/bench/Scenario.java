package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The same work done in several ways, to be timed against each other.
 *
 * @param job what the peer does meanwhile
 * @param sends transfers of which a round consists
 * @param bytes that a round moves
 * @param sides the library first, then what one would write without it
 * @param goals what the library should reach
 */
record Scenario(Job job, int sends, long bytes, List<Side> sides, List<Goal> goals) {
    Scenario(Job job, int sends, long bytes, List<Side> sides, Goal... goals) {
        this(job, sends, bytes, sides, List.of(goals));
    }

    /** One transfer to a peer that throws away what comes. */
    static Scenario discarded(long bytes, List<Side> sides, Goal... goals) {
        return new Scenario(Job.DISCARD, 1, bytes, sides, goals);
    }

    Round round(InetSocketAddress peer) {
        return new Round(peer, job, sends, bytes);
    }

    /** With others that are no sides, and with what is done before each round. */
    Contest at(
            InetSocketAddress peer,
            String name,
            List<Figure> figures,
            List<Contender> more,
            UnaryOperator<Timed<Sample>> prepared) {
        List<Contender> contenders = new ArrayList<>();
        for (Side side : sides) {
            contenders.add(new Contender(
                    side.name(), Role.PEER, prepared.apply(round(peer).of(side))));
        }
        contenders.addAll(more);
        return new Contest(name, figures, contenders, goals);
    }
}
