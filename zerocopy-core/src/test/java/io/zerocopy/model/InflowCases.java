package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.model.OptionsPlan.Listening;
import io.zerocopy.testkit.ReadLie;
import io.zerocopy.testkit.VirtualThreads;

/** Makes an {@link InflowCase} from a seed. */
final class InflowCases {
    /** Bounds the calls of one case, since any size of piece goes with any length. */
    private static final int MOST_STEPS = 300;

    private static final int LARGEST = 128 * 1024;

    private final Dice dice;

    private InflowCases(long seed) {
        this.dice = new Dice(seed);
    }

    /** A receive without sockets: it takes well under a millisecond unless it waits. */
    static InflowCase receive(long seed) {
        InflowCases cases = new InflowCases(seed);
        InflowPlan source = cases.scriptedSource(
                InflowPlan.Kind.CHANNEL,
                InflowPlan.Kind.CHANNEL,
                InflowPlan.Kind.CHANNEL,
                InflowPlan.Kind.STREAM,
                InflowPlan.Kind.FILE);
        return cases.make(source, cases.fileTarget(source));
    }

    /** A receive from a real socket or pipe. */
    static InflowCase receiveFromPeer(long seed) {
        InflowCases cases = new InflowCases(seed);
        InflowPlan source = cases.peerSource();
        return cases.make(source, cases.fileTarget(source));
    }

    /** A relay without sockets. */
    static InflowCase relay(long seed) {
        InflowCases cases = new InflowCases(seed);
        InflowPlan source = cases.scriptedSource(
                InflowPlan.Kind.CHANNEL, InflowPlan.Kind.CHANNEL, InflowPlan.Kind.CHANNEL, InflowPlan.Kind.FILE);
        return cases.make(source, cases.relayTarget(source));
    }

    /** A relay with a real socket or pipe at one end, or at both. */
    static InflowCase relayWithPeers(long seed) {
        InflowCases cases = new InflowCases(seed);
        int roll = cases.dice.between(1, 4);
        InflowPlan source = roll == 1 ? cases.scriptedSource(InflowPlan.Kind.CHANNEL) : cases.peerSource();
        return cases.make(source, roll == 2 ? cases.scriptedTarget(source) : cases.peerTarget(source));
    }

    private InflowCase make(InflowPlan source, TargetPlan target) {
        boolean positioned = target.kind() == TargetPlan.Kind.POSITIONED_FILE;
        long count = dice.percent(45) && !positioned ? InflowCase.UNTIL_END : count(source.length());
        long maxBytes =
                dice.percent(count == InflowCase.UNTIL_END ? 40 : 10) ? maxBytes(source.length()) : Long.MAX_VALUE;
        OptionsPlan options = options(source.length());
        Limits limits = limits(source, target);
        long moving = count == InflowCase.UNTIL_END ? source.length() : Math.min(count, source.length());
        // Whatever comes at once comes first.
        boolean atOnce = limits == Limits.STALL_AT_ONCE || limits == Limits.TIMEOUT_AT_ONCE;
        boolean liar = source.lie() != null || target.lie() != null;
        FaultPlan fault = atOnce || liar || dice.percent(40)
                ? FaultPlan.NONE
                : new InflowFaults(dice, source, target, options).at(moving);
        PathPlan path = PathPlan.roll(dice);
        if (fault.isInterrupt() && path.where() == Landings.Where.ZIP) {
            // Its one channel would be closed by the interrupt, for all the cases after this one.
            path = new PathPlan(Landings.Where.DEFAULT, path.before(), path.existing());
        }
        return new InflowCase(
                source, count, maxBytes, target, path, options.forFault(fault), limits, fault, dice.split());
    }

    private InflowPlan scriptedSource(InflowPlan.Kind... kinds) {
        InflowPlan.Kind kind = dice.oneOf(kinds);
        int length = dice.percent(4) ? 0 : dice.skewed(1, LARGEST);
        if (kind == InflowPlan.Kind.FILE) {
            int size = SourceFiles.nearestSize(length);
            int position = dice.percent(50) ? 0 : dice.between(0, size);
            return InflowPlan.file(position, size - position);
        }
        int least = 1 + length / MOST_STEPS;
        int piece = dice.percent(20) ? Integer.MAX_VALUE : dice.skewed(least, Math.max(least, length));
        boolean stream = kind == InflowPlan.Kind.STREAM;
        // A stream may not give nothing, and nobody can tell what it gave when it throws.
        ReadLie lie = stream ? null : Lies.ofSource(dice);
        int zeros = !stream && lie == null && dice.percent(10) ? dice.oneOf(1, 10, 90) : 0;
        return InflowPlan.scripted(kind, length, piece, zeros, lie, !stream && dice.percent(50));
    }

