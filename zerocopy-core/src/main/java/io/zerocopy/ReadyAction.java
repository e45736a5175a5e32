package io.zerocopy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is called when a pending transfer that waited for the disk can go on; what it throws stops here. */
final class ReadyAction implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    private @Nullable Runnable action;
    /** By the threads of the disk executor, one after the other. */
    private volatile boolean warned;

    void set(Runnable given) {
        Objects.requireNonNull(given, "action");
        if (action != null) {
            throw new IllegalStateException("onReady has been set before");
        }
        action = given;
    }

    boolean isSet() {
        return action != null;
    }

    /** On a thread of the disk executor. */
    @Override
    public void run() {
        if (action == null) {
            return;
        }
        try {
            action.run();
        } catch (Throwable e) {
            // Throwable: other languages throw checked exceptions that they do not declare.
            if (!warned) {
                warned = true;
                LOG.warn("The action of onReady threw; the transfer goes on, and this is said once for it", e);
            }
        }
    }
}
