package io.zerocopy.model;

import io.zerocopy.model.FaultPlan.Venue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A send of a file or range by a blocking call: everything that its seed decides, and nothing of what happens. */
record Scenario(SourcePlan source, TargetPlan target, OptionsPlan options, FaultPlan fault, Dice dice) implements Case {
    /** Where a change of the source is set off: by the target where that can, else between two steps. */
    Venue venueOfChange() {
        return target.kind().isScripted() ? Venue.TARGET : Venue.LISTENER;
    }

    /** Most bytes that a copy holds of the file and has not written: a stream is read by whole buffers. */
    long mostReadAhead() {
        return source.kind().isJimfs() ? options.bufferSize() : options.copyStep();
    }

    @Override
    public boolean onVirtualThread() {
        return target.virtual();
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        Outcome outcome = new Execution(this, bench).run();
        return new Verdict(Oracle.judge(this, outcome), outcome.toString(), outcome.failure(), covered(outcome));
    }

    private List<String> covered(Outcome outcome) {
        List<String> covered = new ArrayList<>();
        if (outcome.fault().hasFired()) {
            covered.add(fault.kind() + " at " + fault.venue());
        }
        if (fault.kind() == FaultPlan.Kind.INTERRUPTED_BEFORE || fault.kind() == FaultPlan.Kind.CLOSED_BEFORE) {
            covered.add(fault.kind().name());
        }
        if (outcome.change().hasFired()) {
            covered.add(source.change().name());
        }
        if (outcome.brokeContract()) {
            covered.add("lied to");
        }
        covered.add(source.kind().name());
        covered.add(target.kind().name());
        Throwable failure = outcome.failure();
        covered.add(failure == null ? "complete" : failure.getClass().getSimpleName());
        return covered;
    }

    @Override
    public String toString() {
        return source + "\n  " + target + "\n  " + options + "\n  " + fault;
    }
}
