package io.zerocopy.examples.embed;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which road each transfer took and, where that was not the kernel's, why. */
final class RoadLog implements TransferListener {
    private static final Logger LOG = LoggerFactory.getLogger(RoadLog.class);

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        LOG.info("{} instead of {}: {}", to, from, reason);
    }

    @Override
    public void onComplete(TransferResult result) {
        LOG.info("{}", result);
    }

    @Override
    public void onFailure(Throwable failure) {
        LOG.info("{}", failure.toString());
    }
}
