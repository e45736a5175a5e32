package io.zerocopy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A receive in progress, driven by the caller's event loop: {@link #advance} takes what the source has now, writes it
 * to the file and returns. One thread at a time.
 *
 * <pre>{@code
 * PendingReceive upload = ZeroCopyTransfer.beginReceive(path, contentLength);
 * // whenever the channel is readable, and after nextCallMillis() at the latest:
 * upload.advance(channel);
 * if (upload.isComplete()) {
 *     System.out.println(path + " is there"); // the client may be told
 * }
 * // whatever ends it: without isComplete() there is no new file
 * upload.close();
 * }</pre>
 *
 * <p>A new file appears when it is whole, as in {@link ZeroCopyTransfer#receive(ReadableByteChannel,
 * java.nio.file.Path, TransferOptions)}: inside the advance that takes the last byte. {@link #isComplete} says that it
 * is in place, and on the disk if that was asked for. Until then, and from the beginning, the receive holds one open
 * file; no buffer while nobody calls it, but for bytes that the rate limit holds back.
 */
public final class PendingReceive implements PendingTransfer {
    private final Landing landing;
    /** The caller's own, where bytes go to a place in it. */
    private final @Nullable FileChannel file;

    private final long position;
    private final PendingDriver driver;

    private PendingReceive(Landing landing, @Nullable FileChannel file, long position, PendingDriver driver) {
        this.landing = landing;
        this.file = file;
        this.position = position;
        this.driver = driver;
    }

    static PendingReceive begin(Source source, Opening<Landing> target, TransferOptions options) throws IOException {
        return begin(source, target, null, 0, options);
    }

    static PendingReceive begin(FileChannel target, long position, long count, TransferOptions options)
            throws IOException {
        Opening<Landing> opening = Opening.named(target, () -> PositionedFile.at(target, position, count, options));
        return begin(Source.received(NoPeer.YET, count), opening, target, position, options);
    }

    private static PendingReceive begin(
            Source source, Opening<Landing> target, @Nullable FileChannel file, long position, TransferOptions options)
            throws IOException {
        PendingDriver driver = PendingDriver.begin(
                Opening.named(target, () -> {
                    Landing landing = target.open();
                    return new Itinerary(source, null, landing.channel(), landing, options.zeroCopy());
                }),
                options);
        return new PendingReceive(Objects.requireNonNull(driver.landing()), file, position, driver);
    }

    /**
     * Takes what the source has now, at most one chunk (1.5 MiB by default), and writes it to the file. Never waits for
     * the network. Writes go to the system's page cache; the call that takes the last byte also puts the file in place,
     * and forces it to the disk if that was asked for ({@link TransferOptions#withDurability}), which takes as long as
     * the disk does.
     *
     * <p>What the source throws comes as it is, and this method may be called again, also with another channel, whose
     * bytes follow those of the one before: an upload that goes on on a new connection. Failures of the file and of
     * time, and a stream that ends too early, are {@link TransferException}s and final: they are thrown again by each
     * further call, and what had been made is removed at once. So is what a source that is not the JDK's own threw when
     * its read had taken bytes, which are gone, or cannot be believed.
     *
     * @param source never closed here; a selectable one must be in non-blocking mode
     * @return bytes taken from the source by this call; 0 if it has none now, if the rate limit holds the receive (see
     *     {@link #retryAfter}), or if all is there
     * @throws IllegalArgumentException if the source is a DatagramChannel, or the FileChannel that is received into,
     *     and what is to be read overlaps what is to be written
     * @throws java.nio.channels.IllegalBlockingModeException if the source is a selectable channel in blocking mode
     * @throws ClosedChannelException if this receive or the source is closed
     * @throws java.nio.channels.NotYetConnectedException if the source is a SocketChannel that is not connected
     * @throws SourceTruncatedException if the stream ended before so many bytes had come as were announced; there is no
     *     new file
     * @throws TransferTimeoutException if the source has given nothing for too long, or the whole takes too long
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and there is no kernel road; nothing has been read
     * @throws TransferException if the file could not be written or put in place, or has more bytes than allowed; or,
     *     with a ClosedByInterruptException as cause, if the thread is interrupted: before a call into a channel, then
     *     none has been touched and this is not final; inside one, then the JDK has closed that
     * @throws IOException what the source threw
     */
    public long advance(ReadableByteChannel source) throws IOException {
        Arguments.requireSource(source);
        driver.requireGoingOn();
        driver.requireNonBlocking(source instanceof SelectableChannel channel ? channel : null);
        if (isComplete()) {
            return 0;
        }
        driver.requireUsable(source);
        driver.requireNotInterrupted();
        if (file != null) {
            Overlap.requireNone(source, file, position + transferred(), remaining());
        }
        driver.turnTo(source);
        long before = driver.bytesRead();
        driver.advance(landing.channel());
        return driver.bytesRead() - before;
    }

    /** Bytes written to the file so far. */
    @Override
    public long transferred() {
        return driver.transferred();
    }

    @Override
    public long remaining() {
        return driver.remaining();
    }

    /** Tells whether the file is in place, and on the disk if that was asked for. */
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
     * Ends the receive. Before it is complete nothing appears, and what had been made is removed; the source is not
     * closed. May be called more than once; by the source or the listener from inside {@link #advance} it takes effect
     * when that returns.
     *
     * @throws IOException if what had been made could not be removed
     */
    @Override
    public void close() throws IOException {
        driver.close();
    }

    @Override
    public String toString() {
        return "PendingReceive: " + driver;
    }
}