    private InflowPlan peerSource() {
        InflowPlan.Kind kind =
                dice.oneOf(InflowPlan.Kind.TCP, InflowPlan.Kind.TCP, InflowPlan.Kind.UNIX, InflowPlan.Kind.PIPE);
        int length = dice.percent(4) ? 0 : dice.skewed(1, 2 * LARGEST);
        int least = 1 + length / MOST_STEPS;
        int portion = dice.skewed(least, Math.max(least, 64 * 1024));
        int buffers = dice.oneOf(0, length > TargetPlan.SMALL_WINDOWS ? 0 : 1, 8 * 1024, 32 * 1024);
        return InflowPlan.withPeer(kind, length, portion, dice.percent(50), buffers);
    }

    private TargetPlan fileTarget(InflowPlan source) {
        int existing = dice.oneOf(0, 7, 5000);
        if (source.kind() != InflowPlan.Kind.STREAM && dice.percent(30)) {
            return TargetPlan.file(
                    TargetPlan.Kind.POSITIONED_FILE, existing, dice.between(0, existing + (dice.percent(20) ? 50 : 0)));
        }
        boolean virtual = source.kind().hasPeer() && VirtualThreads.areAvailable() && dice.percent(25);
        return TargetPlan.path(virtual);
    }

    private TargetPlan relayTarget(InflowPlan source) {
        if (dice.percent(70)) {
            return scriptedTarget(source);
        }
        int existing = dice.oneOf(0, 7, 5000);
        return dice.percent(50)
                ? TargetPlan.file(TargetPlan.Kind.APPENDING_FILE, existing, 0)
                : TargetPlan.file(TargetPlan.Kind.FILE, existing, dice.between(0, existing));
    }

    private TargetPlan scriptedTarget(InflowPlan source) {
        int least = 1 + source.length() / MOST_STEPS;
        int piece = dice.percent(20) ? Integer.MAX_VALUE : dice.skewed(least, Math.max(least, source.length()));
        int zeros = dice.percent(10) ? dice.oneOf(1, 10, 90) : 0;
        return TargetPlan.scripted(TargetPlan.Kind.CHANNEL, piece, zeros, Lies.ofTarget(dice));
    }

    private TargetPlan peerTarget(InflowPlan source) {
        TargetPlan.Kind kind =
                dice.oneOf(TargetPlan.Kind.TCP, TargetPlan.Kind.TCP, TargetPlan.Kind.UNIX, TargetPlan.Kind.PIPE);
        return Scenarios.peer(dice, kind, 1 + source.length() / MOST_STEPS, dice.percent(50))
                .taking(source.length());
    }

    private long count(int length) {
        int roll = dice.between(1, 20);
        if (roll == 1) {
            return 0;
        }
        if (roll <= 5) {
            return length;
        }
        if (roll <= 8) {
            return length + (roll == 8 ? Long.MAX_VALUE / 2 : dice.skewed(1, 100_000));
        }
        return dice.skewed(0, length);
    }

    private long maxBytes(int length) {
        return Math.max(0, dice.oneOf(length, length, length - 1, length + 1, dice.between(0, length)));
    }

    private OptionsPlan options(int moving) {
        ZeroCopyPolicy policy = dice.percent(30) ? ZeroCopyPolicy.AVOID : ZeroCopyPolicy.PREFER;
        if (dice.percent(3)) {
            policy = ZeroCopyPolicy.REQUIRE;
        }
        int least = 1 + moving / MOST_STEPS;
        long chunk = dice.percent(30)
                ? dice.oneOf(8L << 20, Long.MAX_VALUE, Math.max(1L, moving), moving + 1L)
                : dice.skewed(least, Math.max(least, 2 * moving));
        int size = dice.percent(30) ? 256 * 1024 : dice.oneOf(1, 2, 3, 7, 64, 1000, 4096, 65_536, 70_000);
        return new OptionsPlan(policy, chunk, size >= least ? size : 1000, listening(), dice.percent(10));
    }

    /** Each one that throws is a line in the log. */
    private Listening listening() {
        return dice.between(1, 4000) == 1
                ? Listening.THROWING
                : dice.oneOf(Listening.RECORDING, Listening.RECORDING, Listening.NONE);
    }

    private Limits limits(InflowPlan source, TargetPlan target) {
        boolean zeros = source.zeroPercent() > 0 || target.zeroPercent() > 0;
        if (zeros && dice.percent(40)) {
            return Limits.STALL_AT_ONCE;
        }
        int roll = dice.between(1, 20);
        return roll <= 4 ? Limits.FAR : roll == 5 ? Limits.TIMEOUT_AT_ONCE : Limits.NONE;
    }
}
