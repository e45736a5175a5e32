/**
 * Moves bytes between files and channels without dragging them through the application, and copies safely where the
 * kernel cannot.
 *
 * <h2>The call</h2>
 *
 * <pre>{@code
 * try (SocketChannel peer = SocketChannel.open(address)) {
 *     TransferResult result = ZeroCopyTransfer.send(path, peer);
 *     log.info("{}", result); // 1,048,576 bytes by SENDFILE (zero copy) in 0.412 ms, 2,545.1 MB/s
 * }
 * }</pre>
 *
 * <p>It returns when the target has accepted every byte, or throws. Nothing in between: no short count to loop on, no 0
 * to interpret. The target may be a blocking or a non-blocking channel, with or without a selector of yours, or any
 * {@link java.nio.channels.WritableByteChannel} at all; what the kernel cannot take is copied through a pooled buffer
 * of 256 KiB.
 *
 * <h2>Which road did it take?</h2>
 *
 * <p>The result says so, byte by byte: {@link io.zerocopy.TransferResult#bytesBy}. A
 * {@link io.zerocopy.TransferListener} hears of each fallback with its reason, and so does the log
 * {@code io.zerocopy.ZeroCopyTransfer} at DEBUG. Who would rather fail than copy says
 * {@link io.zerocopy.ZeroCopyPolicy#REQUIRE}; who must not use the kernel's road, on a network file system that lies or
 * with files that are overwritten in place, says {@link io.zerocopy.ZeroCopyPolicy#AVOID}.
 *
 * <pre>{@code
 * TransferOptions strict = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
 * ZeroCopyTransfer.send(path, position, count, peer, strict);
 * }</pre>
 *
 * <h2>When it fails</h2>
 *
 * <pre>{@code
 * try {
 *     ZeroCopyTransfer.send(segment, position, count, peer);
 * } catch (SourceTruncatedException e) {
 *     // the file has no such range any more; e.bytesTransferred() bytes of it were sent
 * } catch (TransferException e) {
 *     // e.side() tells whose fault it was, e.bytesTransferred() where a resumed send would start
 * }
 * }</pre>
 *
 * <p>After a failure past the first byte the peer is in the middle of a message: close the channel.
 *
 * <h2>Servers: a header, ranges, an event loop</h2>
 *
 * <p>A {@link io.zerocopy.Payload} is what one response is made of. Its files are looked at before its header goes out,
 * and a small range goes in one write with the header. A blocking server sends it; an event loop drives a
 * {@link io.zerocopy.PendingSend}, which never waits for a peer and moves at most 1.5 MiB a turn. A
 * {@link io.zerocopy.PendingReceive} takes uploads in the same way, and two {@link io.zerocopy.PendingRelay}s are a
 * proxy.
 *
 * <pre>{@code
 * Payload response = Payload.builder().bytes(head).file(segment, position, count).build();
 *
 * PendingSend send = ZeroCopyTransfer.begin(response, options); // on the selector's thread
 * while (!send.isComplete()) {
 *     send.advance(channel);
 *     key.interestOps(send.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
 *     selector.select(send.nextCallMillis());                   // of many sends: the smallest
 * }
 * }</pre>
 *
 * <p>Wait no longer than {@link io.zerocopy.PendingTransfer#nextCallMillis} says: limits are looked at inside
 * {@code advance} alone, and a silent peer makes no event.
 *
 * <p>Dead peers and greedy ones: {@link io.zerocopy.TransferOptions#withStallTimeout},
 * {@link io.zerocopy.TransferOptions#withTimeout} and {@link io.zerocopy.TransferOptions#withRateLimit} hold for all
 * transfers. A sink of your own that can hand file bytes to its channel is a {@link io.zerocopy.ZeroCopyTarget}.
 *
 * <h2>The other roads</h2>
 *
 * <pre>{@code
 * ZeroCopyTransfer.receive(peer, path, length);  // the file appears when it is whole, or not at all
 * ZeroCopyTransfer.copy(path, backup);           // by the kernel where that is possible
 * ZeroCopyTransfer.relay(client, server);        // until end of stream; closes nothing
 * }</pre>
 *
 * <p>What a transfer would do, and why no better, {@link io.zerocopy.ZeroCopyTransfer#probe(java.nio.file.Path,
 * java.nio.channels.WritableByteChannel)} tells beforehand.
 *
 * <h2>What is kept between calls</h2>
 *
 * <p>At most 16 direct buffers of at most 1 MiB each (and none above a 256th of the maximum heap), and 256 kB in small
 * direct buffers for the case that there is no direct memory left, shared by all threads. While transfers have time
 * limits, and for 10 seconds after the last of them, one daemon thread {@code zerocopy-timer}. A step that is stuck
 * when its time is up is freed by a daemon thread {@code zerocopy-closer} of its own, and so is closed what is not the
 * JDK's own and might hang. At most 8 selectors (two descriptors each) that blocking calls wait in for non-blocking
 * channels. While virtual threads send files that are not in memory, and for 10 seconds after, at most 16 daemon
 * threads {@code zerocopy-disk} for each file store. Where bytes are spliced, and for 10 seconds after, at most 32
 * pipes of the kernel of at most 256 KiB (two descriptors each), which count for what all pipes of this user may hold.
 * The library keeps nothing for each thread; the JDK does, up to 64 KiB of direct memory, where a foreign channel or
 * stream gives or takes arrays. No process-wide switch of the JDK is touched.
 */
@NullMarked
package io.zerocopy;

import org.jspecify.annotations.NullMarked;
