package io.zerocopy.examples.embed;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferResult;

/** Tells of the end of each transfer, good or bad. */
record Ends(Runnable action) implements TransferListener {
    @Override
    public void onComplete(TransferResult result) {
        action.run();
    }

    @Override
    public void onFailure(Throwable failure) {
        action.run();
    }
}
