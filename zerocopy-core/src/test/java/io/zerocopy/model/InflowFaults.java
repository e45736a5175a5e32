package io.zerocopy.model;

import io.zerocopy.model.FaultPlan.Kind;
import io.zerocopy.model.FaultPlan.Venue;
import io.zerocopy.model.OptionsPlan.Listening;
import java.util.ArrayList;
import java.util.List;

/** Chooses what goes wrong in a receive or relay, among what can happen between its two ends. */
final class InflowFaults {
    private final Dice dice;
    private final InflowPlan source;
    private final TargetPlan target;
    private final OptionsPlan options;

    InflowFaults(Dice dice, InflowPlan source, TargetPlan target, OptionsPlan options) {
        this.dice = dice;
        this.source = source;
        this.target = target;
        this.options = options;
    }

    /** A fault within so many bytes, or about their end. */
    FaultPlan at(long moving) {
        if (dice.percent(4)) {
            return before();
        }
        List<Venue> venues = venues();
        if (venues.isEmpty()) {
            return FaultPlan.NONE;
        }
        Venue venue = venues.get(dice.between(0, venues.size() - 1));
        Kind kind = switch (venue) {
            case SOURCE -> ofScriptedSource();
            case TARGET ->
                dice.oneOf(
                        Kind.THROWS_IO,
                        Kind.THROWS_RUNTIME,
                        Kind.CLOSES_ITSELF,
                        Kind.CLOSES_AND_THROWS,
                        Kind.INTERRUPT,
                        Kind.CANCEL);
            case LISTENER -> betweenTwoSteps();
            case SOURCE_PEER ->
                dice.oneOf(Kind.PEER_CLOSES, Kind.PEER_RESETS, Kind.INTERRUPT, Kind.CANCEL, Kind.CLOSE_SOURCE);
            case PEER -> ofTargetsPeer();
        };
        int last = (int) moving;
        // What comes with bytes needs one.
        int first = venue == Venue.SOURCE && !kind.throwsFromTheCall() ? 1 : 0;
        if (last < first) {
            return FaultPlan.NONE;
        }
        return new FaultPlan(kind, venue, dice.percent(15) ? dice.oneOf(first, last) : dice.between(first, last));
    }

    private FaultPlan before() {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.INTERRUPTED_BEFORE));
        if (source.kind() != InflowPlan.Kind.STREAM) {
            kinds.add(Kind.SOURCE_CLOSED_BEFORE);
        }
        if (target.kind() != TargetPlan.Kind.PATH) {
            kinds.add(Kind.CLOSED_BEFORE);
        }
        return new FaultPlan(kinds.get(dice.between(0, kinds.size() - 1)), Venue.TARGET, 0);
    }

    private List<Venue> venues() {
        List<Venue> venues = new ArrayList<>();
        if (source.kind().isScripted()) {
            venues.add(Venue.SOURCE);
        }
        if (target.kind().isScripted()) {
            venues.add(Venue.TARGET);
        }
        if (source.kind().hasPeer() || target.kind().hasPeer()) {
            // Faults on the calling thread are for the cases without peers.
            venues.clear();
        } else if (options.listening() != Listening.NONE) {
            venues.add(Venue.LISTENER);
        }
        if (source.kind().hasPeer()) {
            venues.add(Venue.SOURCE_PEER);
        }
        if (target.kind().hasPeer()) {
            venues.add(Venue.PEER);
        }
        return venues;
    }

    private Kind ofScriptedSource() {
        return source.kind() == InflowPlan.Kind.STREAM
                ? dice.oneOf(Kind.THROWS_IO, Kind.THROWS_RUNTIME, Kind.INTERRUPT, Kind.CANCEL)
                : dice.oneOf(
                        Kind.THROWS_IO,
                        Kind.THROWS_RUNTIME,
                        Kind.CLOSES_ITSELF,
                        Kind.CLOSES_AND_THROWS,
                        Kind.INTERRUPT,
                        Kind.CANCEL);
    }

    private Kind betweenTwoSteps() {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.INTERRUPT, Kind.CANCEL));
        if (source.kind() != InflowPlan.Kind.STREAM) {
            kinds.add(Kind.CLOSE_SOURCE);
        }
        if (target.kind() != TargetPlan.Kind.PATH) {
            kinds.add(Kind.CLOSE);
        }
        return kinds.get(dice.between(0, kinds.size() - 1));
    }

    private Kind ofTargetsPeer() {
        Kind kind = dice.oneOf(
                Kind.PEER_CLOSES, Kind.PEER_RESETS, Kind.INTERRUPT, Kind.CANCEL, Kind.CLOSE, Kind.SHUTDOWN_OUTPUT);
        return kind == Kind.SHUTDOWN_OUTPUT && !target.kind().isSocket() ? Kind.CLOSE : kind;
    }
}
