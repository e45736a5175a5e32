package io.zerocopy.examples.cli;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;

/**
 * Feeds the bar and says why a road was not taken.
 *
 * @param bar counts bytes
 * @param err for what a person should know
 */
record Report(ProgressBar bar, PrintWriter err) implements TransferListener {
    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        bar.stepTo(transferredBytes);
    }

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        err.println(to + " in place of " + from + ": " + reason);
        err.flush();
    }
}
