package io.zerocopy.examples.cli;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;

/** Feeds the bar and says, when the bar is gone from the screen, why a road was not taken. */
final class Report implements TransferListener, AutoCloseable {
    private final ProgressBar bar;
    private final PrintWriter err;
    private final List<String> fallbacks = new ArrayList<>();

    Report(ProgressBar bar, PrintWriter err) {
        this.bar = bar;
        this.err = err;
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        bar.stepTo(transferredBytes);
    }

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        fallbacks.add(to + " in place of " + from + ": " + reason);
    }

    @Override
    public void close() {
        bar.close();
        fallbacks.forEach(err::println);
        err.flush();
    }
}
