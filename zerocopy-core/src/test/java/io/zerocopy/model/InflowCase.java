package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.testkit.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A receive, to a path or into a file at a position, or a relay: everything that its seed decides.
 *
 * @param count bytes asked for; {@link #UNTIL_END} for all there are
 * @param maxBytes most bytes allowed until the end
 * @param path where the file is to appear, if the target is a path
 */
record InflowCase(
        InflowPlan source,
        long count,
        long maxBytes,
        TargetPlan target,
        PathPlan path,
        OptionsPlan options,
        Limits limits,
        FaultPlan fault,
        Dice dice)
        implements Case {
    static final long UNTIL_END = -1;

    boolean untilEnd() {
        return count == UNTIL_END;
    }

    /** Bytes to move from a source that has so many. */
    long wantedOf(long there) {
        return untilEnd() ? there : count;
    }

    boolean toPath() {
        return target.kind() == TargetPlan.Kind.PATH;
    }

    /** Whether the target is refused before a byte is read. */
    boolean isTargetRefused() {
        return toPath() && path.before() == PathPlan.Before.DIRECTORY;
    }

    /** Whether there is no road for what is required. */
    boolean isRoadRefused() {
        return options.policy() == ZeroCopyPolicy.REQUIRE && count != 0 && !maySplice();
    }

    /** Whether bytes may go by a pipe of the kernel. */
    boolean maySplice() {
        boolean fromSocket = source.kind() == InflowPlan.Kind.TCP || source.kind() == InflowPlan.Kind.UNIX;
        boolean toNewFile = toPath() && path.where() == Landings.Where.DEFAULT;
        return fromSocket
                && (target.kind().isSocket() || toNewFile)
                && options.policy() != ZeroCopyPolicy.AVOID
                && Tier.isHere();
    }

    /** Whether foreign code takes part, which gets arrays only. */
    boolean isThroughHeap() {
        return source.kind().isScripted() || (toPath() && path.where() != Landings.Where.DEFAULT);
    }

    @Override
    public boolean onVirtualThread() {
        return target.virtual();
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        InflowOutcome outcome = InflowRun.of(this, bench);
        return new Verdict(InflowOracle.judge(this, outcome), outcome.toString(), outcome.failure(), covered(outcome));
    }

    private List<String> covered(InflowOutcome outcome) {
        List<String> covered = new ArrayList<>();
        if (outcome.fault().hasFired()) {
            covered.add(fault.kind() + " at " + fault.venue());
        } else if (fault.kind().isBefore()) {
            covered.add(fault.kind().name());
        }
        InflowEnding ending = InflowEnding.of(outcome.failure());
        covered.add(ending.name());
        if (ending == InflowEnding.COMPLETE) {
            covered.add("complete " + (untilEnd() ? "until the end" : "by count") + " to " + target.kind());
            covered.add("complete from " + source.kind());
        }
        return covered;
    }

    @Override
    public String toString() {
        return source + "\n  " + (untilEnd() ? "until the end" : "count " + count) + ", at most " + maxBytes + "\n  "
                + target + "\n  " + (toPath() ? path + "\n  " : "") + options + ", limits " + limits + "\n  " + fault;
    }
}
