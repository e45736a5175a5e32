package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps all that it is told, in order, and then throws if it is one that does. */
final class RecordingListener implements TransferListener {
    /** A call of the listener. */
    sealed interface Event {}

    record Progress(long transferred, long total) implements Event {}

    record Fallback(TransferMechanism from, TransferMechanism to, String reason) implements Event {}

    record Complete(TransferResult result) implements Event {}

    record Failure(Throwable failure) implements Event {}

    private final List<Event> events = new ArrayList<>();
    private final boolean throwing;
    private Runnable atFallback = () -> {};

    RecordingListener(boolean throwing) {
        this.throwing = throwing;
    }

    /** Looks at something the moment a fallback is told. */
    RecordingListener atFallback(Runnable look) {
        atFallback = look;
        return this;
    }

    List<Event> events() {
        return events;
    }

    <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Fails unless progress rose with every event, to {@code end} at last, of a total that stayed the same. */
    void requireProgress(long total, long end) {
        long last = 0;
        for (Progress progress : all(Progress.class)) {
            assertThat(progress.total()).isEqualTo(total);
            assertThat(progress.transferred()).isGreaterThan(last);
            last = progress.transferred();
        }
        assertThat(last).isEqualTo(end);
    }

    /** Fails unless the last event, and the only one of its kind, was the failure that the call threw. */
    void requireFailure(@Nullable Throwable thrown) {
        assertThat(thrown).isNotNull();
        assertThat(all(Complete.class)).isEmpty();
        assertThat(all(Failure.class)).as("of %s", thrown).hasSize(1);
        assertThat(all(Failure.class).get(0).failure()).isSameAs(thrown);
        assertThat(events.get(events.size() - 1)).isInstanceOf(Failure.class);
    }

    private void add(Event event) {
        events.add(event);
        if (throwing) {
            throw new IllegalStateException("a listener that throws");
        }
    }

    @Override
    public void onProgress(long transferredBytes, long totalBytes) {
        add(new Progress(transferredBytes, totalBytes));
    }

    @Override
    public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
        atFallback.run();
        add(new Fallback(from, to, reason));
    }

    @Override
    public void onComplete(TransferResult result) {
        add(new Complete(result));
    }

    @Override
    public void onFailure(Throwable failure) {
        add(new Failure(failure));
    }
}
