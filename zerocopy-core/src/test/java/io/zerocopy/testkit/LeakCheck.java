package io.zerocopy.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fails if something is left behind: descriptors (on Linux), direct memory beyond the library's bounded pool, threads,
 * files named *.zerocopy. Counts what the whole process has: nothing else may run beside what is checked.
 *
 * <p>What a thread or the kernel is about to give back gets 5 seconds to go: there is nobody who would announce it, so
 * this looks again every millisecond ({@link Await}). That delays failing tests only. An open file gets a moment:
 * whoever opened it has closed it, and in 5 seconds of looking the JDK's Cleaner would close what was forgotten.
 */
public final class LeakCheck {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(250);

    private final Belongings before;

    private LeakCheck(Belongings before) {
        this.before = before;
    }

    /** Remembers what there is now. */
    public static LeakCheck begin() throws Exception {
        Belongings.warmUp();
        return new LeakCheck(Belongings.now());
    }

    /** Throws an AssertionError that lists what there is beyond that. */
    public void requireNothingLeft() throws Exception {
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
