package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import java.io.IOException;
import java.time.Duration;

/** A send on a thread of its own, while the test is its peer; how far it has come, and how it ends. */
final class Sending implements TransferListener {
    private static final Duration QUIET = Duration.ofMillis(50);

    /** One of the send methods, with all its arguments but one. */
    interface Call {
        TransferResult send(TransferOptions options) throws IOException;
    }

    private final Runnable afterStep;
    private final Background<TransferResult> running;
    private volatile long progress;
    private volatile boolean flagLeftSet;

    private Sending(TransferOptions options, Runnable afterStep, Call call) {
        this.afterStep = afterStep;
        running = Background.start(() -> {
            try {
                return call.send(options.withListener(this));
            } finally {
                flagLeftSet = Thread.currentThread().isInterrupted();
            }
        });
    }

    static Sending start(TransferOptions options, Call call) {
        return new Sending(options, () -> {}, call);
    }

    /** Sends the file by this route. */
    static Sending start(Route route, SentFile file, SentFile.Form form, Link link) {
        return start(route.options(), options -> file.send(form, link, options));
    }

    /** Does something on the sending thread after each step. */
    static Sending start(TransferOptions options, Runnable afterStep, Call call) {
        return new Sending(options, afterStep, call);
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        progress = transferredBytes;
        afterStep.run();
    }

    void interrupt() {
        running.thread().interrupt();
    }

    /** Tells whether the thread was interrupted when the call had ended. */
    boolean flagLeftSet() {
        return flagLeftSet;
    }

    /** Returns when it has begun, and the peer's silence has brought it to a halt. */
    Sending awaitStuck(Link link) throws Exception {
        link.readUntil(1);
        Await.steady(QUIET, () -> progress);
        assertThat(running.isDone()).isFalse();
        return this;
    }

    TransferResult result() throws Exception {
        return running.get();
    }

    /** How it failed; its count is what the listener heard last. */
    TransferException failure() {
        Throwable thrown = catchThrowable(running::get);
        assertThat(thrown).isInstanceOf(TransferException.class);
        TransferException failure = (TransferException) thrown;
        assertThat(failure.bytesTransferred()).isEqualTo(progress).isEqualTo(failure.bytesRead());
        return failure;
    }
}
