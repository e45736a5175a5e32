package io.zerocopy;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps selectors of the default provider for reuse, at most {@value #SLOTS}: to open one costs five system calls, and
 * descriptors that may not be left.
 */
final class KeptSelectors {
    static final int SLOTS = 8;

    private static final AtomicReferenceArray<@Nullable Selector> KEPT = new AtomicReferenceArray<>(SLOTS);

    private KeptSelectors() {}

    static Selector acquire(SelectorProvider provider) throws IOException {
        if (provider == SelectorProvider.provider()) {
            for (int slot = 0; slot < SLOTS; slot++) {
                if (KEPT.get(slot) != null) {
                    Selector kept = KEPT.getAndSet(slot, null);
                    if (kept != null && kept.isOpen()) {
                        return kept;
                    }
                }
            }
        }
        return provider.openSelector();
    }

    /** Takes back a selector without keys, or closes it. */
    static void release(Selector selector) throws IOException {
        if (selector.provider() == SelectorProvider.provider()
                && selector.isOpen()
                && selector.keys().isEmpty()) {
            for (int slot = 0; slot < SLOTS; slot++) {
                if (KEPT.compareAndSet(slot, null, selector)) {
                    return;
                }
            }
        }
        selector.close();
    }
}
