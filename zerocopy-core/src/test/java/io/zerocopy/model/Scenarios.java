package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.model.FaultPlan.Venue;
import io.zerocopy.model.OptionsPlan.Listening;
import io.zerocopy.testkit.VirtualThreads;

/** Makes a {@link Scenario} from a seed; the same one each time on the same JDK. */
final class Scenarios {
    /** Bounds the calls of one case, since any size of piece goes with any size of file. */
    private static final int MOST_STEPS = 1_000;

    private static final int NO_PERCENT = 0;

    private final Dice dice;
    private final boolean peers;
    private final int largestSize;

    private Scenarios(Dice dice, boolean peers) {
        this.dice = dice;
        this.peers = peers;
        this.largestSize = peers ? SourceFiles.LARGEST : SourceFiles.LARGEST / 4;
    }

    /** A case without sockets: it takes well under a millisecond unless it waits. */
    static Scenario scripted(long seed) {
        return new Scenarios(new Dice(seed), false).scenario();
    }

    /** A case on a real socket or pipe. */
    static Scenario withPeer(long seed) {
        return new Scenarios(new Dice(seed), true).scenario();
    }

    private Scenario scenario() {
        TargetPlan.Kind kind = targetKind();
        SourcePlan source = source(kind);
        int moving = (int) source.availableOf(source.size());
        OptionsPlan options = options(kind, source.kind(), moving);
        TargetPlan target = target(kind, moving);
        FaultPlan fault = fault(source, target, options);
        return new Scenario(
                changing(source, target, options, fault), target, options.forFault(fault), fault, dice.split());
    }

    private TargetPlan.Kind targetKind() {
        if (peers) {
            return dice.oneOf(
                    TargetPlan.Kind.TCP,
                    TargetPlan.Kind.TCP,
                    TargetPlan.Kind.SOCKET_STREAM,
                    TargetPlan.Kind.UNIX,
                    TargetPlan.Kind.PIPE);
        }
        return dice.oneOf(
                TargetPlan.Kind.CHANNEL,
                TargetPlan.Kind.CHANNEL,
                TargetPlan.Kind.CHANNEL,
                TargetPlan.Kind.STREAM,
                TargetPlan.Kind.FILE,
                TargetPlan.Kind.APPENDING_FILE);
    }

    private SourcePlan source(TargetPlan.Kind target) {
        SourcePlan.Kind kind = target.isStream()
                ? dice.oneOf(SourcePlan.Kind.PATH_WHOLE, SourcePlan.Kind.JIMFS_WHOLE)
                : dice.oneOf(SourcePlan.Kind.values());
        int size = dice.percent(4) ? 0 : SourceFiles.nearestSize(dice.skewed(1, largestSize));
        if (kind.isWhole()) {
            return unchanged(kind, size, 0, size);
        }
        long position = dice.percent(5) ? size + dice.between(0, 100) : dice.between(0, Math.max(0, size - 1));
        int there = (int) Math.max(0, size - position);
        long count = dice.skewed(0, there);
        if (dice.percent(15)) {
            count = dice.percent(10) ? Long.MAX_VALUE - position : there + dice.skewed(1, 100_000);
        }
        return unchanged(kind, size, position, count);
    }

    private static SourcePlan unchanged(SourcePlan.Kind kind, int size, long position, long count) {
        return new SourcePlan(kind, size, position, count, SourcePlan.Change.NONE, 0, 0);
    }

    private OptionsPlan options(TargetPlan.Kind target, SourcePlan.Kind source, int moving) {
        ZeroCopyPolicy policy = ZeroCopyPolicy.PREFER;
        if (dice.percent(30)) {
            boolean kernelMay = target.isSocket() || target == TargetPlan.Kind.FILE;
            // Where the kernel's road is and ends in a file opened for DIRECT is the kernel's to know.
            boolean mayRequire = source != SourcePlan.Kind.DIRECT_RANGE;
            policy = dice.percent(kernelMay ? 40 : 5) && mayRequire ? ZeroCopyPolicy.REQUIRE : ZeroCopyPolicy.AVOID;
        }
        int least = 1 + moving / MOST_STEPS;
        long chunk = dice.percent(20)
                ? dice.oneOf(8L << 20, Long.MAX_VALUE, (long) moving, moving + 1L)
                : dice.skewed(least, Math.max(least, 2 * moving));
        int buffer = dice.percent(30) ? 256 * 1024 : bufferOfAtLeast(least);
        // Each one that throws is a line in the log.
        Listening listening = dice.between(1, 4000) == 1
                ? Listening.THROWING
                : dice.oneOf(Listening.RECORDING, Listening.RECORDING, Listening.NONE);
        return new OptionsPlan(policy, Math.max(1, chunk), buffer, listening, dice.percent(10));
    }

