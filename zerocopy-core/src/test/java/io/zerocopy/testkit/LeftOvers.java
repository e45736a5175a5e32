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
 * this looks again every millisecond ({@link Await}). That delays failing tests only. An open file gets a moment:
 * whoever opened it has closed it, and in 5 seconds of looking the JDK's Cleaner would close what was forgotten.
 */
public final class LeftOvers implements BeforeEachCallback, AfterEachCallback {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(50);
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
        boolean filesAreClosed = Await.within(MOMENT, () -> {
            left.clear();
            left.addAll(Belongings.openFilesBeyond(before));
            return left.isEmpty();
        });
        boolean settled = filesAreClosed
                && Await.within(SETTLE, () -> {
                    left.clear();
                    left.addAll(Belongings.now().beyond(before));
                    return left.isEmpty();
                });
        if (!settled) {
            throw new AssertionError("left behind:\n  " + String.join("\n  ", left));
        }
    }
}
