package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A send in progress, driven by the caller's event loop: {@link #advance} moves what the target takes now and returns.
 * One thread at a time.
 *
 * <pre>{@code
 * PendingSend send = ZeroCopyTransfer.begin(payload);
 * // whenever the channel is writable:
 * send.advance(channel);
 * if (send.isComplete()) {
 *     send.close();
 * }
 * }</pre>
 *
 * <p>While nobody calls it, it holds at most one descriptor, and no buffer but for bytes that were read and not taken:
 * up to 6 KiB, up to 36 KiB where that is all that is left, and up to 64 KiB of a file that is not in the default file
 * system and cannot be read again.
 */
public final class PendingSend implements Closeable {
    private enum State {
        OPEN,
        ADVANCING,
        FAILED,
        /** From inside {@link #advance}, by the target or the listener: the buffer is in the target's hands. */
        CLOSED_INSIDE,
        CLOSED
    }

    private final Payload payload;
    private final TransferOptions options;
    private final Observer observer;
    private final Pace pace;
    private final Cursor parts;
    private final long startNanos;
    private State state = State.OPEN;
    private @Nullable TransferException failure;
    private @Nullable Transfer transfer;
    private @Nullable TransferResult result;

    private PendingSend(Payload payload, TransferOptions options, Observer observer, long startNanos, Cursor parts) {
        this.payload = payload;
        this.options = options;
        this.observer = observer;
        this.startNanos = startNanos;
        this.pace = Pace.of(options, startNanos);
        this.parts = parts;
    }

