package io.zerocopy.testkit;

import org.junit.jupiter.api.Assumptions;

/** Skips a test that cannot run here, and says so where it is seen. */
public final class Skip {
    private Skip() {}

    /** Skips the test unless the condition holds. */
    public static void unless(boolean condition, String reason) {
        if (!condition) {
            System.err.println("*** TEST SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
    }
}
