package io.zerocopy.model;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.model.FaultPlan.Kind;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges an {@link Outcome} by a byte array and by the rules of the contract alone. */
final class Oracle {
    private final Scenario scenario;
    private final SourcePlan source;
    private final FaultPlan fault;
    private final ExpectedRoad road;
    private final Outcome outcome;
    private final boolean fired;
    private final Rules rules = new Rules();

    private Oracle(Scenario scenario, Outcome outcome) {
        this.scenario = scenario;
        this.source = scenario.source();
        this.fault = scenario.fault();
        this.road = ExpectedRoad.of(scenario);
        this.outcome = outcome;
        this.fired = outcome.fault().hasFired();
    }

    /** The rules that were broken; empty if all is well. */
    static List<String> judge(Scenario scenario, Outcome outcome) {
        Oracle oracle = new Oracle(scenario, outcome);
        oracle.rules.addAll(outcome.complaints());
        oracle.judgeContent();
        oracle.judgeEnding();
        oracle.judgeCount();
        oracle.judgeWhatIsLeft();
        oracle.judgePeer();
        TransferResult result = outcome.result();
        if (result != null) {
            oracle.judgeResult(result);
        }
        ListenerRules listener = outcome.listener();
        if (listener != null) {
            oracle.judgeListener(listener);
        }
        return oracle.rules.broken();
    }

    private void rule(boolean kept, String otherwise) {
        rules.rule(kept, otherwise);
    }

    private void judgeContent() {
        int difference = SourceFiles.firstDifference(outcome.received(), source.position());
        rule(difference < 0, "the byte at " + difference + " is not the file's");
        rule(outcome.received().remaining() <= source.wanted(), "more than was asked for");
    }

    /** Which exception, or none. */
    private void judgeEnding() {
        Throwable failure = outcome.failure();
        boolean refused = scenario.options().policy() == ZeroCopyPolicy.REQUIRE
                && !road.kernel()
                && source.availableOf(source.size()) > 0;
        if (fault.kind() == Kind.CLOSED_BEFORE) {
            rule(isClosedBefore(failure), "a closed target: ClosedChannelException");
        } else if (fault.kind() == Kind.INTERRUPTED_BEFORE) {
            judgeInterrupted(failure);
        } else if (outcome.brokeContract()) {
            rule(
                    Lies.areTold(failure, TransferException.Side.TARGET),
                    "a count that cannot be: a TransferException that names who said it");
        } else if (fired && fault.isFromPeer()) {
            new AnyMoment(scenario, outcome, rules).judge(refused);
        } else if (refused) {
            rule(
                    failure instanceof ZeroCopyUnavailableException,
                    "REQUIRE without a road: ZeroCopyUnavailableException");
        } else if (fired && fault.kind().isThrow()) {
            judgeThrown(failure);
        } else if (fired && fault.kind() == Kind.CLOSES_AND_THROWS) {
            judgeClosed(failure);
        } else if (fired && outcome.fault().firedAt() < source.wanted() && !isMissedByStream()) {
            if (fault.kind() == Kind.INTERRUPT) {
                judgeInterrupted(failure);
            } else if (fault.kind() == Kind.CANCEL) {
                rule(Cancelled.isToldBy(failure), "cancelled: a TransferException of no side that says so");
            } else {
                judgeClosed(failure);
            }
        } else if (fired && fault.kind() == Kind.CANCEL && Cancelled.isToldBy(failure)) {
            // Cancelled inside the call that took the last byte: the target may have been closed by then.
            rule(outcome.received().remaining() == source.wanted(), "cancelled before the end");
        } else {
            judgeUndisturbed(failure);
        }
    }

    /** That a stream is closed shows at the next write, and of a file that was cut just there none may come. */
    private boolean isMissedByStream() {
        return fault.kind() == Kind.CLOSE
                && scenario.target().kind().isStream()
                && outcome.change().hasFired()
                && outcome.failure() instanceof SourceTruncatedException;
    }

