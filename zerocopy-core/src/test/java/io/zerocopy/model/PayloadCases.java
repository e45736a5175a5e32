package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.model.OptionsPlan.Listening;
import io.zerocopy.model.PayloadCase.Driver;
import org.jspecify.annotations.Nullable;

/** Makes a {@link PayloadCase} from a seed. */
final class PayloadCases {
    /** Bounds the calls of one case, since any size of piece goes with any size of payload. */
    private static final int MOST_STEPS = 300;

    private final Dice dice;

    private PayloadCases(Dice dice) {
        this.dice = dice;
    }

    static PayloadCase make(long seed) {
        return new PayloadCases(new Dice(seed)).make();
    }

    private PayloadCase make() {
        Driver driver =
                dice.percent(70) ? Driver.EVENT_LOOP : dice.oneOf(Driver.BLOCKING_CALL, Driver.BLOCKING_CALL_TO_STREAM);
        PayloadPlan payload = PayloadPlans.make(dice, true);
        OptionsPlan options = options(dice, driver, payload.count());
        Limits limits = limits(driver);
        SinkPlan sink = sink(driver, payload.count());
        CutPlan cut = sink.lie() == null ? cut(payload) : null;
        return new PayloadCase(payload, cut, options, limits, driver, sink, dice.split());
    }

    private @Nullable CutPlan cut(PayloadPlan payload) {
        for (PartPlan part : payload.parts()) {
            if (part.kind() == PartPlan.Kind.CHANGING_RANGE && dice.percent(70)) {
                boolean before = dice.percent(10);
                int at = before ? 0 : dice.between(0, payload.count());
                return new CutPlan(
                        before, Math.max(before ? 0 : 1, at), dice.between(0, part.position() + part.count()));
            }
        }
        return null;
    }

    /** For any way to send a payload. */
    static OptionsPlan options(Dice dice, Driver driver, int bytes) {
        ZeroCopyPolicy policy = ZeroCopyPolicy.PREFER;
        if (dice.percent(30)) {
            policy = dice.percent(30) ? ZeroCopyPolicy.REQUIRE : ZeroCopyPolicy.AVOID;
        }
        int least = 1 + bytes / MOST_STEPS;
        long chunk = dice.percent(30)
                ? dice.oneOf(1L << 20, Long.MAX_VALUE, Math.max(1L, bytes), bytes + 1L)
                : dice.skewed(least, Math.max(least, 2 * bytes));
        int buffer = dice.percent(40) ? 256 * 1024 : dice.oneOf(1000, 4096, 65_536, 70_000);
        if (bytes <= MOST_STEPS && dice.percent(50)) {
            buffer = dice.oneOf(1, 2, 3, 7, 64);
        }
        // A listener that throws is a line in the log each time.
        boolean throwing = driver == Driver.EVENT_LOOP && dice.between(1, 4000) == 1;
        return new OptionsPlan(
                policy,
                chunk,
                buffer,
                throwing ? Listening.THROWING : dice.oneOf(Listening.RECORDING, Listening.RECORDING, Listening.NONE),
                dice.percent(15));
    }

    private Limits limits(Driver driver) {
        if (dice.percent(60)) {
            return Limits.NONE;
        }
        return driver == Driver.EVENT_LOOP ? dice.oneOf(Limits.values()) : Limits.FAR;
    }

    private SinkPlan sink(Driver driver, int bytes) {
        boolean loop = driver == Driver.EVENT_LOOP;
        int least = 1 + bytes / MOST_STEPS;
        int piece = dice.percent(20) ? Integer.MAX_VALUE : dice.skewed(least, Math.max(least, bytes));
        boolean takesFiles = dice.percent(60);
        // A blocking call parks at each zero, and ends with what the channel throws.
        int zeros = dice.percent(loop ? 60 : 10) ? dice.oneOf(1, 10, 50, 90) : 0;
        int throwing = dice.percent(loop ? 40 : 20) ? dice.oneOf(1, 5, loop ? 40 : 5) : 0;
        int closing = dice.percent(10) ? 2 : 0;
        int notHere = takesFiles && dice.percent(50) ? dice.oneOf(5, 50, 100) : 0;
        return new SinkPlan(
                takesFiles,
                piece,
                zeros,
                loop ? Integer.MAX_VALUE : 3,
                throwing,
                closing,
                notHere,
                Lies.ofTarget(dice));
    }
}
