package io.zerocopy.model;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener that notes each rule that is broken in calling it, and sets off what happens between two steps. */
final class ListenerRules implements TransferListener {
    private final boolean throwing;
    private final long total;
    private final long mostInAStep;
    private final Trigger change;
    private final Trigger fault;
    private final List<String> complaints = new ArrayList<>();
    private final Thread thread = Thread.currentThread();
    private long transferred;
    private int fallbacks;
    private @Nullable TransferResult completed;
    private @Nullable Throwable failed;

    /** {@code total} is -1 where the library cannot know it. */
    ListenerRules(boolean throwing, long total, long mostInAStep, Trigger change, Trigger fault) {
        this.throwing = throwing;
        this.total = total;
        this.mostInAStep = mostInAStep;
        this.change = change;
        this.fault = fault;
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        check(totalBytes == total, "total " + totalBytes + ", not " + total);
        check(total < 0 || transferredBytes <= total, "progress " + transferredBytes + " beyond " + total);
        check(transferredBytes >= transferred, "progress fell from " + transferred + " to " + transferredBytes);
        check(transferredBytes - transferred <= mostInAStep, "a step from " + transferred + " to " + transferredBytes);
        beforeTheEnd("onProgress");
        transferred = transferredBytes;
        try {
            change.reached(transferredBytes);
            fault.reached(transferredBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        maybeThrow();
    }

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        fallbacks++;
        check(from.isZeroCopy() && !to.isZeroCopy(), "fallback from " + from + " to " + to);
        beforeTheEnd("onFallback");
        maybeThrow();
    }

    @Override
    public void onComplete(TransferResult result) {
        beforeTheEnd("onComplete");
        completed = result;
        maybeThrow();
    }

    @Override
    public void onFailure(Throwable failure) {
        beforeTheEnd("onFailure");
        failed = failure;
        maybeThrow();
    }

    private void beforeTheEnd(String what) {
        check(completed == null && failed == null, what + " after the end");
        check(Thread.currentThread() == thread, what + " on another thread");
    }

    private void check(boolean rule, String otherwise) {
        if (!rule) {
            complaints.add(otherwise);
        }
    }

    private void maybeThrow() {
        if (throwing) {
            throw new PlannedFailure.Unchecked();
        }
    }

    List<String> complaints() {
        return complaints;
    }

    long transferred() {
        return transferred;
    }

    int fallbacks() {
        return fallbacks;
    }

    @Nullable
    TransferResult completed() {
        return completed;
    }

    @Nullable
    Throwable failed() {
        return failed;
    }
}
