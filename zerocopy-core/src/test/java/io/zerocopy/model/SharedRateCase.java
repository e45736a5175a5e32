package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Some sends at once under one rate limit, which changes meanwhile: by threads that block, and by one event loop. Each
 * may be cancelled, or closed early, and the others must get on. That the shares are fair is tested elsewhere.
 *
 * @param millis how long all of them take together at the first rate
 */
record SharedRateCase(List<Member> members, int millis, int changes, Dice dice) implements Case {
    private static final int MOST_MEMBERS = 5;
    private static final int MOST_STEPS = 300;
    private static final int LONGEST_MILLIS = 30;
    private static final int MOST_CHANGES = 3;
    private static final long LONGEST_PARK_NANOS = 1_000_000;

    private enum Driver {
        EVENT_LOOP,
        BLOCKING_CALL
    }

    /**
     * One of the sends.
     *
     * @param abandonedAt the byte at which its conversation is cancelled, by its own target; beyond the end if it is
     *     not
     */
    private record Member(PayloadPlan payload, OptionsPlan options, Driver driver, SinkPlan sink, int abandonedAt) {}

    static SharedRateCase make(long seed) {
        Dice dice = new Dice(seed);
        List<Member> members = new ArrayList<>();
        int number = dice.between(2, MOST_MEMBERS);
        for (int i = 0; i < number; i++) {
            members.add(member(dice));
        }
        return new SharedRateCase(
                members, dice.between(1, LONGEST_MILLIS), dice.between(0, MOST_CHANGES), dice.split());
    }

    private static Member member(Dice dice) {
        PayloadPlan payload = PayloadPlans.make(dice, false);
        int bytes = payload.count();
        int least = 1 + bytes / MOST_STEPS;
        OptionsPlan options = new OptionsPlan(
                dice.percent(70) ? ZeroCopyPolicy.PREFER : ZeroCopyPolicy.AVOID,
                dice.percent(50) ? 1L << 20 : dice.skewed(least, Math.max(least, 2 * bytes)),
                dice.percent(50) ? 256 * 1024 : Math.max(least, dice.oneOf(64, 1000, 4096, 70_000)),
                OptionsPlan.Listening.NONE,
                true);
        int piece = dice.percent(50) ? Integer.MAX_VALUE : dice.skewed(least, Math.max(least, bytes));
        SinkPlan sink = new SinkPlan(false, piece, dice.percent(20) ? 5 : 0, 3, 0, 0, 0, null);
        Driver driver = dice.oneOf(Driver.values());
        int abandonedAt = dice.percent(20) ? dice.between(0, bytes) : Integer.MAX_VALUE;
        return new Member(payload, options, driver, sink, abandonedAt);
    }

    @Override
    public boolean onVirtualThread() {
        return false;
    }

    @Override
    public Verdict run(Bench bench) throws IOException {
        long bytes = 1;
        for (Member member : members) {
            bytes += member.payload().count();
        }
        RateLimit rate = RateLimit.ofBytesPerSecond(bytes * 1000 / millis);
        List<Sending> sendings = new ArrayList<>();
        List<BuiltPayload> built = new ArrayList<>();
        Rules rules = new Rules();
        try {
            for (Member member : members) {
                BuiltPayload payload = new BuiltPayload(member.payload(), bench.files());
                built.add(payload);
                sendings.add(new Sending(member, payload, rate, dice.split()));
            }
            drive(sendings, rate);
            for (Sending sending : sendings) {
                sending.judge(rules);
            }
        } finally {
            for (BuiltPayload payload : built) {
                payload.judge(rules);
                payload.close();
            }
        }
        List<String> covered = new ArrayList<>();
        sendings.forEach(sending -> covered.add(sending.ending()));
        return new Verdict(rules.broken(), sendings.toString(), null, covered);
    }

