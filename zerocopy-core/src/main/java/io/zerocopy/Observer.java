package io.zerocopy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener and the log what one transfer does; what a listener throws stops here. */
final class Observer {
    static final TransferListener NO_LISTENER = new TransferListener() {};

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);
    /** Shared by all transfers that nobody listens to or records: it has nothing to remember. */
    private static final Observer OF_NOBODY = new Observer(NO_LISTENER, null);

    private final TransferListener listener;
    private final @Nullable Recording recording;
    private @Nullable Tally tally;
    private String toldReason = "";
    private boolean warned;

    private Observer(TransferListener listener, @Nullable Recording recording) {
        this.listener = listener;
        this.recording = recording;
    }

    static Observer of(TransferOptions options) {
        Recording recording = Recording.begin();
        return options.listener() == NO_LISTENER && recording == null
                ? OF_NOBODY
                : new Observer(options.listener(), recording);
    }

    void moved(TransferMechanism mechanism, long bytes, Transfer transfer) {
        Tally soFar = transfer.tally();
        if (LOG.isTraceEnabled()) {
            LOG.trace("{}: {} moved {} bytes, {} in all", transfer, mechanism, bytes, soFar.totalBytes());
        }
        if (this == OF_NOBODY) {
            return;
        }
        tally = soFar;
        if (listener != NO_LISTENER) {
            tell(() -> listener.onProgress(soFar.totalBytes(), transfer.totalBytes()));
        }
    }

    /** The transfer is asked for its name only where that is logged. */
    void fellBack(Itinerary transfer, TransferMechanism from, TransferMechanism to, String reason) {
        LOG.debug("{}: {} in place of {}: {}", transfer, to, from, reason);
        // A payload of a thousand files falls back a thousand times for one reason: that is told once.
        if (this != OF_NOBODY && !reason.equals(toldReason)) {
            toldReason = reason;
            tell(() -> listener.onFallback(from, to, reason));
        }
    }

    void completed(TransferResult result) {
        if (recording != null) {
            recording.end(tally, "complete");
        }
        if (listener != NO_LISTENER) {
            tell(() -> listener.onComplete(result));
        }
    }

    void failed(Throwable failure) {
        if (recording != null) {
            recording.end(tally, failure.toString());
        }
        if (listener != NO_LISTENER) {
            tell(() -> listener.onFailure(failure));
        }
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            // Throwable: listeners in other languages throw checked exceptions that they do not declare.
            if (!warned) {
                warned = true;
                LOG.warn("A TransferListener threw; the transfer goes on, and this is said once for it", e);
            }
        }
    }
}
