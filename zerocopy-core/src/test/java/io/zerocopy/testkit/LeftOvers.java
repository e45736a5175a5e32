package io.zerocopy.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: descriptors, direct memory beyond the library's bounded pool, threads,
 * files named *.zerocopy.
 *
 * <p>What a thread or the kernel is about to give back gets 5 seconds to go: there is nobody who would announce it, so
 * this looks again every millisecond ({@link Await}). That delays failing tests only.
 */
public final class LeftOvers implements BeforeEachCallback, AfterEachCallback {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeftOvers.class);

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Belongings.warmUp();
        context.getStore(NAMESPACE).put(Belongings.class, Belongings.now());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Belongings before = context.getStore(NAMESPACE).get(Belongings.class, Belongings.class);
        if (before == null || context.getExecutionException().isPresent()) {
            return;
        }
        List<String> left = new ArrayList<>();
        Await.within(SETTLE, () -> {
            left.clear();
            left.addAll(Belongings.now().beyond(before));
            return left.isEmpty();
        });
        if (!left.isEmpty()) {
            throw new AssertionError("left behind:\n  " + String.join("\n  ", left));
        }
    }
}