    private void drive(List<Sending> sendings, RateLimit rate) throws IOException {
        List<FutureTask<@Nullable Void>> threads = new ArrayList<>();
        List<Sending> loop = new ArrayList<>();
        for (Sending sending : sendings) {
            if (sending.member.driver() == Driver.EVENT_LOOP) {
                loop.add(sending);
                continue;
            }
            FutureTask<@Nullable Void> task = new FutureTask<>(sending::block, null);
            Thread thread = new Thread(task, "model-shared-rate");
            thread.setDaemon(true);
            thread.start();
            threads.add(task);
        }
        int left = changes;
        while (!loop.isEmpty()) {
            Collections.rotate(loop, 1);
            loop.removeIf(Sending::turn);
            if (left > 0 && dice.percent(10)) {
                left--;
                rate.setBytesPerSecond(Math.max(1, (long) (rate.bytesPerSecond() * (0.5 + 4 * dice.fraction()))));
            }
            loop.stream().mapToLong(Sending::holdNanos).min().ifPresent(LockSupport::parkNanos);
        }
        for (FutureTask<@Nullable Void> thread : threads) {
            try {
                thread.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IOException("a send's thread failed", e);
            }
        }
    }

    @Override
    public String toString() {
        return members.size() + " sends within " + millis + " ms, the rate changes " + changes + " times:\n  "
                + members;
    }

    /** One of the sends, on its way. */
    private static final class Sending {
        private final Member member;
        private final BuiltPayload payload;
        private final TransferOptions options;
        private final Taken taken;
        private final Trigger abandoning;
        private final ScriptedChannel channel;
        private @Nullable PendingSend pending;
        private @Nullable TransferResult result;
        private @Nullable Throwable failure;

        Sending(Member member, BuiltPayload payload, RateLimit rate, Dice dice) {
            this.member = member;
            this.payload = payload;
            Conversation conversation = Conversation.create();
            this.abandoning = new Trigger(member.abandonedAt(), bytes -> conversation.cancel());
            this.taken = new Taken(Trigger.never(), abandoning);
            this.channel = new ScriptedChannel(member.sink(), member.options().copyStep(), dice, taken);
            this.options = member.options()
                    .with(new TransferListener() {}, conversation)
                    .withRateLimit(rate);
        }

        void block() {
            try {
                result = ZeroCopyTransfer.send(payload.payload(), channel, options);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }

        /** Of an event loop; returns whether it is over. */
        boolean turn() {
            try {
                PendingSend send = pending;
                if (send == null) {
                    send = ZeroCopyTransfer.begin(payload.payload(), options);
                    pending = send;
                }
                send.advance(channel);
                if (!send.isComplete()) {
                    return false;
                }
                result = send.result();
                send.close();
            } catch (IOException | RuntimeException e) {
                failure = e;
                close();
            }
            return true;
        }

        private void close() {
            try {
                if (pending != null) {
                    pending.close();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        long holdNanos() {
            PendingSend send = pending;
            return send == null
                    ? 0
                    : Math.min(LONGEST_PARK_NANOS, send.retryAfter().toNanos());
        }

        void judge(Rules rules) {
            PayloadPlan plan = member.payload();
            rules.addAll(taken.complaints());
            byte[] received = taken.bytes();
            int difference = Arrays.mismatch(received, plan.expected());
            rules.rule(difference == received.length || difference < 0, "the byte at " + difference + " is wrong");
            boolean isWhole = plan.firstMissing() == plan.count();
            TransferResult done = result;
            if (done != null) {
                rules.rule(received.length == plan.count() && done.bytes() == plan.count(), "a short success");
            } else if (failure instanceof SourceTruncatedException) {
                rules.rule(!isWhole, "truncated: " + failure);
            } else {
                rules.rule(abandoning.hasFired() && Cancelled.isToldBy(failure), "failed: " + failure);
            }
            boolean exact =
                    !(failure instanceof TransferException known) || known.bytesTransferred() == received.length;
            rules.rule(exact, "told something else than the " + received.length + " bytes taken");
        }

        String ending() {
            String how = failure == null ? "complete" : failure.getClass().getSimpleName();
            return how + " by " + member.driver();
        }

        @Override
        public String toString() {
            return member.driver() + ": " + taken.size() + " of "
                    + member.payload().count() + " bytes, result " + result + ", failure " + failure;
        }
    }
}