    private void judgeThrown(@Nullable Throwable failure) {
        if (fault.kind() == Kind.THROWS_RUNTIME) {
            rule(failure instanceof PlannedFailure.Unchecked, "the target's RuntimeException passes");
            return;
        }
        rule(
                failure instanceof TransferException e
                        && e.getCause() instanceof PlannedFailure.Checked
                        && e.side() == TransferException.Side.TARGET,
                "a TransferException with the target's own as cause, and its side");
    }

    private void judgeInterrupted(@Nullable Throwable failure) {
        rule(
                failure instanceof TransferException e
                        && e.getCause() instanceof ClosedByInterruptException
                        && e.side() == TransferException.Side.NONE,
                "a TransferException with cause ClosedByInterruptException, of no side");
    }

    private void judgeClosed(@Nullable Throwable failure) {
        rule(
                failure instanceof TransferException e
                        && e.getCause() instanceof ClosedChannelException
                        && e.side() == TransferException.Side.TARGET,
                "a TransferException with a ClosedChannelException as cause, the target's side");
    }

    private void judgeUndisturbed(@Nullable Throwable failure) {
        int received = outcome.received().remaining();
        long size = source.size();
        long least = source.availableOf(size);
        long most = least;
        if (outcome.change().hasFired()) {
            long at = outcome.change().firedAt();
            long wantedFromGrown =
                    source.kind().isWhole() ? Math.min(size, outcome.sizeAfterChange()) : outcome.sizeAfterChange();
            least = Math.max(at, source.availableOf(wantedFromGrown));
            long ahead = road.kernel() ? 0 : scenario.mostReadAhead();
            most = Math.max(least, Math.min(source.availableOf(size), at + ahead));
        }
        rule(received >= least && received <= most, received + " bytes, not " + least + " to " + most);
        if (received == source.wanted()) {
            rule(failure == null, "complete, yet it failed");
        } else {
            rule(
                    failure instanceof SourceTruncatedException e && e.side() == TransferException.Side.SOURCE,
                    "a file that is too short: SourceTruncatedException, the source's side");
        }
    }

    /** By the JDK's exception, and not by that of a channel that was closed in the middle. */
    static boolean isClosedBefore(@Nullable Throwable failure) {
        return failure instanceof ClosedChannelException && !(failure instanceof AsynchronousCloseException);
    }

    /** What the caller is told about how far it went. */
    private void judgeCount() {
        long told = outcome.told();
        long received = outcome.received().remaining();
        if (told < 0) {
            rule(
                    fault.kind() == Kind.THROWS_RUNTIME || fault.kind() == Kind.CLOSED_BEFORE || fault.isFromPeer(),
                    "an exception that tells no count: " + outcome.failure());
            return;
        }
        if (outcome.failure() instanceof TransferException e) {
            rule(e.bytesRead() == told, "bytesRead " + e.bytesRead());
        }
        if (fired && fault.isFromPeer()) {
            new AnyMoment(scenario, outcome, rules).judgeCount(told);
        } else if (fired && fault.kind() == Kind.THROWS_IO && scenario.target().kind() == TargetPlan.Kind.STREAM) {
            rule(
                    told <= received && received - told <= scenario.options().copyStep(),
                    "told " + told + " of " + received);
        } else {
            // Who is reset never reads what was still on its way.
            rule(outcome.peerReset() ? received <= told : received == told, "told " + told + " of " + received);
        }
        if (fired && !fault.isFromPeer() && fault.kind() != Kind.NONE) {
            long moved = outcome.peerReset() ? told : received;
            rule(moved == outcome.fault().firedAt(), "went on after the fault");
        }
    }

