package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.model.PayloadCase.Driver;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A send of a payload to a real socket or pipe, by a blocking call or by a loop with a selector, whose peer may go
 * away.
 *
 * @param pending whether a loop drives it; the target is non-blocking then
 */
record PeerPayloadCase(
        PayloadPlan payload, OptionsPlan options, TargetPlan target, boolean pending, FaultPlan fault, Dice dice)
        implements Case {
    private static final int MOST_STEPS = 300;
    private static final int PATIENCE_MILLIS = 10_000;

    static PeerPayloadCase make(long seed) {
        Dice dice = new Dice(seed);
        PayloadPlan payload = PayloadPlans.make(dice, false);
        boolean pending = dice.percent(60);
        OptionsPlan options = PayloadCases.options(
                        dice, pending ? Driver.EVENT_LOOP : Driver.BLOCKING_CALL, payload.count())
                .forParts(payload);
        TargetPlan.Kind kind = dice.oneOf(
                TargetPlan.Kind.TCP,
                pending ? TargetPlan.Kind.TCP : TargetPlan.Kind.SOCKET_STREAM,
                TargetPlan.Kind.UNIX,
                TargetPlan.Kind.PIPE);
        TargetPlan target = Scenarios.peer(
                        dice, kind, 1 + payload.count() / MOST_STEPS, kind.isStream() || (!pending && dice.percent(60)))
                .taking(payload.count());
        FaultPlan.Kind fault = dice.percent(60)
                ? FaultPlan.Kind.NONE
                : dice.oneOf(
                        FaultPlan.Kind.PEER_CLOSES,
                        FaultPlan.Kind.PEER_RESETS,
                        FaultPlan.Kind.SHUTDOWN_OUTPUT,
                        FaultPlan.Kind.CANCEL);
        if (fault == FaultPlan.Kind.SHUTDOWN_OUTPUT && !kind.isSocket()) {
            fault = FaultPlan.Kind.PEER_CLOSES;
        }
        FaultPlan plan = new FaultPlan(fault, FaultPlan.Venue.PEER, dice.between(0, payload.count()));
        return new PeerPayloadCase(payload, options.forFault(plan), target, pending, plan, dice.split());
    }

    @Override
    public boolean onVirtualThread() {
        return target.virtual();
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        return new Run(this, bench).run();
    }

    @Override
    public String toString() {
        return payload + "\n  " + options + "\n  " + (pending ? "PendingSend" : "blocking call") + " to " + target
                + "\n  " + fault;
    }

    /** One run of a case. */
    private static final class Run {
        private final PeerPayloadCase plan;
        private final PayloadPlan payload;
        private final Bench bench;
        private final Rules rules = new Rules();
        private final Conversation conversation = Conversation.create();
        private @Nullable TransferResult result;
        private @Nullable Throwable failure;
        /** What the library says that the target accepted. */
        private long told;

        private boolean peerReset;

        Run(PeerPayloadCase plan, Bench bench) {
            this.plan = plan;
            this.payload = plan.payload();
            this.bench = bench;
        }

        Verdict run() throws IOException {
            PeerTarget[] opened = new PeerTarget[1];
            Trigger fault = plan.fault().kind() == FaultPlan.Kind.NONE
                    ? Trigger.never()
                    : new Trigger(plan.fault().at(), bytes -> fail(opened[0]));
            byte[] received;
            try (BuiltPayload built = new BuiltPayload(payload, bench.files());
                    PeerTarget target = new PeerTarget(plan.target(), plan.dice(), fault, bench.peers())) {
                opened[0] = target;
                target.begin();
                ListenerRules listener =
                        new ListenerRules(false, payload.count(), mostInAStep(), Trigger.never(), Trigger.never());
                send(built.payload(), target, plan.options().with(listener, conversation));
                fault.disarm();
                boolean mustClose = Cancelled.isToldBy(failure) && !plan.pending();
                // A cancel that comes when the call fails for a reason of its own may still close the target.
                boolean mayClose = fault.hasFired()
                        && plan.fault().kind() == FaultPlan.Kind.CANCEL
                        && failure != null
                        && !plan.pending();
                if (mustClose) {
                    Cancelled.awaitClose(target::isOpen);
                }
                boolean eitherWay = mayClose && !mustClose;
                rules.rule(
                        eitherWay || target.isOpen() != mustClose,
                        "the target is left " + (mustClose ? "open" : "closed"));
                rules.addAll(target.complaints());
                rules.addAll(listener.complaints());
                built.judge(rules);
                received = target.finish();
                peerReset = target.sawReset();
                if (plan.target().kind().isTcp()) {
                    PeerEnd end = eitherWay ? PeerEnd.EITHER : PeerEnd.CLEAN;
                    if (mustClose) {
                        end = PeerEnd.ofCancelled(plan.target(), plan.options().policy());
                    }
                    end.judge(rules, peerReset, received.length == payload.count());
                }
            }
            judge(received, fault.hasFired());
            List<String> covered = List.of(
                    (fault.hasFired() ? plan.fault().kind() : FaultPlan.Kind.NONE) + " at PEER",
                    failure == null ? "complete" : "failed");
            String happened = "result " + result + ", failure " + failure + "\n  told " + told + ", received "
                    + received.length + ", fault fired at " + fault.firedAt();
            return new Verdict(rules.broken(), happened, failure, covered);
        }

        private void send(Payload sent, PeerTarget target, TransferOptions options) throws IOException {
            try {
                if (plan.pending()) {
                    loop(sent, target.channel(), options);
                } else {
                    result = target.isStream()
                            ? ZeroCopyTransfer.send(sent, target.stream(), options)
                            : ZeroCopyTransfer.send(sent, target.channel(), options);
                    told = result.bytes();
                }
            } catch (IOException e) {
                failure = e;
                if (e instanceof TransferException known) {
                    told = known.bytesTransferred();
                }
            }
        }

        private void loop(Payload sent, WritableByteChannel channel, TransferOptions options) throws IOException {
            try (PendingSend send = ZeroCopyTransfer.begin(sent, options);
                    Selector selector = Selector.open()) {
                ((SelectableChannel) channel).register(selector, SelectionKey.OP_WRITE);
                try {
                    while (!send.isComplete()) {
                        if (send.advance(channel) == 0 && !send.isComplete()) {
                            rules.rule(selector.select(PATIENCE_MILLIS) > 0, "waits for what never comes");
                            selector.selectedKeys().clear();
                        }
                    }
                    result = send.result();
                } finally {
                    told = send.transferred();
                }
            }
        }

        /** A blocking channel that the kernel finds full is nudged, whatever the chunk size. */
        private long mostInAStep() {
            return Math.max(plan.options().chunkSize(), plan.pending() ? 0 : 4096);
        }

        private void fail(PeerTarget failing) throws IOException {
            switch (plan.fault().kind()) {
                case PEER_CLOSES -> failing.closePeer();
                case PEER_RESETS -> failing.resetPeer();
                case CANCEL -> conversation.cancel();
                default -> failing.shutdownOutput();
            }
        }

        private void judge(byte[] received, boolean fired) {
            int difference = Arrays.mismatch(received, payload.expected());
            rules.rule(difference == received.length || difference < 0, "the byte at " + difference + " is wrong");
            boolean peerGone = fired
                    && (plan.fault().kind() == FaultPlan.Kind.PEER_CLOSES
                            || plan.fault().kind() == FaultPlan.Kind.PEER_RESETS);
            boolean lost = peerGone || peerReset;
            // A stream that throws may have taken part of what it was given.
            long unseen = isHidden() && result == null ? plan.options().copyStep() : 0;
            rules.rule(received.length - told <= unseen && (lost || told <= received.length), "told " + told);
            TransferResult done = result;
            if (done != null) {
                judgeResult(done);
            } else if (failure instanceof ZeroCopyUnavailableException) {
                rules.rule(plan.options().policy() == ZeroCopyPolicy.REQUIRE && told == firstWithoutRoad(), "no road");
            } else if (fired && plan.fault().kind() == FaultPlan.Kind.CANCEL) {
                rules.rule(
                        Cancelled.isToldBy(failure) || payload.firstMissing() < payload.count(),
                        "cancelled: a TransferException of no side that says so");
            } else {
                rules.rule(fired || payload.firstMissing() < payload.count(), "failed for no reason");
            }
        }

        private void judgeResult(TransferResult done) {
            rules.rule(told == payload.count() && done.bytes() == payload.count(), "a short success");
            long buffers = payload.bytesIn(PartPlan.Kind::isBytes);
            long sum = 0;
            for (TransferMechanism mechanism : TransferMechanism.values()) {
                sum += done.bytesBy(mechanism);
            }
            rules.rule(sum == payload.count(), "bytesBy is " + sum + " in all");
            rules.rule(done.bytesBy(TransferMechanism.BUFFER_WRITE) == buffers, "BUFFER_WRITE of others' bytes");
            if (!hasRoad()) {
                rules.rule(done.bytesBy(TransferMechanism.SENDFILE) == 0, "SENDFILE without a road");
            }
            rules.rule(
                    plan.options().policy() != ZeroCopyPolicy.REQUIRE || firstWithoutRoad() == payload.count(),
                    "copied under REQUIRE");
        }

        private boolean isHidden() {
            return ExpectedRoad.isHidden(plan.target().kind(), plan.options().policy());
        }

        private boolean hasRoad() {
            return plan.target().kind().isSocket()
                    && !isHidden()
                    && plan.options().policy() != ZeroCopyPolicy.AVOID
                    && ZeroCopyTransfer.capabilities().has(TransferMechanism.SENDFILE);
        }

        private long firstWithoutRoad() {
            return payload.firstOf(hasRoad() ? PartPlan.Kind::isCopiedThroughHeap : kind -> !kind.isBytes());
        }
    }
}
