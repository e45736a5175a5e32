package io.zerocopy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Moves bytes between files and channels, by the kernel where the JDK has a road there, by copying where it has not.
 *
 * <pre>{@code
 * try (SocketChannel peer = SocketChannel.open(address)) {
 *     TransferResult result = ZeroCopyTransfer.send(file, peer); // returns when every byte is accepted, or throws
 *     System.out.println(result); // 1,048,576 bytes by SENDFILE (zero copy) in 0.412 ms, 2,545.1 MB/s
 * }
 * }</pre>
 *
 * <table>
 * <caption>Which method</caption>
 * <tr><th>to move</th><th>blocking</th><th>on an event loop</th></tr>
 * <tr><td>a file</td><td>{@link #send(Path, WritableByteChannel) send(file, channel)}</td>
 *     <td>{@link #begin(Payload) begin(payload)}</td></tr>
 * <tr><td>bytes and ranges of files, such as a head and a body</td>
 *     <td>{@link #send(Payload, WritableByteChannel) send(payload, channel)}</td>
 *     <td>{@link #begin(Payload) begin(payload)}</td></tr>
 * <tr><td>what a peer sends, into a file</td><td>{@link #receive(ReadableByteChannel, Path) receive(channel, file)}</td>
 *     <td>{@link #beginReceive(Path) beginReceive(file)}</td></tr>
 * <tr><td>a file into another one, which it replaces</td><td>{@link #copy(Path, Path) copy(file, file)}</td>
 *     <td></td></tr>
 * <tr><td>what a peer sends, to another peer: <em>one</em> direction, so that a proxy makes two</td>
 *     <td>{@link #relay(ReadableByteChannel, WritableByteChannel) relay(channel, channel)}</td>
 *     <td>{@link #beginRelay() beginRelay()}</td></tr>
 * </table>
 *
 * <p>The ten commonest jobs are shown {@linkplain io.zerocopy above all classes}. Which road a transfer took, its
 * {@link TransferResult} says; which it would take, {@code probe} does.
 *
 * <p>All methods are static and safe to call from any number of threads. Each form also takes {@link TransferOptions},
 * and without them uses {@linkplain TransferOptions#DEFAULTS the defaults}. What holds for all blocking calls stands
 * once, at {@link #send(Path, WritableByteChannel, TransferOptions)}.
 *
 * <p><b>Refused by every method</b>, before anything has moved:
 *
 * <table>
 * <caption>Arguments that are refused</caption>
 * <tr><th>what</th><th>by</th></tr>
 * <tr><td>null</td><td>NullPointerException</td></tr>
 * <tr><td>a negative position or count, or a sum of both that overflows; a DatagramChannel; one FileChannel as source
 *     and target, if what is read overlaps what is written (for relay: always); FSYNC in a file system that is not the
 *     default one</td><td>IllegalArgumentException</td></tr>
 * <tr><td>a SocketChannel that is not connected</td><td>{@link java.nio.channels.NotYetConnectedException}</td></tr>
 * <tr><td>a channel that is closed</td><td>{@link java.nio.channels.ClosedChannelException}</td></tr>
 * <tr><td>a FileChannel that was opened for the other direction</td>
 *     <td>{@link java.nio.channels.NonReadableChannelException},
 *     {@link java.nio.channels.NonWritableChannelException}</td></tr>
 * </table>
 *
 * <p><b>One writer per target at a time is the caller's duty.</b> Two sends, or a send and a write, to one channel at
 * the same time mix their bytes: before JDK 22 {@code transferTo} does not even hold the channel's write lock.
 */
public final class ZeroCopyTransfer {
    private ZeroCopyTransfer() {}

    /**
     * Sends a whole file by the default options: see {@link #send(Path, WritableByteChannel, TransferOptions)}.
     *
     * @param source a regular file of any file system
     * @param target any channel but a DatagramChannel
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(Path source, WritableByteChannel target) throws IOException {
        return send(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a whole file: as many bytes as it has when the call begins, also if it grows meanwhile. A file whose size
     * is 0 (procfs) is read to its end.
     *
     * <p><b>Target.</b> Any channel, blocking or not, alone or registered with selectors of the caller's. It is closed
     * by an interrupt, a timeout or a cancel ({@link Conversation}) only; its mode and its registrations are as before
     * when the call returns. A FileChannel is written at its position, which advances; one that was opened to append
     * appends. It must not be on the source's own file, which cannot be found out here: the send would read what it has
     * written.
     *
     * <p><b>Blocking.</b> The call waits for the target until all bytes are accepted. A virtual thread parks, also on a
     * blocking channel (before JDK 25 a non-blocking channel is waited for in a selector, which may hold the carrier
     * thread). After the first send by a virtual thread the JDK keeps the descriptor of a blocking SocketChannel
     * non-blocking for good; that shows to nobody who uses the channel's own methods. The kernel does not wait on such
     * a descriptor: each time the socket is full, at most 4 KiB go by the channel's own write, which does. Those are
     * copied, so that the result of a send to a slow peer may read {@code zero copy but for 4,096 bytes}.
     *
     * <p><b>File locks.</b> The source is opened and closed again by this method. On POSIX systems that drops every
     * lock ({@link java.nio.channels.FileLock}) that this process has on the file, whichever channel it was taken on:
     * send from the FileChannel that holds the lock instead.
     *
     * <p><b>Returned is not frozen.</b> sendfile shares pages with the file until the peer has them: overwriting the
     * file after this method has returned can change what arrives. {@link ZeroCopyPolicy#AVOID} is the way out.
     *
     * <p><b>To abort from another thread</b> call {@link Conversation#cancel} of the options' conversation, on every
     * JDK, or close the target. On JDK before 22 a <em>blocking</em> SocketChannel must not be closed under a send
     * (unless that goes under {@code AVOID}; {@code shutdownOutput()} ends it): there a close does not end a running
     * transferTo, and the descriptor's number may be given to the next connection while file bytes still flow to it
     * (JDK-8310902). Nor should a FileChannel be closed under a send on JDK 20 and 21, for the same reason.
     *
     * <p><b>Interrupt.</b> The thread's flag is looked at before each call into a channel. When set, the call fails
     * with a {@link TransferException} whose cause is a ClosedByInterruptException, the flag stays set and the target
     * is closed: a TCP peer in the middle of the bytes sees a reset. An interrupt that comes <em>inside</em> a call
     * into a channel is handled by the JDK, which closes the channel itself: the peer then gets what was sent, and
     * behind it a clean end. (Inside a kernel step the JDK before 22 closes the source alone, and the library resets
     * the target.)
     *
     * <p><b>Timeouts</b> ({@link TransferOptions#withStallTimeout}, {@link TransferOptions#withTimeout}) end the call
     * with a {@link TransferTimeoutException} and close the target; a TCP peer sees a reset, so that it cannot take a
     * truncated stream for a whole one. A step that is stuck is freed 100 ms after the limit. There are exceptions:
     *
     * <ul>
     *   <li>Before JDK 22 a kernel step on a blocking channel that is stuck is freed by {@code shutdownOutput()}. A
     *       peer that does not read sees the reset that follows; one that reads, because it was the disk that took so
     *       long, may see a clean end.
     *   <li>A Unix-domain peer cannot tell a reset.
     *   <li>A FileChannel is never closed. Whatever else is not a channel of the JDK's own, and names none, is closed
     *       by a thread of its own; what its peer sees is its own affair, and the exception comes when its write
     *       returns.
     *   <li>A channel that is registered with a selector of yours is released when that selector selects next.
     * </ul>
     *
     * <p><b>Failure.</b> Until the first channel operation the JDK's exceptions come as they are. From then on every
     * IOException is a {@link TransferException} that tells how many bytes the target has accepted, and
     * RuntimeExceptions of foreign channels pass. A kernel step that is refused before it has moved a byte is no
     * failure: the rest is copied. After a failure past the first byte the target is in the middle of a message: close
     * it.
     *
     * @param source a regular file of any file system; of those that are not the default one it is read as a stream
     * @param target any channel but a DatagramChannel
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if it may not be read
     * @throws java.nio.file.FileSystemException if it is no regular file, or could not be opened
     * @throws SourceTruncatedException if the file was cut meanwhile; what was there has been sent
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and there is no kernel road; nothing has been sent
     * @throws TransferTimeoutException if the target took nothing for too long, or the whole took too long
     * @throws TransferException if the transfer failed in any other way once it had begun
     * @throws IOException if the file could not be looked at
     */
    public static TransferResult send(Path source, WritableByteChannel target, TransferOptions options)
            throws IOException {
        requireSource(source);
        Arguments.requireTarget(target);
        requireOptions(options);
        return BlockingTransfer.send(whole(source), target, options);
    }

    /**
     * Sends a range of a file by the default options: see {@link #send(Path, long, long, WritableByteChannel,
     * TransferOptions)}.
     *
     * @param source a regular file of any file system
     * @param position where the range begins, in bytes
     * @param count bytes to send
     * @param target any channel but a DatagramChannel
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(Path source, long position, long count, WritableByteChannel target)
            throws IOException {
        return send(source, position, count, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a range of a file, as {@link #send(Path, WritableByteChannel, TransferOptions)} does for the whole. A range
     * that reaches beyond the end is sent as far as it goes and then fails: never an endless loop, never a short
     * success.
     *
     * @param source a regular file of any file system
     * @param position where the range begins, in bytes
     * @param count bytes to send
     * @param target any channel but a DatagramChannel
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if the file has no such range, or was cut meanwhile; what was there has been
     *     sent
     * @throws IOException as there
     */
    public static TransferResult send(
            Path source, long position, long count, WritableByteChannel target, TransferOptions options)
            throws IOException {
        requireSource(source);
        Arguments.requireRange(position, count);
        Arguments.requireTarget(target);
        requireOptions(options);
        Opening<Source> range = Opening.named(source, () -> SourceFile.range(source, position, count));
        return BlockingTransfer.send(range, target, options);
    }

    /**
     * Sends a range of an open file by the default options: see {@link #send(FileChannel, long, long,
     * WritableByteChannel, TransferOptions)}. An interrupt inside a kernel step closes the source for all its users:
     * see the form with options.
     *
     * @param source stays open, and its own position where it is
     * @param position where the range begins, in bytes
     * @param count bytes to send
     * @param target any channel but a DatagramChannel
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(FileChannel source, long position, long count, WritableByteChannel target)
            throws IOException {
        return send(source, position, count, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a range of an open file, as {@link #send(Path, long, long, WritableByteChannel, TransferOptions)} does for
     * a path. Any number of threads may send from one FileChannel at a time. A FileChannel may be sent into itself
     * where what is read and what is written are apart; that a second channel is on the same file cannot be found out
     * here.
     *
     * <p><b>Interrupt.</b> An interrupt that is seen between two channel operations leaves the source as it is. One
     * that arrives inside a kernel step closes the source FileChannel for all its users: that is the JDK's own contract
     * ({@link java.nio.channels.InterruptibleChannel}). Servers that interrupt their workers send paths.
     *
     * @param source stays open, and its own position where it is
     * @param position where the range begins, in bytes
     * @param count bytes to send
     * @param target any channel but a DatagramChannel
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if the file has no such range, or was cut meanwhile; what was there has been
     *     sent
     * @throws IOException as there
     */
    public static TransferResult send(
            FileChannel source, long position, long count, WritableByteChannel target, TransferOptions options)
            throws IOException {
        requireSource(source);
        Arguments.requireRange(position, count);
        Arguments.requireTarget(target);
        requireOptions(options);
        return BlockingTransfer.send(Source.borrowed(source, position, count), target, options);
    }

    /**
     * Sends a whole file to a stream by the default options: see {@link #send(Path, OutputStream, TransferOptions)}.
     *
     * @param source a regular file of any file system
     * @param target never flushed; closed by an interrupt, a timeout or a cancel only
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(Path source, OutputStream target) throws IOException {
        return send(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a whole file to a stream, as {@link #send(Path, WritableByteChannel, TransferOptions)} does to a channel.
     * On JDK 24 and newer a stream that the JDK made from a blocking SocketChannel ({@code Channels.newOutputStream},
     * or the stream of its {@code socket()}) shows the channel, and the file is sent to that, sendfile included; the
     * JDK holds the channel's {@code blockingLock} meanwhile. Any other stream hides what is behind it, so that this is
     * a copy through arrays; where there is a channel, hand over the channel. (In such a copy to a stream of the JDK's
     * own the JDK needs direct memory of as much as 64 KiB: it fails where none is left.)
     *
     * <p>When the stream throws, how much of the last slice of at most 64 KiB it has taken cannot be known: the count
     * in the exception is then a lower bound.
     *
     * @param source a regular file of any file system
     * @param target never flushed; closed by an interrupt, a timeout or a cancel only
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and the stream shows no channel
     * @throws IOException as there
     */
    public static TransferResult send(Path source, OutputStream target, TransferOptions options) throws IOException {
        requireSource(source);
        Objects.requireNonNull(target, "target");
        requireOptions(options);
        return BlockingTransfer.send(whole(source), target, options);
    }

    /**
     * Sends a payload by the default options: see {@link #send(Payload, WritableByteChannel, TransferOptions)}.
     *
     * @param payload bytes and ranges of files
     * @param target any channel but a DatagramChannel
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(Payload payload, WritableByteChannel target) throws IOException {
        return send(payload, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a payload, as {@link #send(Path, WritableByteChannel, TransferOptions)} does a file. All its files are
     * looked at before the first byte goes out, so that what is missing or too short by now fails before the header
     * that promised it. Small neighbours, and a range of at most 32 KiB behind bytes, go out in one write. An interrupt
     * inside a kernel step closes a FileChannel part for all its users.
     *
     * @param payload bytes and ranges of files
     * @param target any channel but a DatagramChannel
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if a file has become shorter than announced; before the first byte if it was so
     *     when the call began
     * @throws IOException as there
     */
    public static TransferResult send(Payload payload, WritableByteChannel target, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(payload, "payload");
        Arguments.requireTarget(target);
        requireOptions(options);
        return BlockingTransfer.send(payload, target, options);
    }

    /**
     * Sends a payload to a stream by the default options: see {@link #send(Payload, OutputStream, TransferOptions)}.
     *
     * @param payload bytes and ranges of files
     * @param target never flushed; closed by an interrupt, a timeout or a cancel only
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult send(Payload payload, OutputStream target) throws IOException {
        return send(payload, target, TransferOptions.DEFAULTS);
    }

    /**
     * Sends a payload to a stream: {@link #send(Payload, WritableByteChannel, TransferOptions)} by the ways that
     * {@link #send(Path, OutputStream, TransferOptions)} describes.
     *
     * @param payload bytes and ranges of files
     * @param target never flushed; closed by an interrupt, a timeout or a cancel only
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE, the stream shows no channel, and the payload has
     *     bytes of a file
     * @throws IOException as there
     */
    public static TransferResult send(Payload payload, OutputStream target, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(target, "target");
        requireOptions(options);
        return BlockingTransfer.send(payload, target, options);
    }

    /**
     * Begins a send for an event loop by the default options: see {@link #begin(Payload, TransferOptions)}.
     *
     * @param payload bytes and ranges of files
     * @return the send, which has moved nothing yet
     * @throws IOException as there
     */
    public static PendingSend begin(Payload payload) throws IOException {
        return begin(payload, TransferOptions.DEFAULTS);
    }

    /**
     * Begins a send that the caller's event loop drives: nothing here waits for a peer. The files of the payload are
     * looked at now, and each is opened when its turn comes. Limits are looked at inside {@link PendingSend#advance}
     * alone: a selector loop waits by {@code selector.select(send.nextCallMillis())}, or a silent peer is never
     * noticed.
     *
     * @param payload bytes and ranges of files
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the send, which has moved nothing yet; to be closed by the caller
     * @throws SourceTruncatedException if a file has become shorter than announced
     * @throws IOException if a file is missing by now, or is no regular file any more
     */
    public static PendingSend begin(Payload payload, TransferOptions options) throws IOException {
        Objects.requireNonNull(payload, "payload");
        requireOptions(options);
        return PendingSend.begin(payload, options);
    }

    /**
     * Receives until end of stream by the default options: see {@link #receive(ReadableByteChannel, Path,
     * TransferOptions)}.
     *
     * @param source any channel but a DatagramChannel
     * @param target where the file is to be
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(ReadableByteChannel source, Path target) throws IOException {
        return receive(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Receives a file until end of stream: by a copy through a pooled direct buffer of 256 KiB, or from a SocketChannel
     * by {@linkplain TransferMechanism#SPLICE splice(2)} where that is there. {@code transferFrom} would take steps of
     * 8 KiB from a socket, and lose bytes without a word when the disk is full.
     *
     * <p><b>The target appears only when it is whole</b>, and replaces what is there. What it keeps of that, and who
     * may read it, is told at {@linkplain io.zerocopy what a new file is like}.
     *
     * <p><b>Source.</b> Any channel, blocking or not, alone or registered with selectors of the caller's. It is closed
     * by an interrupt, a timeout or a cancel only. A FileChannel is read from its own position, and never closed.
     *
     * <p><b>Blocking.</b> The call waits for the source until it ends. While it waits it keeps a buffer of 8 KiB,
     * unless it has just read much more. A virtual thread parks.
     *
     * <p><b>A reset may look like an end.</b> A TCP connection that the peer has reset says so to one call only. If
     * that is another thread's write, what reads next is told that the stream has ended: half a file is then taken for
     * a whole one. Where both directions are in use, give a count (or compare the result's bytes with one that the peer
     * sent). Where {@link TransferMechanism#SPLICE} is there the kernel is asked, and such an end is a failure of the
     * source.
     *
     * <p><b>Timeouts and interrupts</b> end the call as they do a {@link #send(Path, WritableByteChannel,
     * TransferOptions) send}, and close the source, a TCP connection by a reset. The stall timeout counts time in which
     * the source gives nothing; time in which the file is written is not the peer's. {@link Conversation#cancel} ends
     * it from another thread.
     *
     * <p><b>Failure.</b> {@link TransferException#bytesRead()} tells how many bytes have been taken from the source.
     * They are gone for who would read on.
     *
     * @param source any channel but a DatagramChannel
     * @param target where the file is to be
     * @param options see {@link TransferOptions}; {@link TransferOptions#withMaxBytes} guards the disk
     * @return what was done
     * @throws java.nio.file.FileSystemException if the target is there and no regular file, or cannot be made; nothing
     *     has been read
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and the bytes cannot be
     *     {@linkplain TransferMechanism#SPLICE spliced}; nothing has been read
     * @throws TransferTimeoutException if the source gave nothing for too long, or the whole took too long
     * @throws TransferException if the transfer failed in any other way once it had begun, or has more bytes than
     *     allowed
     * @throws IOException if the target could not be looked at
     */
    public static TransferResult receive(ReadableByteChannel source, Path target, TransferOptions options)
            throws IOException {
        Arguments.requireSource(source);
        Objects.requireNonNull(target, "target");
        requireOptions(options);
        return BlockingTransfer.receive(Source.received(source), newFile(target, options), options);
    }

    /**
     * Receives so many bytes by the default options: see {@link #receive(ReadableByteChannel, Path, long,
     * TransferOptions)}.
     *
     * @param source any channel but a DatagramChannel
     * @param target where the file is to be
     * @param count bytes to receive
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(ReadableByteChannel source, Path target, long count) throws IOException {
        return receive(source, target, count, TransferOptions.DEFAULTS);
    }

    /**
     * Receives a file of so many bytes, as {@link #receive(ReadableByteChannel, Path, TransferOptions)} does until end
     * of stream. Not a byte more is read from the source.
     *
     * @param source any channel but a DatagramChannel
     * @param target where the file is to be
     * @param count bytes to receive
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if the stream ended before; there is no new file
     * @throws IOException as there
     */
    public static TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
            throws IOException {
        Arguments.requireSource(source);
        Objects.requireNonNull(target, "target");
        Arguments.requireRange(0, count);
        requireOptions(options);
        return BlockingTransfer.receive(Source.received(source, count), newFile(target, options), options);
    }

    /**
     * Receives into an open file by the default options: see {@link #receive(ReadableByteChannel, FileChannel, long,
     * long, TransferOptions)}.
     *
     * @param source any channel but a DatagramChannel
     * @param target stays open, and its own position where it is
     * @param position where the bytes are to be in the file
     * @param count bytes to receive
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(ReadableByteChannel source, FileChannel target, long position, long count)
            throws IOException {
        return receive(source, target, position, count, TransferOptions.DEFAULTS);
    }

    /**
     * Receives so many bytes into an open file, in place, as {@link #receive(ReadableByteChannel, Path,
     * TransferOptions)} does into a new one: after a failure the file has what had come until then, and
     * {@link TransferException#bytesTransferred()} tells how much that is. Not a byte more is read from the source.
     *
     * <p><b>The file's own position</b> is neither used nor moved, not for an instant: other threads may read and write
     * through the same channel meanwhile, and append records at its end.
     *
     * <p><b>A file that was opened to append</b> ignores positions, and is refused, but for {@code position} being its
     * size, where the bytes land alike; then nobody else may append meanwhile. It is refused before a byte is read
     * where that can be found out without a write: from JDK 25 on, on Linux, but not under {@code AVOID}. Elsewhere a
     * channel that cannot read, and stands at its end, may append: its first bytes (at most 64) are written up to 16
     * times at the place where they belong. If the file grows by them each time the call fails with a
     * TransferException, and cuts them off again if they are still the last; a record that another thread appends
     * between that look and the cut would go with them. Where others append to such a channel all the time it cannot be
     * told, and the bytes go to the file's end.
     *
     * <p>A FileChannel may be received into itself where what is read and what is written are apart; that a second
     * channel is on the same file cannot be found out here.
     *
     * @param source any channel but a DatagramChannel
     * @param target stays open, and its own position where it is; not opened to append
     * @param position where the bytes are to be in the file; beyond its end it grows
     * @param count bytes to receive
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws IllegalArgumentException if the target is known to have been opened to append; nothing has been read
     * @throws SourceTruncatedException if the stream ended before
     * @throws IOException as there
     */
    public static TransferResult receive(
            ReadableByteChannel source, FileChannel target, long position, long count, TransferOptions options)
            throws IOException {
        Arguments.requireSource(source);
        Objects.requireNonNull(target, "target");
        Arguments.requireRange(position, count);
        requireOptions(options);
        return BlockingTransfer.receive(
                Source.received(source, count),
                Opening.named(target, () -> {
                    Overlap.requireNone(source, target, position, count);
                    return PositionedFile.at(target, position, count, options);
                }),
                options);
    }

    /**
     * Begins a receive until end of stream for an event loop by the default options: see {@link #beginReceive(Path,
     * TransferOptions)}.
     *
     * @param target where the file is to be
     * @return the receive, which has taken nothing yet
     * @throws IOException as there
     */
    public static PendingReceive beginReceive(Path target) throws IOException {
        return beginReceive(target, TransferOptions.DEFAULTS);
    }

    /**
     * Begins a receive until end of stream that the caller's event loop drives: nothing here waits for a peer. The file
     * appears when it is whole, with the permissions that {@link #receive(ReadableByteChannel, Path, TransferOptions)}
     * tells. What can be known about its place is known now: the file that will be the new one is made, beside it.
     *
     * @param target where the file is to be
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the receive, which has taken nothing yet; to be closed by the caller
     * @throws java.nio.file.NoSuchFileException if there is no directory for the target
     * @throws java.nio.file.FileSystemException if the target is there and no regular file, or cannot be made
     * @throws TransferException if the thread is interrupted, or the options' conversation has been cancelled
     * @throws IOException if the target could not be looked at
     */
    public static PendingReceive beginReceive(Path target, TransferOptions options) throws IOException {
        Objects.requireNonNull(target, "target");
        requireOptions(options);
        return PendingReceive.begin(Source.received(NoPeer.YET), newFile(target, options), options);
    }

    /**
     * Begins a receive of so many bytes for an event loop by the default options: see {@link #beginReceive(Path, long,
     * TransferOptions)}.
     *
     * @param target where the file is to be
     * @param count bytes to receive
     * @return the receive, which has taken nothing yet
     * @throws IOException as there
     */
    public static PendingReceive beginReceive(Path target, long count) throws IOException {
        return beginReceive(target, count, TransferOptions.DEFAULTS);
    }

    /**
     * Begins a receive of a file of so many bytes, as {@link #beginReceive(Path, TransferOptions)} does until end of
     * stream. Not a byte more is read from the source. One of no bytes is complete, and the file in place, when this
     * method returns.
     *
     * @param target where the file is to be
     * @param count bytes to receive
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the receive, which has taken nothing yet; to be closed by the caller
     * @throws IOException as there
     */
    public static PendingReceive beginReceive(Path target, long count, TransferOptions options) throws IOException {
        Objects.requireNonNull(target, "target");
        Arguments.requireRange(0, count);
        requireOptions(options);
        return PendingReceive.begin(Source.received(NoPeer.YET, count), newFile(target, options), options);
    }

    /**
     * Begins a receive into an open file for an event loop by the default options: see
     * {@link #beginReceive(FileChannel, long, long, TransferOptions)}.
     *
     * @param target stays open, and its own position where it is; not opened to append
     * @param position where the bytes are to be in the file; beyond its end it grows
     * @param count bytes to receive
     * @return the receive, which has taken nothing yet
     * @throws IOException as there
     */
    public static PendingReceive beginReceive(FileChannel target, long position, long count) throws IOException {
        return beginReceive(target, position, count, TransferOptions.DEFAULTS);
    }

    /**
     * Begins a receive into an open file that the caller's event loop drives, as {@link #receive(ReadableByteChannel,
     * FileChannel, long, long, TransferOptions)} makes one that waits. The bytes are in the file as they come; what has
     * come stays there, also if the receive is closed before it is complete.
     *
     * @param target stays open, and its own position where it is; not opened to append
     * @param position where the bytes are to be in the file; beyond its end it grows
     * @param count bytes to receive
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the receive, which has taken nothing yet; to be closed by the caller
     * @throws IllegalArgumentException if the target is known to have been opened to append; nothing has been read
     * @throws TransferException if the thread is interrupted, or the options' conversation has been cancelled
     * @throws IOException if the target could not be looked at
     */
    public static PendingReceive beginReceive(FileChannel target, long position, long count, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(target, "target");
        Arguments.requireRange(position, count);
        requireOptions(options);
        return PendingReceive.begin(target, position, count, options);
    }

    /**
     * Receives from a stream until it ends by the default options: see {@link #receive(InputStream, Path,
     * TransferOptions)}.
     *
     * @param source closed by an interrupt, a timeout or a cancel only
     * @param target where the file is to be
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(InputStream source, Path target) throws IOException {
        return receive(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Receives from a stream until it ends, as {@link #receive(ReadableByteChannel, Path, TransferOptions)} does from a
     * channel, through an array of at most 64 KiB.
     *
     * @param source closed by an interrupt, a timeout or a cancel only
     * @param target where the file is to be
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(InputStream source, Path target, TransferOptions options) throws IOException {
        requireSource(source);
        return receive(new StreamSource(source), target, options);
    }

    /**
     * Receives so many bytes from a stream by the default options: see {@link #receive(InputStream, Path, long,
     * TransferOptions)}.
     *
     * @param source closed by an interrupt, a timeout or a cancel only
     * @param target where the file is to be
     * @param count bytes to receive
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult receive(InputStream source, Path target, long count) throws IOException {
        return receive(source, target, count, TransferOptions.DEFAULTS);
    }

    /**
     * Receives so many bytes from a stream, as {@link #receive(ReadableByteChannel, Path, long, TransferOptions)} does
     * from a channel, through an array of at most 64 KiB. Not a byte more is read.
     *
     * @param source closed by an interrupt, a timeout or a cancel only
     * @param target where the file is to be
     * @param count bytes to receive
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if the stream ended before; there is no new file
     * @throws IOException as there
     */
    public static TransferResult receive(InputStream source, Path target, long count, TransferOptions options)
            throws IOException {
        requireSource(source);
        return receive(new StreamSource(source), target, count, options);
    }

    /**
     * Copies a file by the default options: see {@link #copy(Path, Path, TransferOptions)}.
     *
     * @param source a regular file of any file system
     * @param target where the copy is to be
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult copy(Path source, Path target) throws IOException {
        return copy(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Copies the content of a file, by the kernel where the JDK has a road there (copy_file_range since JDK 20 on
     * Linux; where the file system can, that shares the blocks). Where the kernel refuses, the rest is copied through a
     * buffer: {@code Files.copy} of JDK 25 fails there. Holes are read as zeros, as everywhere; with the kernel tier
     * (JDK 22 and newer on Linux, opened by flags) the copy has the holes of its source, and they count as copied.
     *
     * <p><b>The target is replaced</b> where it is there, in one step, when the copy is whole. The copy has the
     * permissions and the group of the file that it replaces, or those of any new file, and is never readable for
     * anybody who may not read the source: see {@linkplain io.zerocopy what a new file is like}. Nothing else of the
     * source is copied, such as its <b>execute bit</b>, its owner and its times.
     *
     * <p><b>File locks.</b> The source is opened and closed again: on POSIX systems that drops every lock that this
     * process has on it.
     *
     * @param source a regular file of any file system
     * @param target where the copy is to be, in any file system
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws java.nio.file.NoSuchFileException if there is no such source, or no directory for the target
     * @throws java.nio.file.FileSystemException if source and target are the same file, if either is there and no
     *     regular file, or if the target cannot be made
     * @throws SourceTruncatedException if the source was cut meanwhile; there is no new file
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and there is no kernel road
     * @throws TransferTimeoutException if the whole took too long
     * @throws TransferException if the transfer failed in any other way once it had begun
     * @throws IOException if a file could not be looked at
     */
    public static TransferResult copy(Path source, Path target, TransferOptions options) throws IOException {
        requireSource(source);
        Objects.requireNonNull(target, "target");
        requireOptions(options);
        return BlockingTransfer.copy(source, target, options);
    }

    /**
     * Relays until end of stream by the default options: see {@link #relay(ReadableByteChannel, WritableByteChannel,
     * TransferOptions)}.
     *
     * @param source any channel but a DatagramChannel
     * @param target any channel but a DatagramChannel
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult relay(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        return relay(source, target, TransferOptions.DEFAULTS);
    }

    /**
     * Moves what one channel gives to another one until end of stream; one direction, so that a proxy makes two such
     * calls. Each read is written before the next: nothing is held back to be sent in larger pieces. A copy through a
     * pooled direct buffer, of 8 KiB while little comes and 256 KiB when much does; between SocketChannels what is much
     * goes by {@linkplain TransferMechanism#SPLICE splice(2)} where that is there.
     *
     * <p><b>It closes and half-closes nothing</b>, except by an interrupt, a timeout or a cancel: at end of stream
     * {@code shutdownOutput} of the target is the caller's to call. Source and target may be one channel, but not one
     * FileChannel.
     *
     * <p><b>Everything read is written or reported</b>: after a failure {@link TransferException#bytesRead()} minus
     * {@link TransferException#bytesTransferred()} bytes have been taken from the source and not by the target.
     *
     * <p><b>A reset may look like an end.</b> A TCP connection that the peer has reset says so to one call only. If
     * that is a write of the other direction, this one is told that the stream has ended, and returns as if all had
     * come. Give a count where there is one; a proxy without ends both directions as soon as one of them fails. Where
     * {@link TransferMechanism#SPLICE} is there the kernel is asked, and such an end is a failure of the source.
     *
     * <p><b>Timeouts and interrupts</b> close both channels as a {@link #send(Path, WritableByteChannel,
     * TransferOptions) send} does its target, TCP connections by a reset. A FileChannel is not closed by a timeout. The
     * stall timeout counts time in which the source gives nothing, or the target takes nothing; give both directions of
     * a proxy one {@link Conversation}, so that one may be idle while the other moves. Waiting and virtual threads are
     * as in send, on both sides.
     *
     * <p><b>To abort from another thread</b> call {@link Conversation#cancel}, or close the source or shut it down for
     * input. A close of the target is noticed at the next byte to be written: while the call waits in a read of a
     * blocking source there is none.
     *
     * @param source any channel but a DatagramChannel; a FileChannel is read from its own position (to have it sent by
     *     the kernel use {@code send})
     * @param target any channel but a DatagramChannel
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws ZeroCopyUnavailableException if the policy is REQUIRE and the bytes cannot be
     *     {@linkplain TransferMechanism#SPLICE spliced}; nothing has been read
     * @throws TransferTimeoutException if a peer gave or took nothing for too long, or the whole took too long
     * @throws TransferException if the transfer failed in any other way once it had begun, or has more bytes than
     *     allowed
     * @throws IOException never otherwise
     */
    public static TransferResult relay(ReadableByteChannel source, WritableByteChannel target, TransferOptions options)
            throws IOException {
        Arguments.requireSource(source);
        Arguments.requireTarget(target);
        Arguments.requireNotOneFile(source, target);
        requireOptions(options);
        return BlockingTransfer.relay(Source.received(source), target, options);
    }

    /**
     * Relays so many bytes by the default options: see {@link #relay(ReadableByteChannel, WritableByteChannel, long,
     * TransferOptions)}.
     *
     * @param source any channel but a DatagramChannel
     * @param target any channel but a DatagramChannel
     * @param count bytes to move
     * @return what was done
     * @throws IOException as there
     */
    public static TransferResult relay(ReadableByteChannel source, WritableByteChannel target, long count)
            throws IOException {
        return relay(source, target, count, TransferOptions.DEFAULTS);
    }

    /**
     * Moves so many bytes that one channel gives to another one, as {@link #relay(ReadableByteChannel,
     * WritableByteChannel, TransferOptions)} does until end of stream. Not a byte more is read from the source.
     *
     * @param source any channel but a DatagramChannel
     * @param target any channel but a DatagramChannel
     * @param count bytes to move
     * @param options see {@link TransferOptions}
     * @return what was done
     * @throws SourceTruncatedException if the stream ended before; what came has been written
     * @throws IOException as there
     */
    public static TransferResult relay(
            ReadableByteChannel source, WritableByteChannel target, long count, TransferOptions options)
            throws IOException {
        Arguments.requireSource(source);
        Arguments.requireTarget(target);
        Arguments.requireRange(0, count);
        Arguments.requireNotOneFile(source, target);
        requireOptions(options);
        return BlockingTransfer.relay(Source.received(source, count), target, options);
    }

    /**
     * Begins a relay until end of stream for an event loop by the default options: see
     * {@link #beginRelay(TransferOptions)}.
     *
     * @return the relay, which has moved nothing yet
     * @throws IOException as there
     */
    public static PendingRelay beginRelay() throws IOException {
        return beginRelay(TransferOptions.DEFAULTS);
    }

    /**
     * Begins a relay until end of stream that the caller's event loop drives: nothing here waits for a peer, and no
     * channel is closed. Give both directions of a proxy one {@link Conversation}, so that one may be idle while the
     * other moves.
     *
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the relay, which has moved nothing yet; to be closed by the caller
     * @throws TransferException if the thread is interrupted, or the options' conversation has been cancelled
     * @throws IOException never otherwise
     */
    public static PendingRelay beginRelay(TransferOptions options) throws IOException {
        requireOptions(options);
        return PendingRelay.begin(Source.received(NoPeer.YET), options);
    }

    /**
     * Begins a relay of so many bytes for an event loop by the default options: see {@link #beginRelay(long,
     * TransferOptions)}.
     *
     * @param count bytes to move
     * @return the relay, which has moved nothing yet
     * @throws IOException as there
     */
    public static PendingRelay beginRelay(long count) throws IOException {
        return beginRelay(count, TransferOptions.DEFAULTS);
    }

    /**
     * Begins a relay of so many bytes, as {@link #beginRelay(TransferOptions)} does until end of stream. Not a byte
     * more is read from the source.
     *
     * @param count bytes to move
     * @param options see {@link TransferOptions}; the time of a timeout runs from this call
     * @return the relay, which has moved nothing yet; to be closed by the caller
     * @throws IOException as there
     */
    public static PendingRelay beginRelay(long count, TransferOptions options) throws IOException {
        Arguments.requireRange(0, count);
        requireOptions(options);
        return PendingRelay.begin(Source.received(NoPeer.YET, count), options);
    }

    /**
     * Tells what {@link #send(Path, WritableByteChannel)} would do, begun now by this thread. Moves nothing, and leaves
     * nothing changed: the file is looked at and not opened.
     *
     * @param source a regular file of any file system
     * @param target any channel but a DatagramChannel
     * @return the mechanism, and why it would be no better one
     * @throws java.nio.file.FileSystemException if there is no such file, it may not be read, or is no regular file
     * @throws TransferException with a ClosedByInterruptException as cause, if the target is a FileChannel and the
     *     thread is interrupted: even a look would close it
     * @throws IOException if it could not be looked at
     */
    public static Probe probe(Path source, WritableByteChannel target) throws IOException {
        requireSource(source);
        Arguments.requireTarget(target);
        return Probe.ofSend(source, target);
    }

    /**
     * Tells what {@link #receive(ReadableByteChannel, Path)} would do, begun now by this thread. Moves nothing, and
     * leaves nothing changed: whether a file could be made there is not tried.
     *
     * @param source any channel but a DatagramChannel
     * @param target where the file would be
     * @return the mechanism, and why it would be no better one
     * @throws java.nio.file.FileSystemException if the target is there and no regular file or not to be written, or has
     *     no directory
     * @throws IOException if it could not be looked at
     */
    public static Probe probe(ReadableByteChannel source, Path target) throws IOException {
        Arguments.requireSource(source);
        Objects.requireNonNull(target, "target");
        return Probe.ofReceive(source, target);
    }

    /**
     * Tells what {@link #relay(ReadableByteChannel, WritableByteChannel)} would do, begun now by this thread. Moves
     * nothing, and leaves nothing changed.
     *
     * @param source any channel but a DatagramChannel
     * @param target any channel but a DatagramChannel
     * @return the mechanism, and why it would be no better one
     * @throws TransferException with a ClosedByInterruptException as cause, if the target is a FileChannel and the
     *     thread is interrupted: even a look would close it
     * @throws IOException if one could not be looked at
     */
    public static Probe probe(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        Arguments.requireSource(source);
        Arguments.requireTarget(target);
        Arguments.requireNotOneFile(source, target);
        return Probe.ofRelay(source, target);
    }

    /**
     * Says what this JDK can do on this operating system.
     *
     * @return the same object each time
     */
    public static Capabilities capabilities() {
        return Capabilities.current();
    }

    private static Opening<Source> whole(Path source) {
        return Opening.named(source, () -> SourceFile.whole(source));
    }

    private static Opening<Landing> newFile(Path target, TransferOptions options) {
        return Opening.named(target, () -> NewFile.at(target, options.durability()));
    }

    private static void requireSource(Object source) {
        Objects.requireNonNull(source, "source");
    }

    private static void requireOptions(TransferOptions options) {
        Objects.requireNonNull(options, "options");
    }
}