    static PendingSend begin(Payload payload, TransferOptions options) throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(0);
            }
            BlockingTransfer.requireNotCancelled(options);
            Cursor parts = new Cursor(payload, options.zeroCopy());
            parts.look();
            PendingSend send = new PendingSend(payload, options, observer, startNanos, parts);
            if (payload.length() == 0) {
                send.complete(new Tally(TransferMechanism.DIRECT_BUFFER_COPY));
            }
            return send;
        } catch (IOException | RuntimeException | Error e) {
            observer.failed(e);
            throw e;
        }
    }

    /**
     * Moves what the target takes now, at most one chunk (1.5 MiB by default). Never waits for the network; a page of
     * the file that is not in memory is read from disk inside the call.
     *
     * <p>What the target throws comes as it is, {@link #transferred} stays exact, and this method may be called again,
     * also with another channel. Failures of the source and of time are {@link TransferException}s and final: they are
     * thrown again by each further call.
     *
     * @param target never closed here; a selectable one must be in non-blocking mode
     * @return bytes moved by this call; 0 if the target is full now, if the rate limit holds the send (see
     *     {@link #retryAfter}), or if all is sent; also while it is on its way, some mebibytes a call, to a position
     *     inside a file of another file system than the default, such as an entry of a zip file
     * @throws IllegalArgumentException if the target is a DatagramChannel, or a FileChannel that is in the payload,
     *     too, with a range that overlaps what would have been written by then
     * @throws IllegalBlockingModeException if the target is a selectable channel in blocking mode, or a
     *     {@link ZeroCopyTarget} that waits on one
     * @throws ClosedChannelException if this send or the target is closed
     * @throws java.nio.channels.NotYetConnectedException if the target is a SocketChannel that is not connected
     * @throws SourceTruncatedException if a file has become shorter than announced; what was there has been sent
     * @throws TransferTimeoutException if the target has taken nothing for too long, or the whole takes too long
     * @throws TransferException if a file could not be read; or, with a ClosedByInterruptException as cause, if the
     *     thread is interrupted: before a call into a channel, then none has been touched and this is not final; inside
     *     one, then the JDK has closed the channels
     * @throws IOException what the target threw
     */
    public long advance(WritableByteChannel target) throws IOException {
        Arguments.requireTarget(target);
        if (state == State.CLOSED || state == State.CLOSED_INSIDE) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw failure;
        }
        SelectableChannel selectable = Readiness.channelOf(target);
        if (selectable != null && selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        if (isComplete()) {
            return 0;
        }
        BlockingTransfer.requireUsable(target);
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(transferred());
        }
        if (target instanceof FileChannel file) {
            Overlap.requireNone(payload, transferred(), file);
            AlignedTarget.requireNot(file);
        }
        if (transfer == null) {
            // Before the first part, which is opened when its turn comes: what waits in a queue holds no descriptor.
            Itinerary itinerary = new Itinerary(Source.nothing(), parts, target, null, options.zeroCopy());
            itinerary.willWait(options.bufferSizeBytes());
            transfer = new Transfer(itinerary, options, observer, pace, Watchdog.NONE);
        }
        return advance(transfer, target);
    }

    private long advance(Transfer moving, WritableByteChannel target) throws IOException {
        state = State.ADVANCING;
        try {
            return moving.advance(target, options.advanceSizeBytes());
        } catch (IOException e) {
            boolean isFinal = moving.isFinal(e);
            if (!isFinal && !(e instanceof ClosedByInterruptException)) {
                throw e;
            }
            TransferException known = moving.failure(e);
            if (isFinal) {
                failure = known;
                pace.end();
                observer.failed(known);
            }
            throw known;
        } finally {
            moving.pause();
            advanced(moving);
        }
    }

    private void advanced(Transfer moving) {
        // Also when the target threw once it had taken the last byte.
        if (moving.state() == Transfer.State.COMPLETE && failure == null) {
            moving.close();
            complete(moving.tally());
        }
        if (state == State.CLOSED_INSIDE) {
            closeNow();
        } else {
            state = failure == null ? State.OPEN : State.FAILED;
        }
    }

    static TransferException interrupted(long transferred) {
        return new TransferException(
                "interrupted after " + transferred + " bytes",
                new ClosedByInterruptException(),
                transferred,
                transferred,
                TransferException.Side.NONE);
    }

    private void complete(Tally tally) {
        result = new TransferResult(tally, System.nanoTime() - startNanos);
        observer.completed(result);
    }

    /**
     * Bytes accepted by the targets so far.
     *
     * @return bytes
     */
    public long transferred() {
        return transfer == null ? 0 : transfer.tally().totalBytes();
    }

    /**
     * Bytes still to send.
     *
     * @return bytes
     */
    public long remaining() {
        return payload.length() - transferred();
    }

    /**
     * Tells whether all bytes have been accepted by the target.
     *
     * @return true if there is a {@link #result}
     */
    public boolean isComplete() {
        return result != null;
    }

    /**
     * What was done.
     *
     * @return the result
     * @throws IllegalStateException if the send is not complete
     */
    public TransferResult result() {
        if (result == null) {
            throw new IllegalStateException(
                    "not complete: " + transferred() + " of " + payload.length() + " bytes have been sent");
        }
        return result;
    }

    /**
     * How long to wait before the next {@link #advance}.
     *
     * @return zero if the send waits for its target, else how long the rate limit holds it
     */
    public Duration retryAfter() {
        boolean held = transfer != null && transfer.state() == Transfer.State.HELD;
        // Zero would say that it waits for its target, also where its turn has come just now.
        return held ? Duration.ofNanos(Math.max(1, pace.holdNanos(System.nanoTime()))) : Duration.ZERO;
    }

    /**
     * Closes what the send has opened, never the target. May be called more than once; by the target or the listener
     * from inside {@link #advance} it takes effect when that returns.
     *
     * @throws IOException never by this version
     */
    @Override
    public void close() throws IOException {
        switch (state) {
            case OPEN, FAILED -> closeNow();
            case ADVANCING -> state = State.CLOSED_INSIDE;
            case CLOSED_INSIDE, CLOSED -> {}
        }
    }

    private void closeNow() {
        boolean unfinished = failure == null && !isComplete();
        state = State.CLOSED;
        if (transfer == null) {
            parts.close();
        } else {
            transfer.close();
        }
        if (unfinished) {
            observer.failed(new TransferException(
                    "closed after " + transferred() + " of " + payload.length() + " bytes",
                    null,
                    transferred(),
                    transferred(),
                    TransferException.Side.NONE));
        }
    }

    @Override
    public String toString() {
        return "PendingSend of " + payload + ", " + transferred() + " bytes sent, " + state;
    }
}
