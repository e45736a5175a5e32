package io.zerocopy.model;

import io.zerocopy.TransferException;
import io.zerocopy.testkit.ReadLie;
import io.zerocopy.testkit.WriteLie;
import org.jspecify.annotations.Nullable;

/** Chooses who lies, and knows how a transfer ends that was told what cannot be. */
final class Lies {
    private static final int LIAR_PERCENT = 7;

    private Lies() {}

    static @Nullable WriteLie ofTarget(Dice dice) {
        return dice.percent(LIAR_PERCENT) ? dice.oneOf(WriteLie.values()) : null;
    }

    static @Nullable ReadLie ofSource(Dice dice) {
        return dice.percent(LIAR_PERCENT) ? dice.oneOf(ReadLie.values()) : null;
    }

    /** The exception names the class of the scripted channel, and says what it did. */
    static boolean areTold(@Nullable Throwable failure, TransferException.Side side) {
        if (!(failure instanceof TransferException known) || known.side() != side) {
            return false;
        }
        Throwable cause = known.getCause();
        return cause != null
                && cause.getClass().getSimpleName().equals("BrokenContractException")
                && String.valueOf(cause.getMessage()).contains(Lies.class.getPackageName() + ".Scripted");
    }
}
