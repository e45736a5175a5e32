package io.zerocopy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * A send in progress, driven by the caller's event loop: {@link #advance} moves what the target takes now and returns.
 * One thread at a time.
 *
 * <pre>{@code
 * PendingSend send = ZeroCopyTransfer.begin(payload);
 * // whenever the channel is writable, and after nextCallMillis() at the latest:
 * send.advance(channel);
 * if (send.isComplete()) {
 *     send.close();
 * }
 * }</pre>
 *
 * <p>While nobody calls it, it holds at most one descriptor, and no buffer but for bytes that were read and not taken:
 * up to 6 KiB, up to 36 KiB where that is all that is left, and up to 64 KiB of a file that is not in the default file
 * system and cannot be read again.
 *
 * <p>Complete means that the socket has all bytes, not that the peer has. A socket that is closed while something from
 * the peer is unread is reset (TCP, RFC 9293 section 3.6.1), and the peer can lose the end: read the request before you
 * answer it, or end with {@code shutdownOutput()} and read until the peer has ended, too.
 */
public final class PendingSend implements PendingTransfer {
    private final Payload payload;
    private final PendingDriver driver;

    private PendingSend(Payload payload, PendingDriver driver) {
        this.payload = payload;
        this.driver = driver;
    }

    static PendingSend begin(Payload payload, TransferOptions options) throws IOException {
        Opening<Itinerary> looking = Opening.named(payload, () -> {
            Cursor parts = new Cursor(payload, options.zeroCopy());
            parts.look();
            // The first part is opened when its turn comes: what waits in a queue holds no descriptor.
            return new Itinerary(Source.nothing(), parts, NoPeer.YET, null, options.zeroCopy());
        });
        return new PendingSend(payload, PendingDriver.begin(looking, options));
    }

    /**
     * Moves what the target takes now, at most one chunk (1.5 MiB by default). Never waits for the network. With a
     * {@linkplain TransferOptions#withDiskExecutor disk executor} it does not wait for the disk either: see
     * {@link #awaits}. Without one a page of the file that is not in memory is read from disk inside the call, and all
     * other connections of this loop wait for it.
     *
     * <p>What the target throws comes as it is, {@link #transferred} stays exact, and this method may be called again,
     * also with another channel. Failures of the source and of time are {@link TransferException}s and final: they are
     * thrown again by each further call. Under {@link ZeroCopyPolicy#REQUIRE} what a kernel call failed with is a
     * TransferException, too, since that does not say which side it was; it is not final.
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
     * @throws IOException what the target threw; or if the target is a FileChannel that was opened for DIRECT: only a
     *     blocking send writes whole blocks
     */
    public long advance(WritableByteChannel target) throws IOException {
        Arguments.requireTarget(target);
        driver.requireGoingOn();
        driver.requireNonBlocking(Readiness.channelOf(target));
        if (isComplete()) {
            return 0;
        }
        driver.requireUsable(target);
        driver.requireNotInterrupted();
        if (target instanceof FileChannel file) {
            Overlap.requireNone(payload, transferred(), file);
            AlignedTarget.requireNot(file);
        }
        return driver.advance(target);
    }

    @Override
    public long transferred() {
        return driver.transferred();
    }

    @Override
    public long remaining() {
        return payload.length() - transferred();
    }

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
     * Closes what the send has opened, never the target. May be called more than once; by the target or the listener
     * from inside {@link #advance} it takes effect when that returns.
     *
     * @throws IOException never by this version
     */
    @Override
    public void close() throws IOException {
        driver.close();
    }

    @Override
    public String toString() {
        return "PendingSend: " + driver;
    }
}
