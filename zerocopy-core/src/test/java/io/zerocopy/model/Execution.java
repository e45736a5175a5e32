package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.model.FaultPlan.Venue;
import io.zerocopy.testkit.ForeignFileChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one case on the calling thread, with the library, and tells what happened. */
final class Execution {
    /** Where the caller's FileChannel stands; nothing may move it. */
    private static final long OWN_POSITION = 13;

    /** Most bytes of the one copying step that makes a blocking channel wait. */
    private static final int NUDGE_BYTES = 4096;

    private final Scenario scenario;
    private final Path file;
    private final Bench bench;
    private final Thread sender = Thread.currentThread();
    private final Conversation conversation = Conversation.create();
    private final Trigger change;
    private final Trigger fault;
    private volatile @Nullable ModelTarget target;
    private long sizeAfterChange = -1;

    Execution(Scenario scenario, Bench bench) throws IOException {
        this.scenario = scenario;
        this.bench = bench;
        this.file = bench.files().fileFor(scenario.source());
        this.change = scenario.source().change() == SourcePlan.Change.NONE
                ? Trigger.never()
                : new Trigger(scenario.source().changeAt(), this::changeSource);
        this.fault = switch (scenario.fault().kind()) {
            case NONE, INTERRUPTED_BEFORE, CLOSED_BEFORE -> Trigger.never();
            default -> new Trigger(scenario.fault().at(), this::fail);
        };
    }

    Outcome run() throws IOException {
        try (ModelTarget opened = open();
                FileChannel caller = callersChannel()) {
            target = opened;
            before(opened);
            boolean listens = scenario.options().listening() != OptionsPlan.Listening.NONE;
            ListenerRules rules = listener();
            TransferResult result = null;
            Throwable failure = null;
            opened.begin();
            try {
                result = send(opened, caller, scenario.options().with(rules, conversation));
            } catch (IOException | RuntimeException | AssertionError e) {
                failure = e;
            }
            change.disarm();
            fault.disarm();
            boolean interrupted = Thread.interrupted();
            if (Cancelled.isToldBy(failure) && !scenario.target().kind().isFile()) {
                Cancelled.awaitClose(opened::isOpen);
            }
            boolean targetOpen = opened.isOpen();
            boolean sourceOpen = caller == null || caller.isOpen();
            String moved = caller != null && sourceOpen && caller.position() != OWN_POSITION
                    ? "the caller's FileChannel moved to " + caller.position()
                    : null;
            List<String> complaints = new ArrayList<>(opened.complaints());
            complaints.addAll(rules.complaints());
            return new Outcome(
                    result,
                    failure,
                    ByteBuffer.wrap(opened.finish()),
                    opened instanceof PeerTarget peer && peer.sawReset(),
                    opened.hasBrokenContract(),
                    interrupted,
                    targetOpen,
                    sourceOpen,
                    moved,
                    change,
                    sizeAfterChange,
                    fault,
                    listens ? rules : null,
                    complaints);
        }
    }

    private ModelTarget open() throws IOException {
        TargetPlan plan = scenario.target();
        long mostAtOnce = scenario.options().copyStep();
        Taken taken = new Taken(changeAt(Venue.TARGET), faultAt(Venue.TARGET));
        return switch (plan.kind()) {
            case CHANNEL -> new ScriptedChannel(SinkPlan.of(plan), mostAtOnce, scenario.dice(), taken);
            case STREAM ->
                new ScriptedStream(mostAtOnce, scenario.fault().kind().isThrow(), taken);
            case FILE, APPENDING_FILE ->
                new FileTarget(bench.sink(), plan, scenario.source().position());
            case TCP, SOCKET_STREAM, UNIX, PIPE ->
                new PeerTarget(plan, scenario.dice(), faultAt(Venue.PEER), bench.peers());
            case POSITIONED_FILE, PATH -> throw new AssertionError("not for a send: " + plan);
        };
    }

    private Trigger faultAt(Venue venue) {
        return scenario.fault().venue() == venue ? fault : Trigger.never();
    }

    private Trigger changeAt(Venue venue) {
        return scenario.venueOfChange() == venue ? change : Trigger.never();
    }