    private int bufferOfAtLeast(int least) {
        int size = dice.oneOf(1, 2, 3, 7, 64, 1000, 4096, 65_536, 70_000);
        return size >= least ? size : 1000;
    }

    private TargetPlan target(TargetPlan.Kind kind, int moving) {
        int least = 1 + moving / MOST_STEPS;
        if (kind.isScripted()) {
            int piece = dice.percent(20) ? Integer.MAX_VALUE : dice.skewed(least, Math.max(least, moving));
            int zeros = dice.percent(10) ? dice.oneOf(1, 10, 90) : NO_PERCENT;
            return TargetPlan.scripted(
                    kind, piece, zeros, kind == TargetPlan.Kind.CHANNEL ? Lies.ofTarget(dice) : null);
        }
        if (kind.isFile()) {
            int existing = dice.oneOf(0, 7, 5000);
            long position = kind == TargetPlan.Kind.FILE ? dice.between(0, existing + (dice.percent(20) ? 50 : 0)) : 0;
            return TargetPlan.file(kind, existing, position);
        }
        return peer(dice, kind, least, kind.isStream() || dice.percent(50)).taking(moving);
    }

    /** A real socket or pipe, whose peer reads at least this much at once. */
    static TargetPlan peer(Dice dice, TargetPlan.Kind kind, int least, boolean blocking) {
        int portion = dice.skewed(least, Math.max(least, 64 * 1024));
        int buffers = dice.oneOf(0, 1, 8 * 1024, 8 * 1024, 32 * 1024);
        return TargetPlan.withPeer(kind, portion, blocking, buffers, VirtualThreads.areAvailable() && dice.percent(25));
    }

    private FaultPlan fault(SourcePlan source, TargetPlan target, OptionsPlan options) {
        // A liar takes what it likes, and not up to a fault's byte.
        if (target.lie() != null || dice.percent(40)) {
            return FaultPlan.NONE;
        }
        if (dice.percent(4)) {
            boolean stream = target.kind().isStream();
            return new FaultPlan(
                    stream || dice.percent(50) ? FaultPlan.Kind.INTERRUPTED_BEFORE : FaultPlan.Kind.CLOSED_BEFORE,
                    Venue.TARGET,
                    0);
        }
        int moving = (int) source.availableOf(source.size());
        int at = dice.percent(15) ? dice.oneOf(0, moving) : dice.between(0, moving);
        boolean listener = options.listening() != Listening.NONE;
        if (target.kind().hasPeer() && !(listener && dice.percent(25))) {
            return new FaultPlan(FaultsOfPeers.choose(dice, target, options), Venue.PEER, at);
        }
        if (target.kind().isScripted() && !(listener && dice.percent(25))) {
            return new FaultPlan(
                    target.kind() == TargetPlan.Kind.STREAM
                            ? dice.oneOf(
                                    FaultPlan.Kind.THROWS_IO,
                                    FaultPlan.Kind.THROWS_RUNTIME,
                                    FaultPlan.Kind.INTERRUPT,
                                    FaultPlan.Kind.CANCEL)
                            : dice.oneOf(
                                    FaultPlan.Kind.THROWS_IO,
                                    FaultPlan.Kind.THROWS_RUNTIME,
                                    FaultPlan.Kind.CLOSES_ITSELF,
                                    FaultPlan.Kind.CLOSES_AND_THROWS,
                                    FaultPlan.Kind.INTERRUPT,
                                    FaultPlan.Kind.CANCEL),
                    Venue.TARGET,
                    at);
        }
        if (!listener) {
            return FaultPlan.NONE;
        }
        if (dice.percent(30)) {
            return new FaultPlan(FaultPlan.Kind.CANCEL, Venue.LISTENER, at);
        }
        boolean closable = target.kind() != TargetPlan.Kind.STREAM;
        return new FaultPlan(
                closable && dice.percent(50) ? FaultPlan.Kind.CLOSE : FaultPlan.Kind.INTERRUPT, Venue.LISTENER, at);
    }

    /** A change needs somebody on the sending thread to make it, and bytes to happen at. */
    private SourcePlan changing(SourcePlan source, TargetPlan target, OptionsPlan options, FaultPlan fault) {
        boolean nobody = !target.kind().isScripted() && options.listening() == Listening.NONE;
        int moving = (int) source.availableOf(source.size());
        if (nobody
                || target.lie() != null
                || source.kind() == SourcePlan.Kind.DIRECT_RANGE
                || moving == 0
                || fault.isFromPeer()
                || !dice.percent(20)) {
            return source;
        }
        return new SourcePlan(
                source.kind(),
                source.size(),
                source.position(),
                source.count(),
                dice.percent(70) ? SourcePlan.Change.CUT : SourcePlan.Change.GROWN,
                dice.between(1, moving),
                dice.percent(10) ? 0 : dice.fraction());
    }
}
