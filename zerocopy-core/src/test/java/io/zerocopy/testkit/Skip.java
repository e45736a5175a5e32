package io.zerocopy.testkit;

import org.junit.jupiter.api.Assumptions;

/** Skips a test that cannot run here; {@link TestLog} tells the reasons at the end. */
public final class Skip {
    private Skip() {}

    /** Skips the test unless the condition holds. */
    public static void unless(boolean condition, String reason) {
        if (!condition) {
            Assumptions.abort(reason);
        }
    }
}
