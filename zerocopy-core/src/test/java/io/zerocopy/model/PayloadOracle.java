package io.zerocopy.model;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyUnavailableException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Judges the send of a payload to scripted channels by a byte array and by the rules of the contract alone. */
final class PayloadOracle {
    private final PayloadCase plan;
    private final PayloadPlan payload;
    private final Taken taken;
    private final Trigger cutting;
    private final ListenerRules listener;
    private final Rules rules;

    PayloadOracle(PayloadCase plan, Taken taken, Trigger cutting, ListenerRules listener, Rules rules) {
        this.plan = plan;
        this.payload = plan.payload();
        this.taken = taken;
        this.cutting = cutting;
        this.listener = listener;
        this.rules = rules;
    }

    void rule(boolean kept, String otherwise) {
        rules.rule(kept, otherwise);
    }

    private Ending ending() {
        CutPlan cut = plan.cut();
        boolean hasBeenCut = cutting.hasFired() || (cut != null && cut.beforeTheSend());
        return new Ending(payload, cut, hasBeenCut, plan.options().copyStep());
    }

    /** Rules for all that has been taken so far. */
    void judgeContent() {
        byte[] received = taken.bytes();
        int difference = Arrays.mismatch(received, payload.expected());
        rule(
                difference == received.length || difference < 0,
                "the byte at " + difference + " is not the payload's, of " + received.length);
        rule(ending().mayReach(received.length), "bytes that no file has");
    }

    /** A file that is too short already is to be missed before the first byte. */
    void judgeNotBegun(SourceTruncatedException failure) {
        rule(ending().isMissedBeforeTheSend(), "a failure before the first byte: " + failure);
        rule(taken.calls() == 0, "something was written");
        judgeCount(failure);
    }

    /** Rules for a send that was not refused at its beginning. */
    void judgeBegun() {
        rule(!ending().isMissedBeforeTheSend(), "begun although a file is too short");
    }

    void judgeTruncated(SourceTruncatedException failure) {
        if (ending().isMissedBeforeTheSend()) {
            judgeNotBegun(failure);
            return;
        }
        rule(ending().mayBeTruncatedAt(taken.size()), "truncated at " + taken.size());
        rule(failure.side() == TransferException.Side.SOURCE, "the side is " + failure.side());
    }

    /** Under REQUIRE a send stops at the first byte of a file for which there is no road. */
    void judgeUnavailable(ZeroCopyUnavailableException failure) {
        rule(plan.options().policy() == ZeroCopyPolicy.REQUIRE, "nobody required zero copy: " + failure);
        if (!plan.sink().takesFiles() || plan.driver() == PayloadCase.Driver.BLOCKING_CALL_TO_STREAM) {
            rule(taken.size() == payload.firstOf(kind -> !kind.isBytes()), "no road at " + taken.size());
        } else if (plan.sink().notHerePercent() == 0) {
            rule(taken.size() == payload.firstOf(PartPlan.Kind::isCopiedThroughHeap), "no road at " + taken.size());
        }
    }

    void judgeCount(TransferException failure) {
        rule(failure.bytesTransferred() == taken.size(), "told " + failure.bytesTransferred());
        rule(failure.bytesRead() == taken.size(), "bytesRead " + failure.bytesRead());
    }

    void judgeResult(TransferResult result) {
        long files = payload.bytesIn(kind -> !kind.isBytes());
        long throughHeap = plan.driver() == PayloadCase.Driver.BLOCKING_CALL_TO_STREAM
                ? files
                : payload.bytesIn(PartPlan.Kind::isCopiedThroughHeap);
        rule(!taken.hasBrokenContract(), "complete although the target said what cannot be");
        rule(taken.size() == payload.count(), "complete with " + taken.size() + " bytes");
        rule(result.bytes() == payload.count(), "bytes() is " + result.bytes());
        long mostOfOne = 0;
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            long expected = switch (mechanism) {
                case BUFFER_WRITE -> payload.count() - files;
                case DELEGATED -> taken.delegated();
                case HEAP_COPY -> throughHeap;
                case DIRECT_BUFFER_COPY -> files - throughHeap - taken.delegated();
                default -> 0;
            };
            long bytes = result.bytesBy(mechanism);
            rule(bytes == expected, mechanism + " moved " + bytes + " bytes, not " + expected);
            mostOfOne = mechanism == TransferMechanism.BUFFER_WRITE ? mostOfOne : Math.max(mostOfOne, expected);
        }
        rule(files == 0 || result.bytesBy(result.mechanism()) == mostOfOne, "mechanism() is " + result.mechanism());
        boolean copied = files > taken.delegated();
        rule(result.isZeroCopy() != copied, "isZeroCopy() is " + result.isZeroCopy());
        rule(!copied || plan.options().policy() != ZeroCopyPolicy.REQUIRE, "copied under REQUIRE");
        rule(
                taken.delegated() == 0 || plan.options().policy() != ZeroCopyPolicy.AVOID,
                "handed to the target under AVOID");
    }

    void judgeListener(@Nullable TransferResult result, @Nullable Throwable failure) {
        if (plan.options().listening() == OptionsPlan.Listening.NONE) {
            return;
        }
        rules.addAll(listener.complaints());
        rule(listener.completed() == result, "onComplete with what is returned, and only then");
        rule(listener.failed() == failure, "onFailure with what is thrown, and only then");
        rule(listener.transferred() == taken.size(), "progress ended at " + listener.transferred());
        boolean prefers = plan.options().policy() == ZeroCopyPolicy.PREFER;
        // A small range that is read to go with bytes before it is no fallback: there is a road.
        boolean mustTell = prefers && !plan.sink().takesFiles();
        boolean copied = result != null && !result.isZeroCopy();
        rule(!copied || !mustTell || listener.fallbacks() > 0, "nobody was told that it copies");
        rule(listener.fallbacks() == 0 || (prefers && taken.size() > 0), listener.fallbacks() + " fallbacks");
    }
}
