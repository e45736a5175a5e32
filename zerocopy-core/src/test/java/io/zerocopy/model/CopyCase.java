package io.zerocopy.model;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.model.Landings.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A copy of one file, in any file system, to a path in any: everything that its seed decides. */
record CopyCase(CopyPlan source, PathPlan target, OptionsPlan options, Limits limits, FaultPlan fault) implements Case {
    @Override
    public boolean onVirtualThread() {
        return false;
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        return new Run(this, bench).run();
    }

    @Override
    public String toString() {
        return source + "\n  " + target + "\n  " + options + ", limits " + limits + "\n  " + fault;
    }

    /** One run of a case. */
    private static final class Run {
        private final CopyCase plan;
        private final Bench bench;
        private final Thread caller = Thread.currentThread();
        private final Trigger change;
        private final Trigger fault;
        private @Nullable Path file;
        private @Nullable TransferResult result;
        private @Nullable Throwable failure;

        Run(CopyCase plan, Bench bench) {
            this.plan = plan;
            this.bench = bench;
            this.change = plan.source().change() == SourcePlan.Change.NONE
                    ? Trigger.never()
                    : new Trigger(plan.source().changeAt(), bytes -> changeSource());
            this.fault = plan.fault().kind() == FaultPlan.Kind.INTERRUPT
                    ? new Trigger(plan.fault().at(), bytes -> caller.interrupt())
                    : Trigger.never();
        }

        Verdict run() throws IOException {
            try (PathTarget target = new PathTarget(bench.landings(), plan.target(), 0)) {
                ListenerRules listener = new ListenerRules(
                        plan.options().listening() == OptionsPlan.Listening.THROWING,
                        plan.source().size() == 0 ? -1 : plan.source().size(),
                        plan.options().chunkSize(),
                        change,
                        fault);
                Path from = source(target);
                file = from;
                if (plan.fault().kind() == FaultPlan.Kind.INTERRUPTED_BEFORE) {
                    caller.interrupt();
                }
                copy(
                        from,
                        target.path(),
                        plan.limits().with(plan.options().with(listener), RateLimit.ofBytesPerSecond(1)));
                boolean interrupted = Thread.interrupted();
                Rules rules = new Rules();
                rules.addAll(target.complaints());
                rules.addAll(listener.complaints());
                CopyOracle oracle = new CopyOracle(plan, result, failure, change, fault, rules);
                oracle.judge(ByteBuffer.wrap(target.finish()), target.hasAppeared());
                rules.rule(
                        interrupted
                                == (plan.fault().isInterrupt()
                                        && (fault.hasFired()
                                                || plan.fault().kind().isBefore())),
                        "the interrupt flag is " + interrupted);
                if (plan.options().listening() != OptionsPlan.Listening.NONE) {
                    oracle.judgeListener(listener);
                }
                String happened = "result " + result + ", failure " + failure + "\n  change fired at "
                        + change.firedAt() + ", interrupt at " + fault.firedAt();
                return new Verdict(rules.broken(), happened, failure, covered());
            }
        }

        /** The source, made anew where it is to change. */
        private Path source(PathTarget target) throws IOException {
            CopyPlan source = plan.source();
            return switch (source.before()) {
                case MISSING -> bench.sink().resolveSibling("missing");
                case DIRECTORY -> bench.sink().resolveSibling(".");
                case SAME_FILE -> target.path();
                case FILE ->
                    source.from() == Where.ZIP
                            ? bench.landings().zipped(source.size())
                            : bench.files().fileFor(asSourcePlan());
            };
        }

        private SourcePlan asSourcePlan() {
            CopyPlan source = plan.source();
            SourcePlan.Kind kind =
                    source.from() == Where.JIMFS ? SourcePlan.Kind.JIMFS_WHOLE : SourcePlan.Kind.PATH_WHOLE;
            return new SourcePlan(kind, source.size(), 0, source.size(), source.change(), source.changeAt(), 0);
        }

        private void copy(Path from, Path to, TransferOptions options) {
            try {
                result = ZeroCopyTransfer.copy(from, to, options);
            } catch (IOException | RuntimeException | AssertionError e) {
                failure = e;
            }
        }

        private void changeSource() throws IOException {
            CopyPlan source = plan.source();
            SourceFiles.resize(Objects.requireNonNull(file), source.size(), source.newSize());
        }

        private List<String> covered() {
            List<String> covered = new ArrayList<>();
            covered.add(InflowEnding.of(failure).name());
            if (change.hasFired()) {
                covered.add(plan.source().change().name());
            }
            if (fault.hasFired()) {
                covered.add("INTERRUPT at LISTENER");
            }
            if (result != null) {
                covered.add(plan.source().from() + " to " + plan.target().where());
                covered.add("by " + result.mechanism());
            }
            return covered;
        }
    }
}
