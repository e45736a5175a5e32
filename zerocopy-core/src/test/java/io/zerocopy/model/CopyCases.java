package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.model.FaultPlan.Kind;
import io.zerocopy.model.FaultPlan.Venue;
import io.zerocopy.model.Landings.Where;
import io.zerocopy.model.OptionsPlan.Listening;

/** Makes a {@link CopyCase} from a seed. */
final class CopyCases {
    /** Bounds the steps of one case, since any size of chunk goes with any size of file. */
    private static final int MOST_STEPS = 300;

    private static final int LARGEST = 128 * 1024;

    private final Dice dice;

    private CopyCases(long seed) {
        this.dice = new Dice(seed);
    }

    static CopyCase make(long seed) {
        return new CopyCases(seed).make();
    }

    private CopyCase make() {
        Where from = dice.oneOf(Where.DEFAULT, Where.DEFAULT, Where.DEFAULT, Where.JIMFS, Where.ZIP);
        int size = dice.percent(4) ? 0 : SourceFiles.nearestSize(dice.skewed(1, LARGEST));
        PathPlan target = PathPlan.roll(dice);
        OptionsPlan options = options(size);
        CopyPlan.Before before = dice.percent(4)
                ? dice.oneOf(CopyPlan.Before.MISSING, CopyPlan.Before.DIRECTORY, CopyPlan.Before.SAME_FILE)
                : CopyPlan.Before.FILE;
        boolean listens = options.listening() != Listening.NONE;
        CopyPlan source = new CopyPlan(from, before, size, SourcePlan.Change.NONE, 0, size);
        if (listens && size > 0 && before == CopyPlan.Before.FILE && from != Where.ZIP && dice.percent(25)) {
            source = changing(source);
        }
        // Zip's one channel would be closed by the interrupt, for all the cases after this one.
        boolean zip = from == Where.ZIP || target.where() == Where.ZIP;
        FaultPlan fault = FaultPlan.NONE;
        if (!zip && source.change() == SourcePlan.Change.NONE && dice.percent(25)) {
            boolean at = listens && dice.percent(90);
            fault = new FaultPlan(at ? Kind.INTERRUPT : Kind.INTERRUPTED_BEFORE, Venue.LISTENER, dice.between(0, size));
        }
        return new CopyCase(source, target, options, limits(), fault);
    }

    private CopyPlan changing(CopyPlan source) {
        SourcePlan.Change change = dice.percent(70) ? SourcePlan.Change.CUT : SourcePlan.Change.GROWN;
        int newSize = change == SourcePlan.Change.CUT
                ? dice.between(0, source.size())
                : source.size() + dice.between(1, SourceFiles.GROWTH);
        return new CopyPlan(
                source.from(), source.before(), source.size(), change, dice.between(1, source.size()), newSize);
    }

    private OptionsPlan options(int size) {
        ZeroCopyPolicy policy = dice.oneOf(ZeroCopyPolicy.PREFER, ZeroCopyPolicy.PREFER, ZeroCopyPolicy.AVOID);
        if (dice.percent(10)) {
            policy = ZeroCopyPolicy.REQUIRE;
        }
        int least = 1 + size / MOST_STEPS;
        long chunk = dice.percent(30)
                ? dice.oneOf(8L << 20, Long.MAX_VALUE, Math.max(1L, size), size + 1L)
                : dice.skewed(least, Math.max(least, 2 * size));
        int buffer = dice.percent(30) ? 256 * 1024 : dice.oneOf(1, 2, 3, 7, 64, 1000, 4096, 65_536, 70_000);
        // Each listener that throws is a line in the log.
        Listening listening = dice.between(1, 4000) == 1
                ? Listening.THROWING
                : dice.oneOf(Listening.RECORDING, Listening.RECORDING, Listening.NONE);
        return new OptionsPlan(policy, chunk, buffer >= least ? buffer : 1000, listening, false);
    }

    private Limits limits() {
        int roll = dice.between(1, 20);
        return roll <= 4 ? Limits.FAR : roll == 5 ? Limits.TIMEOUT_AT_ONCE : Limits.NONE;
    }
}
