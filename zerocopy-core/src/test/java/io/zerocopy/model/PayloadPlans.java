package io.zerocopy.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a {@link PayloadPlan} from a seed: parts of all kinds, also empty ones, also too short ones, and slices of
 * them.
 */
final class PayloadPlans {
    private static final int MOST_PARTS = 8;

    /** Some more than what is gathered behind bytes. */
    private static final int USUAL_BYTES = 40_000;

    private static final int LARGE_BYTES = 150_000;

    private final Dice dice;
    private final boolean mayChange;

    private PayloadPlans(Dice dice, boolean mayChange) {
        this.dice = dice;
        this.mayChange = mayChange;
    }

    /** {@code mayChange} allows a part whose file can be cut. */
    static PayloadPlan make(Dice dice, boolean mayChange) {
        return new PayloadPlans(dice, mayChange).plan();
    }

    private PayloadPlan plan() {
        List<PartPlan> parts = new ArrayList<>();
        int length = 0;
        int changing = mayChange ? dice.between(0, MOST_PARTS) : MOST_PARTS;
        int number = dice.percent(3) ? 0 : dice.skewed(1, MOST_PARTS);
        for (int i = 0; i < number; i++) {
            PartPlan part = i == changing ? changing() : part();
            parts.add(part);
            length += part.count();
        }
        if (dice.percent(60)) {
            return new PayloadPlan(parts, 0, length, 0);
        }
        int from = dice.percent(20) ? 0 : dice.between(0, length);
        int count = dice.percent(20) ? length - from : dice.between(0, length - from);
        return new PayloadPlan(parts, from, count, dice.between(1, 2));
    }

    private PartPlan part() {
        PartPlan.Kind kind = dice.oneOf(
                PartPlan.Kind.HEAP_BYTES,
                PartPlan.Kind.HEAP_BYTES,
                PartPlan.Kind.DIRECT_BYTES,
                PartPlan.Kind.READ_ONLY_BYTES,
                PartPlan.Kind.PATH_WHOLE,
                PartPlan.Kind.PATH_RANGE,
                PartPlan.Kind.PATH_RANGE,
                PartPlan.Kind.CHANNEL_RANGE,
                // A scripted target could not read it.
                mayChange ? PartPlan.Kind.CHANNEL_RANGE : PartPlan.Kind.DIRECT_RANGE,
                PartPlan.Kind.FOREIGN_RANGE,
                PartPlan.Kind.JIMFS_RANGE);
        int count = count();
        if (kind == PartPlan.Kind.PATH_WHOLE) {
            return new PartPlan(kind, 0, SourceFiles.nearestSize(count));
        }
        int last = SourceFiles.LARGEST - count;
        if (kind.isChannel() && dice.percent(3)) {
            // Nobody looks at a channel's range beforehand: it may reach beyond the end.
            return new PartPlan(kind, last + dice.between(0, Math.min(count, SourceFiles.GROWTH)), count);
        }
        return new PartPlan(kind, dice.between(0, last), count);
    }

    private PartPlan changing() {
        return new PartPlan(PartPlan.Kind.CHANGING_RANGE, dice.between(0, USUAL_BYTES), count());
    }

    private int count() {
        if (dice.percent(10)) {
            return 0;
        }
        return dice.skewed(1, dice.percent(10) ? LARGE_BYTES : USUAL_BYTES);
    }
}
