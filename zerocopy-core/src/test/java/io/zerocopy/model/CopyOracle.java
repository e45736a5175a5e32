package io.zerocopy.model;

import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.model.Landings.Where;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Judges a copy by a byte array and by the rules of the contract alone. */
final class CopyOracle {
    private final CopyCase plan;
    private final CopyPlan source;
    private final @Nullable TransferResult result;
    private final @Nullable Throwable failure;
    private final InflowEnding ending;
    private final Trigger change;
    private final Trigger fault;
    private final Rules rules;
    private final boolean kernel;
    private final boolean heap;

    CopyOracle(
            CopyCase plan,
            @Nullable TransferResult result,
            @Nullable Throwable failure,
            Trigger change,
            Trigger fault,
            Rules rules) {
        this.plan = plan;
        this.source = plan.source();
        this.result = result;
        this.failure = failure;
        this.ending = InflowEnding.of(failure);
        this.change = change;
        this.fault = fault;
        this.rules = rules;
        this.heap = source.from() != Where.DEFAULT || plan.target().where() != Where.DEFAULT;
        this.kernel = !heap
                && source.size() > 0
                && plan.options().policy() != ZeroCopyPolicy.AVOID
                && ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE);
    }

    /** {@code appeared} is whether there is a new file, and {@code content} what it has. */
    void judge(ByteBuffer content, boolean appeared) {
        rules.rule(hasReason(), "no reason to end so: " + ending);
        rules.rule(appeared == (ending == InflowEnding.COMPLETE), "a file has appeared: " + appeared);
        rules.rule(SourceFiles.firstDifference(content, 0) < 0, "other bytes than the source's");
        if (result != null) {
            rules.rule(content.remaining() == source.size(), "a copy of " + content.remaining() + " bytes");
            judgeResult(result);
        } else if (failure instanceof TransferException known) {
            rules.rule(known.bytesRead() == known.bytesTransferred(), "bytesRead " + known.bytesRead());
            Side expected = ending == InflowEnding.TRUNCATED ? Side.SOURCE : Side.NONE;
            boolean late = ending == InflowEnding.OUT_OF_TIME;
            rules.rule(late || known.side() == expected, "the side is " + known.side());
        }
    }

    private boolean hasReason() {
        boolean refused = source.isRefused() || plan.target().before() == PathPlan.Before.DIRECTORY;
        boolean noRoad = plan.options().policy() == ZeroCopyPolicy.REQUIRE && !kernel && source.size() > 0;
        boolean before = plan.fault().kind() == FaultPlan.Kind.INTERRUPTED_BEFORE;
        boolean outOfTime = plan.limits() == Limits.TIMEOUT_AT_ONCE;
        return switch (ending) {
            case INTERRUPTED -> before || (fault.hasFired() && told() == fault.firedAt());
            case REFUSED -> refused && !before;
            case NO_ROAD -> noRoad && !before && told() == 0;
            case OUT_OF_TIME -> outOfTime && told() == 0;
            case TRUNCATED -> isCut() && told() >= leastBytes() && told() <= mostBytes() && told() < source.size();
            case COMPLETE ->
                !before
                        && !refused
                        && !noRoad
                        && (!outOfTime || source.size() == 0)
                        && (!fault.hasFired() || fault.firedAt() == source.size())
                        && mostBytes() == source.size();
            default -> false;
        };
    }

    private boolean isCut() {
        return change.hasFired() && source.change() == SourcePlan.Change.CUT;
    }

    private long leastBytes() {
        return isCut() ? Math.max(change.firedAt(), source.newSize()) : source.size();
    }

    /** What was read before the cut is copied; a stream is read by whole buffers. */
    private long mostBytes() {
        if (!isCut()) {
            return source.size();
        }
        long ahead = source.from() == Where.DEFAULT
                ? plan.options().copyStep()
                : plan.options().bufferSize();
        return Math.max(leastBytes(), Math.min(source.size(), change.firedAt() + (kernel ? 0 : ahead)));
    }

    private long told() {
        if (result != null) {
            return result.bytes();
        }
        return failure instanceof TransferException known ? known.bytesTransferred() : 0;
    }

    private void judgeResult(TransferResult done) {
        TransferMechanism copy = heap ? TransferMechanism.HEAP_COPY : TransferMechanism.DIRECT_BUFFER_COPY;
        TransferMechanism expected = kernel ? TransferMechanism.COPY_FILE_RANGE : copy;
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            long bytes = mechanism == expected ? source.size() : 0;
            rules.rule(done.bytesBy(mechanism) == bytes, done.bytesBy(mechanism) + " bytes by " + mechanism);
        }
        rules.rule(done.bytes() == source.size(), "bytes() is " + done.bytes());
        rules.rule(done.isZeroCopy() == (kernel || source.size() == 0), "isZeroCopy() is " + done.isZeroCopy());
    }

    void judgeListener(ListenerRules listener) {
        rules.rule(listener.completed() == result, "onComplete with what is returned, and only then");
        rules.rule(listener.failed() == failure, "onFailure with what is thrown, and only then");
        rules.rule(listener.transferred() == told(), "progress ended at " + listener.transferred());
        boolean fallsBack = plan.options().policy() == ZeroCopyPolicy.PREFER && !kernel && listener.transferred() > 0;
        rules.rule(listener.fallbacks() == (fallsBack ? 1 : 0), listener.fallbacks() + " fallbacks");
    }
}
