package io.zerocopy.model;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyUnavailableException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** The rules for what another thread does at any moment, when the call may be over but for its return. */
final class AnyMoment {
    private final Scenario scenario;
    private final Outcome outcome;
    private final Rules rules;

    AnyMoment(Scenario scenario, Outcome outcome, Rules rules) {
        this.scenario = scenario;
        this.outcome = outcome;
        this.rules = rules;
    }

    void judge(boolean refused) {
        Throwable failure = outcome.failure();
        SourcePlan source = scenario.source();
        long there = source.availableOf(source.size());
        if (failure == null) {
            rules.rule(outcome.told() == source.wanted(), "a short success");
        } else if (failure instanceof SourceTruncatedException) {
            rules.rule(there < source.wanted() && outcome.told() == there, "the file is not too short");
        } else if (failure instanceof ZeroCopyUnavailableException) {
            rules.rule(refused, "there is a road");
        } else if (scenario.fault().kind() == FaultPlan.Kind.CANCEL) {
            rules.rule(Cancelled.isToldBy(failure), "cancelled: a TransferException of no side that says so");
        } else if (scenario.fault().kind() == FaultPlan.Kind.CLOSE && Oracle.isClosedBefore(failure)) {
            rules.rule(outcome.received().remaining() == 0, "a ClosedChannelException as it is, past the first byte");
        } else {
            judgeFailure(failure);
        }
    }

    private void judgeFailure(@Nullable Throwable failure) {
        boolean known = failure instanceof TransferException;
        rules.rule(known, "every IOException is a TransferException");
        if (!(failure instanceof TransferException e)) {
            return;
        }
        if (scenario.fault().kind() == FaultPlan.Kind.INTERRUPT) {
            rules.rule(
                    e.getCause() instanceof ClosedByInterruptException && e.side() == TransferException.Side.NONE,
                    "interrupted: a cause ClosedByInterruptException, of no side");
        } else {
            // A kernel step that throws is repeated by a copy, whose failure is the target's; only REQUIRE forbids
            // that.
            boolean mayBeNobodys =
                    scenario.options().policy() == ZeroCopyPolicy.REQUIRE && e.side() == TransferException.Side.NONE;
            rules.rule(e.side() == TransferException.Side.TARGET || mayBeNobodys, "the side is " + e.side());
        }
    }

    void judgeCount(long told) {
        long received = outcome.received().remaining();
        // A stream that throws may have taken part of what it was given.
        boolean hidden = ExpectedRoad.isHidden(
                scenario.target().kind(), scenario.options().policy());
        long unseen = hidden && outcome.result() == null ? scenario.options().copyStep() : 0;
        switch (scenario.fault().kind()) {
            case PEER_CLOSES, PEER_RESETS ->
                // What the kernel accepted and the peer never read cannot be known.
                rules.rule(received - told <= unseen, "told " + told + ", but the peer has " + received);
            case INTERRUPT, CANCEL -> {
                boolean kernel = ExpectedRoad.of(scenario).kernel();
                long slack =
                        kernel && outcome.result() == null ? scenario.options().chunkSize() : unseen;
                // Who is reset never reads what was still on its way.
                boolean mayBeReset = scenario.target().kind().isTcp() && outcome.result() == null;
                rules.rule(
                        (mayBeReset || told <= received) && received - told <= slack,
                        "told " + told + " of " + received);
            }
            default -> rules.rule(told <= received && received - told <= unseen, "told " + told + " of " + received);
        }
    }
}
