package io.zerocopy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener and the log what one transfer does; what a listener throws stops here. */
final class Observer {
    static final TransferListener NO_LISTENER = new TransferListener() {};

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);
    /** Shared by all transfers without a listener: it has nothing to remember. */
    private static final Observer OF_NOBODY = new Observer(NO_LISTENER);

    private final TransferListener listener;
    private boolean warned;

    private Observer(TransferListener listener) {
        this.listener = listener;
    }

    static Observer of(TransferOptions options) {
        return options.listener() == NO_LISTENER ? OF_NOBODY : new Observer(options.listener());
    }

    void moved(TransferMechanism mechanism, long bytes, long transferredBytes, long totalBytes) {
        if (LOG.isTraceEnabled()) {
            LOG.trace("{} moved {} bytes, {} of {} in all", mechanism, bytes, transferredBytes, totalBytes);
        }
        if (listener != NO_LISTENER) {
            tell(() -> listener.onProgress(transferredBytes, totalBytes));
        }
    }

    void fellBack(String source, TransferMechanism from, TransferMechanism to, String reason) {
        LOG.debug("{} goes by {} in place of {}: {}", source, to, from, reason);
        tell(() -> listener.onFallback(from, to, reason));
    }

    void completed(TransferResult result) {
        if (listener != NO_LISTENER) {
            tell(() -> listener.onComplete(result));
        }
    }

    void failed(Throwable failure) {
        tell(() -> listener.onFailure(failure));
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            if (!warned) {
                warned = true;
                LOG.warn("A TransferListener threw; the transfer goes on, and this is said once for it", e);
            }
        }
    }
}