    private ListenerRules listener() {
        SourcePlan source = scenario.source();
        boolean unknown = source.kind().isWhole() && source.size() == 0;
        return new ListenerRules(
                scenario.options().listening() == OptionsPlan.Listening.THROWING,
                unknown ? -1 : source.wanted(),
                mostInAStep(),
                changeAt(Venue.LISTENER),
                faultAt(Venue.LISTENER));
    }

    /** A blocking channel that the kernel finds full is nudged, whatever the chunk size. */
    private long mostInAStep() {
        boolean nudged =
                scenario.target().kind().isSocket() && scenario.target().blocking();
        return Math.max(scenario.options().chunkSize(), nudged ? NUDGE_BYTES : 0);
    }

    private @Nullable FileChannel callersChannel() throws IOException {
        if (!scenario.source().kind().isChannel()) {
            return null;
        }
        FileChannel opened = scenario.source().kind() == SourcePlan.Kind.DIRECT_RANGE
                ? bench.files().openDirect(file)
                : FileChannel.open(file, StandardOpenOption.READ);
        return opened.position(OWN_POSITION);
    }

    private void before(ModelTarget opened) throws IOException {
        if (scenario.fault().kind() == FaultPlan.Kind.INTERRUPTED_BEFORE) {
            sender.interrupt();
        } else if (scenario.fault().kind() == FaultPlan.Kind.CLOSED_BEFORE) {
            closeChannel(opened);
        }
    }

    private TransferResult send(ModelTarget opened, @Nullable FileChannel caller, TransferOptions options)
            throws IOException {
        SourcePlan source = scenario.source();
        if (opened.isStream()) {
            return ZeroCopyTransfer.send(file, opened.stream(), options);
        }
        WritableByteChannel channel = Objects.requireNonNull(opened.channel());
        if (caller != null) {
            boolean foreign = source.kind() == SourcePlan.Kind.FOREIGN_RANGE;
            FileChannel given = foreign ? new ForeignFileChannel(caller) : caller;
            return ZeroCopyTransfer.send(given, source.position(), source.count(), channel, options);
        }
        return source.kind().isWhole()
                ? ZeroCopyTransfer.send(file, channel, options)
                : ZeroCopyTransfer.send(file, source.position(), source.count(), channel, options);
    }

    /**
     * A cut under sendfile spares what is in flight: the kernel shares those pages, and would zero the last one's end
     * before the peer has read it ("returned is not frozen").
     */
    private void changeSource(long bytes) throws IOException {
        SourcePlan source = scenario.source();
        long least = scenario.target().kind().isSocket() ? source.position() + bytes : 0;
        double share = source.changeShare();
        sizeAfterChange = source.change() == SourcePlan.Change.CUT
                ? Math.min(source.size(), least + (long) (share * Math.max(0, source.size() - least)))
                : source.size() + (long) (share * SourceFiles.GROWTH);
        SourceFiles.resize(file, source.size(), sizeAfterChange);
    }

    private void fail(long bytes) throws IOException {
        ModelTarget failing = Objects.requireNonNull(target);
        switch (scenario.fault().kind()) {
            case THROWS_IO -> throw new PlannedFailure.Checked();
            case THROWS_RUNTIME -> throw new PlannedFailure.Unchecked();
            case CLOSES_AND_THROWS -> {
                failing.close();
                throw new AsynchronousCloseException();
            }
            case CLOSES_ITSELF, CLOSE -> closeChannel(failing);
            case INTERRUPT -> sender.interrupt();
            case CANCEL -> conversation.cancel();
            case SHUTDOWN_OUTPUT -> ((PeerTarget) failing).shutdownOutput();
            case PEER_CLOSES -> ((PeerTarget) failing).closePeer();
            case PEER_RESETS -> ((PeerTarget) failing).resetPeer();
            default -> throw new AssertionError("not at a byte: " + scenario.fault() + " at " + bytes);
        }
    }

    private static void closeChannel(ModelTarget target) throws IOException {
        Objects.requireNonNull(target.channel()).close();
    }
}
