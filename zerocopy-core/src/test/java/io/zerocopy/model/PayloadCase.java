package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A send of a payload to scripted channels or a stream: everything that its seed decides. */
record PayloadCase(
        PayloadPlan payload,
        @Nullable CutPlan cut,
        OptionsPlan options,
        Limits limits,
        Driver driver,
        SinkPlan sink,
        Dice dice)
        implements Case {
    /** Who drives the send. */
    enum Driver {
        EVENT_LOOP,
        BLOCKING_CALL,
        BLOCKING_CALL_TO_STREAM
    }

    @Override
    public boolean onVirtualThread() {
        return false;
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        Rules rules = new Rules();
        List<String> covered = new ArrayList<>();
        Trigger cutting = cut == null || cut.beforeTheSend()
                ? Trigger.never()
                : new Trigger(cut.at(), bytes -> payload.cut(bench.files(), cut.newSize()));
        Taken taken = new Taken(cutting, Trigger.never());
        Conversation conversation = Conversation.create();
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        ListenerRules listener = new ListenerRules(
                options.listening() == OptionsPlan.Listening.THROWING,
                payload.count(),
                options.chunkSize(),
                Trigger.never(),
                Trigger.never());
        TransferOptions given = limits.with(options.with(listener, conversation), rate);
        Throwable failure;
        try (BuiltPayload built = new BuiltPayload(payload, bench.files())) {
            if (cut != null && cut.beforeTheSend()) {
                payload.cut(bench.files(), cut.newSize());
            }
            PayloadOracle oracle = new PayloadOracle(this, taken, cutting, listener, rules);
            failure = driver == Driver.EVENT_LOOP
                    ? new EventLoop(this, built.payload(), given, rate, conversation, taken, oracle, covered).run()
                    : new BlockingPayload(this, built.payload(), given, taken, oracle).run();
            built.judge(rules);
        }
        rules.addAll(taken.complaints());
        if (cutting.hasFired()) {
            covered.add("CUT");
        }
        if (taken.delegated() > 0) {
            covered.add("transferFrom");
        }
        covered.add(failure == null ? "complete" : failure.getClass().getSimpleName());
        String happened = (failure == null ? "no failure" : "threw " + failure) + "\n  the target took " + taken.size()
                + " bytes, " + taken.delegated() + " of them by transferFrom, in " + taken.calls() + " calls; cut at "
                + cutting.firedAt();
        return new Verdict(rules.broken(), happened, failure, covered);
    }

    @Override
    public String toString() {
        return payload + "\n  " + cut + "\n  " + options + ", limits " + limits + "\n  " + driver + " to " + sink;
    }
}