    private void judgeWhatIsLeft() {
        String complaint = outcome.sourceComplaint();
        rule(complaint == null, String.valueOf(complaint));
        boolean interruptedNow = fault.kind() == Kind.INTERRUPTED_BEFORE || (fired && fault.kind() == Kind.INTERRUPT);
        rule(outcome.interrupted() == interruptedNow, "the interrupt flag is " + outcome.interrupted());
        boolean failedByInterrupt = interruptedNow && outcome.result() == null;
        boolean closedByFault =
                fault.kind() == Kind.CLOSED_BEFORE || (fired && fault.kind().closesTarget());
        boolean cancelled = Cancelled.isToldBy(outcome.failure())
                && !scenario.target().kind().isFile();
        // The interrupt, or the cancel, may come when the call has looked for the last time, and fails for a reason of
        // its own.
        boolean ownReason = outcome.failure() instanceof SourceTruncatedException
                || outcome.failure() instanceof ZeroCopyUnavailableException;
        boolean cancelledNow = fired && fault.kind() == Kind.CANCEL;
        boolean eitherWay = ownReason && (interruptedNow || cancelledNow);
        rule(
                eitherWay || outcome.targetOpen() == !(failedByInterrupt || closedByFault || cancelled),
                "the target is left " + (outcome.targetOpen() ? "open" : "closed"));
        boolean insideAStep = fault.isFromPeer() && failedByInterrupt;
        rule(outcome.sourceOpen() || insideAStep, "the caller's FileChannel was closed");
    }

    /** A TCP peer never takes what the library cut short for the whole. */
    private void judgePeer() {
        if (!scenario.target().kind().isTcp()) {
            return;
        }
        PeerEnd end = PeerEnd.CLEAN;
        boolean byInterrupt =
                outcome.failure() instanceof TransferException e && e.getCause() instanceof ClosedByInterruptException;
        ZeroCopyPolicy policy = scenario.options().policy();
        if (Cancelled.isToldBy(outcome.failure()) && road.kernel()) {
            end = PeerEnd.ofCancelled(scenario.target(), policy);
        } else if (byInterrupt || Cancelled.isToldBy(outcome.failure())) {
            end = PeerEnd.ofLibrary(scenario.target(), policy);
        }
        boolean besides = fault.kind() == Kind.INTERRUPT
                || (fault.kind() == Kind.CANCEL && !Cancelled.isToldBy(outcome.failure()));
        if (fired && fault.isFromPeer() && besides && outcome.result() == null) {
            end = PeerEnd.EITHER;
        }
        end.judge(rules, outcome.peerReset(), outcome.received().remaining() == source.wanted());
    }

    private void judgeResult(TransferResult result) {
        long sum = 0;
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            long bytes = result.bytesBy(mechanism);
            sum += bytes;
            boolean nudge = road.kernel()
                    && mechanism == TransferMechanism.DIRECT_BUFFER_COPY
                    && (scenario.target().blocking() || road.mayBeRefused());
            rule(bytes == 0 || mechanism == road.mechanism() || nudge, bytes + " bytes by " + mechanism);
        }
        rule(sum == result.bytes(), "bytes() " + result.bytes() + " is not the sum of bytesBy " + sum);
        rule(
                result.isZeroCopy() == (result.bytes() == result.bytesBy(road.mechanism()) && road.kernel())
                        || result.bytes() == 0,
                "isZeroCopy() " + result.isZeroCopy());
        rule(result.bytes() == source.wanted(), "a short success");
    }

    private void judgeListener(ListenerRules listener) {
        rule(listener.completed() == outcome.result(), "onComplete with what is returned, and only then");
        rule(listener.failed() == outcome.failure(), "onFailure with what is thrown, and only then");
        long told = outcome.told();
        rule(told < 0 || listener.transferred() == told, "progress ended at " + listener.transferred());
        if (told < 0 && !(scenario.target().kind() == TargetPlan.Kind.STREAM)) {
            rule(
                    listener.transferred() == outcome.received().remaining(),
                    "progress ended at " + listener.transferred());
        }
        boolean fallsBack =
                scenario.options().policy() == ZeroCopyPolicy.PREFER && !road.kernel() && listener.transferred() > 0;
        boolean mayBeRefused =
                road.kernel() && (fault.isFromPeer() || road.mayBeRefused()) && listener.fallbacks() <= 1;
        rule(listener.fallbacks() == (fallsBack ? 1 : 0) || mayBeRefused, listener.fallbacks() + " fallbacks");
    }
}
