package io.zerocopy.model;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.model.FaultPlan.Venue;
import io.zerocopy.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs a receive or relay on the calling thread, with the library, and tells what happened. */
final class InflowRun {
    /** For what is closed by a thread of its own when time has run out. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InflowCase plan;
    private final InflowEnds ends;
    private final Inflow source;
    private final ModelTarget target;
    private final ListenerRules listener;
    private final List<String> complaints = new ArrayList<>();
    private @Nullable TransferResult result;
    private @Nullable Throwable failure;

    private InflowRun(InflowCase plan, InflowEnds ends) {
        this.plan = plan;
        this.ends = ends;
        this.source = ends.source();
        this.target = ends.target();
        this.listener = new ListenerRules(
                plan.options().listening() == OptionsPlan.Listening.THROWING,
                plan.untilEnd() ? -1 : plan.count(),
                plan.maySplice() ? plan.options().chunkSize() : plan.options().copyStep(),
                Trigger.never(),
                ends.faultAt(Venue.LISTENER));
    }

    static InflowOutcome of(InflowCase plan, Bench bench) throws IOException {
        try (InflowEnds ends = new InflowEnds(plan, bench)) {
            return new InflowRun(plan, ends).run();
        }
    }

    private InflowOutcome run() throws IOException {
        TransferOptions options = plan.limits()
                .with(
                        plan.options().with(listener, ends.conversation()).withMaxBytes(plan.maxBytes()),
                        RateLimit.ofBytesPerSecond(1));
        ends.begin();
        try {
            result = target instanceof PathTarget file ? receive(file, options) : move(options);
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
        ends.fault().disarm();
        return outcome(Thread.interrupted());
    }

    private TransferResult receive(PathTarget file, TransferOptions options) throws IOException {
        ReadableByteChannel channel = source.channel();
        if (channel == null) {
            return plan.untilEnd()
                    ? ZeroCopyTransfer.receive(source.stream(), file.path(), options)
                    : ZeroCopyTransfer.receive(source.stream(), file.path(), plan.count(), options);
        }
        return plan.untilEnd()
                ? ZeroCopyTransfer.receive(channel, file.path(), options)
                : ZeroCopyTransfer.receive(channel, file.path(), plan.count(), options);
    }

    /** Into a file at a position, or to a channel. */
    private TransferResult move(TransferOptions options) throws IOException {
        ReadableByteChannel from = Objects.requireNonNull(source.channel());
        WritableByteChannel to = Objects.requireNonNull(target.channel());
        if (plan.target().kind() == TargetPlan.Kind.POSITIONED_FILE) {
            return ZeroCopyTransfer.receive(
                    from, (FileChannel) to, plan.target().position(), plan.count(), options);
        }
        return plan.untilEnd()
                ? ZeroCopyTransfer.relay(from, to, options)
                : ZeroCopyTransfer.relay(from, to, plan.count(), options);
    }

    private InflowOutcome outcome(boolean interrupted) throws IOException {
        if (InflowEnding.of(failure).isByLimit()) {
            awaitTheCloses();
        }
        boolean sourceOpen = source.isOpen();
        boolean targetOpen = target.isOpen();
        complaints.addAll(source.complaints());
        complaints.addAll(target.complaints());
        complaints.addAll(listener.complaints());
        boolean appeared = target instanceof PathTarget path && path.hasAppeared();
        byte[] received = target.finish();
        long there = source.finish();
        boolean stood = source.hasStood() || (target instanceof ScriptedChannel channel && channel.hasStood());
        return new InflowOutcome(
                result,
                failure,
                ByteBuffer.wrap(received),
                target instanceof PeerTarget peer && peer.sawReset(),
                source.hasBrokenContract(),
                target.hasBrokenContract(),
                appeared,
                there,
                source.given(),
                ends.movedAtFault(),
                stood,
                interrupted,
                sourceOpen,
                targetOpen,
                ends.fault(),
                plan.options().listening() == OptionsPlan.Listening.NONE ? null : listener,
                complaints);
    }

    /** What is no socket and no pipe is closed by a thread of its own, a file not at all. */
    private void awaitTheCloses() {
        if (plan.source().kind() != InflowPlan.Kind.FILE) {
            await(() -> !source.isOpen(), "the source");
        }
        if (target.channel() != null && !plan.target().kind().isFile()) {
            await(() -> !target.isOpen(), "the target");
        }
    }

    private void await(Callable<Boolean> isClosed, String what) {
        try {
            if (!Await.within(PATIENCE, isClosed)) {
                complaints.add(what + " is not closed although time has run out");
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
