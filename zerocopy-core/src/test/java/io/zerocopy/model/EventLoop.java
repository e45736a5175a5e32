package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.HeldMemory;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives a PendingSend as a small event loop does, with everything that may happen to one, and checks after each turn
 * what the contract says of it.
 */
final class EventLoop {
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);
    private static final int SMALLEST_BUFFER_BYTES = 1024;

    private final PayloadCase plan;
    private final Payload payload;
    private final TransferOptions options;
    private final RateLimit rate;
    private final Conversation conversation;
    private final Taken taken;
    private final PayloadOracle oracle;
    private final List<String> covered;
    private final Dice dice;
    private final Sinks sinks;
    private long begunNanos;
    private boolean rateLifted;
    /** Advances in a row, since a byte moved last, that found the target full. */
    private int zeros;
    /** Whether the last advance that moved bytes found the target full then. */
    private boolean endedFull;

    private boolean over;
    private @Nullable Throwable failure;

    EventLoop(
            PayloadCase plan,
            Payload payload,
            TransferOptions options,
            RateLimit rate,
            Conversation conversation,
            Taken taken,
            PayloadOracle oracle,
            List<String> covered) {
        this.plan = plan;
        this.payload = payload;
        this.options = options;
        this.rate = rate;
        this.conversation = conversation;
        this.taken = taken;
        this.oracle = oracle;
        this.covered = covered;
        this.dice = plan.dice();
        this.sinks = new Sinks(plan, taken);
    }

    /** Runs the send to its end; returns what it failed with. */
    @Nullable
    Throwable run() throws IOException {
        begunNanos = System.nanoTime();
        PendingSend send;
        try {
            send = ZeroCopyTransfer.begin(payload, options);
        } catch (SourceTruncatedException e) {
            oracle.judgeNotBegun(e);
            oracle.judgeListener(null, e);
            return e;
        }
        oracle.judgeBegun();
        judgeAccounts(send);
        over = send.isComplete();
        while (!over) {
            turn(send);
        }
        oracle.judgeContent();
        judgeEnd(send);
        return failure;
    }

    private void turn(PendingSend send) throws IOException {
        if (dice.percent(3)) {
            sinks.change();
        }
        int roll = dice.between(1, 100);
        if (roll == 1 && sinks.channel().isOpen()) {
            advanceInterrupted(send);
        } else if (roll == 2) {
            advanceToClosed(send);
        } else if (roll == 4 && plan.options().conversing() && sinks.channel().isOpen() && dice.percent(10)) {
            advanceCancelled(send);
        } else if (roll == 3 && dice.percent(10)) {
            covered.add("closed early");
            over = true;
        } else {
            advance(send);
        }
        judgeAccounts(send);
    }

    private void advance(PendingSend send) throws IOException {
        long before = taken.size();
        long calls = taken.calls();
        long moved = 0;
        Throwable thrown = null;
        try {
            moved = send.advance(sinks.target());
        } catch (IOException | RuntimeException e) {
            thrown = e;
        }
        long took = taken.size() - before;
        oracle.rule(took <= plan.options().chunkSize(), took + " bytes in one advance");
        if (thrown != null) {
            judgeThrown(send, thrown, took);
        } else {
            oracle.rule(moved == took, "advance returned " + moved + ", the target took " + took);
            judgeHeld();
            if (took == 0 && !send.isComplete()) {
                judgeNothingMoved(send, taken.calls() > calls);
            }
        }
        over = over || send.isComplete();
        if (took > 0) {
            zeros = 0;
            endedFull = sinks.channel().isFull();
        }
    }

    /** What waits holds no more than it has bytes for. */
    private void judgeHeld() {
        long most = Math.min(plan.options().bufferSize(), payload.length());
        long rounded = Math.max(SMALLEST_BUFFER_BYTES, most + most / 4);
        long lent = HeldMemory.lentBytes();
        oracle.rule(lent <= rounded, "holds " + lent + " bytes between two turns, for at most " + most);
    }

    private void judgeNothingMoved(PendingSend send, boolean asked) {
        Duration hold = send.retryAfter();
        if (plan.limits() == Limits.RATE && !rateLifted && !asked) {
            oracle.rule(!hold.isNegative() && hold.compareTo(LONGEST_HOLD) <= 0, "held for " + hold);
            covered.add("held");
            if (dice.percent(30)) {
                rate.setBytesPerSecond(Long.MAX_VALUE);
                rateLifted = true;
            }
            return;
        }
        oracle.rule(hold.isZero(), "waits for its target, and retryAfter says " + hold);
        oracle.rule(asked && sinks.channel().isFull(), "moved nothing although the target was willing");
        oracle.rule(plan.limits() != Limits.STALL_AT_ONCE || zeros == 0, "no stall although nothing moved twice");
        zeros++;
    }

    private void judgeThrown(PendingSend send, Throwable thrown, long took) throws IOException {
        if (thrown == sinks.channel().thrown()) {
            covered.add("passed as it is");
        } else if (thrown instanceof ClosedChannelException && !sinks.channel().isOpen()) {
            covered.add("closed itself");
            sinks.replace();
        } else if (thrown instanceof TransferException known) {
            judgeFinal(send, known, took);
        } else {
            oracle.rule(false, "advance threw " + thrown);
            over = true;
        }
    }

    private void judgeFinal(PendingSend send, TransferException known, long took) throws IOException {
        failure = known;
        over = true;
        oracle.judgeCount(known);
        if (known instanceof TransferTimeoutException late) {
            boolean stall = plan.limits() == Limits.STALL_AT_ONCE && took == 0 && (zeros > 0 || endedFull);
            boolean timeout = plan.limits() == Limits.TIMEOUT_AT_ONCE && taken.size() == 0;
            oracle.rule(late.isStall() ? stall : timeout, "it is not too late: " + late);
            covered.add(late.isStall() ? "stall" : "timeout");
        } else if (known instanceof SourceTruncatedException truncated) {
            oracle.judgeTruncated(truncated);
        } else if (known instanceof ZeroCopyUnavailableException unavailable) {
            oracle.judgeUnavailable(unavailable);
        } else {
            boolean told = taken.hasBrokenContract() && Lies.areTold(known, TransferException.Side.TARGET);
            covered.add("liar");
            oracle.rule(told, "advance threw " + known);
        }
        oracle.rule(advanceFails(send) == known, "the failure is final: thrown again");
    }

    /** An interrupt before the call ends nothing: no channel has been touched. */
    private void advanceInterrupted(PendingSend send) {
        covered.add("interrupted");
        long calls = taken.calls();
        Thread.currentThread().interrupt();
        Throwable thrown = advanceFails(send);
        oracle.rule(Thread.interrupted(), "the interrupt flag is gone");
        oracle.rule(
                thrown instanceof TransferException e
                        && e.getCause() instanceof ClosedByInterruptException
                        && e.bytesTransferred() == taken.size()
                        && e.side() == TransferException.Side.NONE,
                "interrupted, it threw " + thrown);
        oracle.rule(taken.calls() == calls && sinks.channel().isOpen(), "interrupted, it touched the target");
    }

    /** A cancel is final, and leaves the target to the caller. */
    private void advanceCancelled(PendingSend send) {
        covered.add("cancelled");
        long calls = taken.calls();
        conversation.cancel();
        Throwable thrown = advanceFails(send);
        oracle.rule(Cancelled.isToldBy(thrown), "cancelled, it threw " + thrown);
        if (thrown instanceof TransferException known) {
            oracle.judgeCount(known);
        }
        oracle.rule(taken.calls() == calls, "cancelled, it touched the target");
        oracle.rule(advanceFails(send) == thrown, "the cancel is final: thrown again");
        failure = thrown;
        over = true;
    }

    private void advanceToClosed(PendingSend send) {
        covered.add("closed target");
        sinks.channel().close();
        Throwable thrown = advanceFails(send);
        oracle.rule(thrown instanceof ClosedChannelException, "to a closed target, it threw " + thrown);
        sinks.replace();
    }

    private @Nullable Throwable advanceFails(PendingSend send) {
        try {
            send.advance(sinks.target());
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    private void judgeAccounts(PendingSend send) {
        long bytes = taken.size();
        oracle.rule(send.transferred() == bytes, "transferred() is " + send.transferred() + ", taken " + bytes);
        oracle.rule(send.remaining() == payload.length() - bytes, "remaining() is " + send.remaining());
        oracle.rule(send.isComplete() == (bytes == payload.length()), "isComplete() at " + bytes);
        if (plan.limits() == Limits.RATE && !rateLifted) {
            long seconds = (System.nanoTime() - begunNanos) / 1_000_000_000;
            oracle.rule(bytes <= seconds + 2, bytes + " bytes in " + seconds + " s at a byte a second");
        }
    }

    private void judgeEnd(PendingSend send) throws IOException {
        TransferResult result = null;
        if (send.isComplete()) {
            result = send.result();
            oracle.judgeResult(result);
            oracle.rule(send.advance(sinks.target()) == 0, "something moves after the end");
        } else {
            judgeNoResult(send);
        }
        oracle.rule(!sinks.channel().wasClosed(), "the target was closed");
        send.close();
        send.close();
        oracle.rule(advanceFails(send) instanceof ClosedChannelException, "advance after close()");
        boolean closedEarly = result == null && failure == null;
        if (!closedEarly) {
            oracle.judgeListener(result, failure);
        }
    }

    private void judgeNoResult(PendingSend send) {
        try {
            send.result();
            oracle.rule(false, "a result before the end");
        } catch (IllegalStateException e) {
            // As it should be.
        }
    }
}
