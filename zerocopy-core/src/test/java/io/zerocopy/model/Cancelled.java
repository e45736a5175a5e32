package io.zerocopy.model;

import io.zerocopy.TransferException;
import io.zerocopy.testkit.Await;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is the same in all transfers whose conversation is cancelled. */
final class Cancelled {
    /** For what is closed by a thread of its own. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Cancelled() {}

    /** It is nobody's fault, and the message says it. */
    static boolean isToldBy(@Nullable Throwable failure) {
        return failure != null
                && failure.getClass() == TransferException.class
                && failure.getCause() == null
                && ((TransferException) failure).side() == TransferException.Side.NONE
                && String.valueOf(failure.getMessage()).contains("cancelled");
    }

    /** Foreign channels are closed by a thread of their own: waits for it as long as is reasonable. */
    static void awaitClose(BooleanSupplier isOpen) {
        try {
            Await.within(PATIENCE, () -> !isOpen.getAsBoolean());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
