package io.zerocopy.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves something behind: {@link LeakCheck} around each test, for JUnit Jupiter. */
public final class LeftOvers implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeftOvers.class);

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        context.getStore(NAMESPACE).put(LeakCheck.class, LeakCheck.begin());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        LeakCheck check = context.getStore(NAMESPACE).get(LeakCheck.class, LeakCheck.class);
        if (check != null && context.getExecutionException().isEmpty()) {
            check.requireNothingLeft();
        }
    }
}
