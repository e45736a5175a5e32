package io.zerocopy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * A relay in progress, driven by the caller's event loop: {@link #advance} moves what the source has now and the target
 * takes now, and returns. One direction, so that a proxy has two of them for a connection. One thread at a time.
 *
 * <pre>{@code
 * PendingRelay request = ZeroCopyTransfer.beginRelay(options);
 * // whenever the channel that it awaits is ready, and after nextCallMillis() at the latest:
 * request.advance(client, server);
 * if (request.isComplete()) {
 *     server.shutdownOutput(); // the end is the caller's to pass on
 * }
 * }</pre>
 *
 * <p><b>Everything read is written or reported</b>: {@link #buffered} bytes have been taken from the source and not by
 * the target.
 *
 * <p>While nobody calls it, it holds no descriptor, and no memory but for those bytes. Idle, which is when there are
 * none, it is a few hundred bytes of heap: ten thousand of them cost next to nothing.
 */
public final class PendingRelay implements PendingTransfer {
    private final PendingDriver driver;

    private PendingRelay(PendingDriver driver) {
        this.driver = driver;
    }

    static PendingRelay begin(Source source, TransferOptions options) throws IOException {
        return new PendingRelay(PendingDriver.begin(new Beginning(source, options.zeroCopy()), options));
    }

    /** Its ends have no names yet. */
    private record Beginning(Source source, ZeroCopyPolicy policy) implements Opening<Itinerary> {
        @Override
        public Itinerary open() {
            return new Itinerary(source, null, NoPeer.YET, null, policy);
        }

        @Override
        public String toString() {
            return describe();
        }
    }

    /**
     * Moves what the source has now and the target takes now, at most one chunk (1.5 MiB by default). Never waits for
     * the network. It closes and half-closes nothing: at end of stream {@code shutdownOutput} of the target is the
     * caller's to call.
     *
     * <p>What the source or the target throws comes as it is, {@link #transferred} and {@link #buffered} stay exact,
     * and this method may be called again, also with other channels. {@link #awaits} tells which of the two it was:
     * READABLE after the source, WRITABLE after the target, for whom there are bytes in hand. Failures of time, and a
     * stream that ends too early, are {@link TransferException}s and final: they are thrown again by each further call.
     * So is what a channel that is not the JDK's own did if bytes are gone with it, or it cannot be believed.
     *
     * @param source never closed here; a selectable one must be in non-blocking mode. A FileChannel is read from its
     *     own position
     * @param target never closed here; a selectable one must be in non-blocking mode. A FileChannel is written at its
     *     own position
     * @return bytes that the target accepted in this call; 0 if the source has none now, the target takes none now, the
     *     rate limit holds the relay (see {@link #retryAfter}), or all is delivered: see {@link #awaits}
     * @throws IllegalArgumentException if one of the two is a DatagramChannel, or both are one FileChannel
     * @throws java.nio.channels.IllegalBlockingModeException if one is a selectable channel in blocking mode, or the
     *     target is a {@link ZeroCopyTarget} that waits on one
     * @throws ClosedChannelException if this relay, the source or the target is closed
     * @throws java.nio.channels.NotYetConnectedException if one is a SocketChannel that is not connected
     * @throws SourceTruncatedException if the stream ended before so many bytes had come as were announced; what came
     *     has been delivered
     * @throws TransferTimeoutException if a peer gave or took nothing for too long, or the whole takes too long
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and there is no kernel road; nothing has been read
     * @throws TransferException if there are more bytes than allowed; or, with a ClosedByInterruptException as cause,
     *     if the thread is interrupted: before a call into a channel, then none has been touched and this is not final;
     *     inside one, then the JDK has closed that
     * @throws IOException what the source or the target threw
     */
    public long advance(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        Arguments.requireSource(source);
        Arguments.requireTarget(target);
        Arguments.requireNotOneFile(source, target);
        driver.requireGoingOn();
        driver.requireNonBlocking(source instanceof SelectableChannel channel ? channel : null);
        driver.requireNonBlocking(Readiness.channelOf(target));
        if (isComplete()) {
            return 0;
        }
        driver.requireUsable(source);
        driver.requireUsable(target);
        driver.requireNotInterrupted();
        if (target instanceof FileChannel file) {
            AlignedTarget.requireNot(file);
        }
        driver.turnTo(source);
        return driver.advance(target);
    }

    /**
     * Bytes that were taken from the source and that the target has not accepted.
     *
     * @return bytes
     */
    public long buffered() {
        return driver.bytesRead() - driver.transferred();
    }

    @Override
    public long transferred() {
        return driver.transferred();
    }

    @Override
    public long remaining() {
        return driver.remaining();
    }

    /** Tells whether the source has ended, or the count is reached, and the target has accepted everything. */
    @Override
    public boolean isComplete() {
        return driver.isComplete();
    }

    @Override
    public TransferResult result() {
        return driver.result();
    }

    @Override
    public Duration retryAfter() {
        return driver.retryAfter();
    }

    @Override
    public Awaits awaits() {
        return driver.awaits();
    }

    @Override
    public long nextCallMillis() {
        return driver.nextCallMillis();
    }

    @Override
    public void onReady(Runnable action) {
        driver.onReady(action);
    }

    /**
     * Ends the relay; no channel is closed. Bytes that are {@link #buffered} are gone. May be called more than once; by
     * a channel or the listener from inside {@link #advance} it takes effect when that returns.
     *
     * @throws IOException never by this version
     */
    @Override
    public void close() throws IOException {
        driver.close();
    }

    @Override
    public String toString() {
        return "PendingRelay: " + driver + ", " + Wording.bytes(buffered()) + " buffered";
    }
}
