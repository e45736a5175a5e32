package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.model.FaultPlan.Venue;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The two ends of a receive or relay, open, and what is to go wrong with them. */
final class InflowEnds implements Closeable {
    private final InflowCase plan;
    private final Thread caller = Thread.currentThread();
    private final Conversation conversation = Conversation.create();
    private final Trigger fault;
    private final Taken taken;
    private final Inflow source;
    private final ModelTarget target;
    private long movedAtFault = -1;

    InflowEnds(InflowCase plan, Bench bench) throws IOException {
        this.plan = plan;
        boolean atAByte = plan.fault().kind() != FaultPlan.Kind.NONE
                && !plan.fault().kind().isBefore();
        this.fault = atAByte ? new Trigger(plan.fault().at(), bytes -> fail()) : Trigger.never();
        this.taken = new Taken(Trigger.never(), faultAt(Venue.TARGET));
        this.source = openSource(bench);
        try {
            this.target = openTarget(bench);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private Inflow openSource(Bench bench) throws IOException {
        InflowPlan from = plan.source();
        return switch (from.kind()) {
            case CHANNEL -> new ScriptedInflow(from, plan.dice(), new Given(plan, faultAt(Venue.SOURCE)));
            case STREAM -> new ScriptedInput(from, new Given(plan, faultAt(Venue.SOURCE)));
            case FILE -> new FileInflow(from, bench.files().ofSize(from.position() + from.length()));
            case TCP, UNIX, PIPE -> new PeerInflow(from, plan.dice(), faultAt(Venue.SOURCE_PEER), bench.peers());
        };
    }

    private ModelTarget openTarget(Bench bench) throws IOException {
        TargetPlan to = plan.target();
        int contentStart = plan.source().position();
        return switch (to.kind()) {
            case CHANNEL -> new ScriptedChannel(SinkPlan.of(to), plan.options().copyStep(), plan.dice(), taken);
            case FILE, APPENDING_FILE, POSITIONED_FILE -> new FileTarget(bench.sink(), to, contentStart);
            case PATH -> new PathTarget(bench.landings(), plan.path(), contentStart);
            case TCP, UNIX, PIPE -> new PeerTarget(to, plan.dice(), faultAt(Venue.PEER), bench.peers());
            case STREAM, SOCKET_STREAM -> throw new AssertionError("not for a receive or relay: " + to);
        };
    }

    /** The fault, where it is to be set off at this venue. */
    Trigger faultAt(Venue venue) {
        return plan.fault().venue() == venue ? fault : Trigger.never();
    }

    Trigger fault() {
        return fault;
    }

    Conversation conversation() {
        return conversation;
    }

    Inflow source() {
        return source;
    }

    ModelTarget target() {
        return target;
    }

    /** Bytes that a scripted target had taken when the fault came; -1 where nobody can tell. */
    long movedAtFault() {
        return movedAtFault;
    }

    /** Lets the peers go, and does what is to be done before the call. */
    void begin() throws IOException {
        switch (plan.fault().kind()) {
            case INTERRUPTED_BEFORE -> caller.interrupt();
            case CLOSED_BEFORE -> close(target.channel());
            case SOURCE_CLOSED_BEFORE -> close(source.channel());
            default -> {}
        }
        source.begin();
        target.begin();
    }

    private void fail() throws IOException {
        FaultPlan happening = plan.fault();
        Channel hit = happening.hitsSource() ? source.channel() : target.channel();
        if (target instanceof ScriptedChannel && !happening.isFromPeer()) {
            movedAtFault = taken.size();
        }
        switch (happening.kind()) {
            case THROWS_IO -> throw new PlannedFailure.Checked();
            case THROWS_RUNTIME -> throw new PlannedFailure.Unchecked();
            case CLOSES_AND_THROWS -> {
                close(hit);
                throw new AsynchronousCloseException();
            }
            case CLOSES_ITSELF, CLOSE, CLOSE_SOURCE -> close(hit);
            case INTERRUPT -> caller.interrupt();
            case CANCEL -> conversation.cancel();
            case SHUTDOWN_OUTPUT -> ((PeerTarget) target).shutdownOutput();
            case PEER_CLOSES -> {
                if (happening.hitsSource()) {
                    ((PeerInflow) source).closePeer();
                } else {
                    ((PeerTarget) target).closePeer();
                }
            }
            case PEER_RESETS -> {
                if (happening.hitsSource()) {
                    ((PeerInflow) source).resetPeer();
                } else {
                    ((PeerTarget) target).resetPeer();
                }
            }
            default -> throw new AssertionError("not at a byte: " + happening);
        }
    }

    private static void close(@Nullable Channel channel) throws IOException {
        Objects.requireNonNull(channel).close();
    }

    @Override
    public void close() throws IOException {
        try (source) {
            target.close();
        }
    }
}
