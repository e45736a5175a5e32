/**
 * Moves bytes between files and channels without dragging them through the application, and copies safely where the
 * kernel cannot.
 *
 * <p>All calls are in {@link io.zerocopy.ZeroCopyTransfer}. A blocking call returns when every byte is accepted, or
 * throws: no short count to loop on, no 0 to interpret. The target may be a blocking or a non-blocking channel, with or
 * without a selector of yours, or any {@link java.nio.channels.WritableByteChannel} at all; what the kernel cannot take
 * is copied through a pooled buffer of 256 KiB.
 *
 * <h2>Ten jobs</h2>
 *
 * <p>1. <b>Send a file.</b> The result says how many bytes went by which road.
 *
 * <pre>{@code
 * try (SocketChannel peer = SocketChannel.open(address)) {
 *     TransferResult result = ZeroCopyTransfer.send(file, peer);
 *     System.out.println(result); // 1,048,576 bytes by SENDFILE (zero copy) in 0.412 ms, 2,545.1 MB/s
 * }
 * }</pre>
 *
 * <p>2. <b>Send a range of a file.</b> After a failure the exception knows how far it came. A peer that has a part only
 * must not take it for the whole: close the channel.
 *
 * <pre>{@code
 * try {
 *     ZeroCopyTransfer.send(file, position, count, peer);
 * } catch (SourceTruncatedException e) {
 *     peer.close(); // the file has no such range any more; what was there has been sent
 * } catch (TransferException e) {
 *     peer.close(); // e.side() failed; a new send would begin at position + e.bytesTransferred()
 * }
 * }</pre>
 *
 * <p>3. <b>Send a head, and a range behind it.</b> A {@link io.zerocopy.Payload} is what one response is made of. Its
 * files are looked at before the head goes out, and a small range goes in one write with it.
 *
 * <pre>{@code
 * byte[] head = ("HTTP/1.1 206 Partial Content\r\nContent-Length: " + count + "\r\n\r\n").getBytes(US_ASCII);
 * Payload response = Payload.builder().bytes(head).file(file, position, count).build();
 * ZeroCopyTransfer.send(response, peer);
 * }</pre>
 *
 * <p>4. <b>Send on an event loop.</b> {@code advance} never waits for a peer and moves at most 1.5 MiB a turn. Wait no
 * longer than {@link io.zerocopy.PendingTransfer#nextCallMillis} says: limits are looked at inside {@code advance}
 * alone, and a silent peer makes no event.
 *
 * <pre>{@code
 * try (PendingSend send = ZeroCopyTransfer.begin(response, options)) {
 *     // in non-blocking mode, and registered
 *     for (send.advance(channel); !send.isComplete(); send.advance(channel)) {
 *         key.interestOps(send.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
 *         selector.select(send.nextCallMillis()); // of many sends: the smallest
 *         selector.selectedKeys().clear();
 *     }
 * } catch (IOException e) {
 *     channel.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset: no orderly end behind a torso
 *     channel.close();
 * }
 * }</pre>
 *
 * <p>5. <b>Receive an upload.</b> The file appears when it is whole, or not at all. Where no length is announced, guard
 * the disk.
 *
 * <pre>{@code
 * ZeroCopyTransfer.receive(peer, upload, contentLength);
 * ZeroCopyTransfer.receive(peer, upload, TransferOptions.DEFAULTS.withMaxBytes(100L << 20)); // until end of stream
 * }</pre>
 *
 * <p>6. <b>Copy a file.</b> The copy replaces what is there, in one step, when it is whole. It has the permissions of
 * the file that it replaces, or of any new file: the execute bit of the source is not copied.
 *
 * <pre>{@code
 * ZeroCopyTransfer.copy(file, backup);
 * ZeroCopyTransfer.copy(file, backup, TransferOptions.DEFAULTS.withDurability(Durability.FSYNC));
 * }</pre>
 *
 * <p>7. <b>Relay both ways.</b> A relay is one direction, so a proxy makes two, on two threads, in one
 * {@link io.zerocopy.Conversation}. It passes no end on: that is the caller's to do.
 *
 * <pre>{@code
 * Conversation conversation = Conversation.create();
 * TransferOptions both = options.withConversation(conversation);
 * Future<?> request = executor.submit(() -> {
 *     ZeroCopyTransfer.relay(client, server, both);
 *     return server.shutdownOutput();
 * });
 * try {
 *     ZeroCopyTransfer.relay(server, client, both);
 *     client.shutdownOutput();
 * } catch (IOException e) {
 *     conversation.cancel(); // or the other thread relays for good
 *     throw e;
 * }
 * request.get();
 * }</pre>
 *
 * <p>8. <b>Limit the rate, and give up dead peers.</b> One {@link io.zerocopy.RateLimit} may serve many transfers.
 *
 * <pre>{@code
 * TransferOptions careful = TransferOptions.DEFAULTS
 *         .withRateLimit(RateLimit.ofBytesPerSecond(10_000_000))
 *         .withStallTimeout(Duration.ofSeconds(30)) // nothing accepted for so long
 *         .withTimeout(Duration.ofHours(1)); // all of it
 * ZeroCopyTransfer.send(file, peer, careful);
 * }</pre>
 *
 * <p>9. <b>Fail rather than copy, and read the receipt.</b> {@link io.zerocopy.ZeroCopyPolicy#AVOID} is the opposite:
 * it is for network file systems that lie, and for files that are overwritten in place.
 *
 * <pre>{@code
 * try {
 *     TransferResult result = ZeroCopyTransfer.send(file, peer, options.withZeroCopy(ZeroCopyPolicy.REQUIRE));
 *     long bySendfile = result.bytesBy(TransferMechanism.SENDFILE); // of result.bytes()
 * } catch (ZeroCopyUnavailableException e) {
 *     System.err.println(e.getMessage()); // why there is no road, and what would help; nothing has been sent
 * }
 * }</pre>
 *
 * <p>10. <b>Ask beforehand.</b> A probe tells what a transfer would do, why no better, and what would help; the
 * capabilities what this JDK can do on this system.
 *
 * <pre>{@code
 * Probe probe = ZeroCopyTransfer.probe(file, peer);
 * System.out.println(probe.mechanism() + " " + probe.reason() + " " + probe.remedy());
 * System.out.println(ZeroCopyTransfer.capabilities());
 * }</pre>
 *
 * <p>A sink of your own that can hand file bytes to its channel is a {@link io.zerocopy.ZeroCopyTarget}.
 *
 * <h2>What is logged</h2>
 *
 * <p>By slf4j, to {@code io.zerocopy.ZeroCopyTransfer}: DEBUG tells each fallback and its reason, TRACE each step; such
 * a line begins with its transfer, as {@code send of 'file' to 127.0.0.1:8080}. DEBUG also tells what went wrong beside
 * a transfer, such as a file that could not be closed. WARN says that a listener of yours, or an action of
 * {@link io.zerocopy.PendingTransfer#onReady onReady}, threw. What is thrown is not logged. A
 * {@link io.zerocopy.TransferListener} hears of fallbacks and progress, too.
 *
 * <p>Without a provider of slf4j on the class path nothing is logged: slf4j itself says so once on standard error ("No
 * SLF4J providers were found"), and everything else works. To be rid of that line add a provider, {@code slf4j-nop} for
 * none.
 *
 * <h2 id="new-files">What a new file is like</h2>
 *
 * <p>A file that is received or copied is made beside its place, and moved there in one step when it is whole. A
 * failure removes it; what a killed process leaves is named {@code .NAME.RANDOM.zerocopy}, without NAME where this
 * JVM's locale cannot say it. A file that is there already is replaced by a whole one or stays as it is, and must be
 * writable. A symbolic link stays, and what it names is replaced. In a file system whose provider cannot move in one
 * step, it is moved as well as that provider can. A file that is a mount point of its own (such as {@code /etc/hosts}
 * in a container) cannot be replaced: on Linux a receive finds that out before a byte is read, a copy when all has been
 * copied. A lock on an old file stays with that file, which has no name any more.
 *
 * <p><b>Who may read it</b> (on systems with POSIX permissions). A new file has the permissions, owner and group of any
 * new file. One that replaces another is as if that had been written in place:
 *
 * <table>
 * <caption>What a file keeps that is replaced</caption>
 * <tr><th>of the old file</th><th>the new one</th></tr>
 * <tr><td>permissions, sticky bit</td><td>kept, whatever the umask says</td></tr>
 * <tr><td>group</td><td>kept where the system lets this process (it is the administrator, or in that group). Else
 *     the group is that of any new file, and group and others get what both had: 0640 becomes 0600, 0664
 *     becomes 0644</td></tr>
 * <tr><td>setgid</td><td>kept with the group, else lost</td></tr>
 * <tr><td>setuid</td><td>kept if this process's user owned the old file, else lost: it would run as somebody
 *     else</td></tr>
 * <tr><td>owner, ACL, extended attributes, hard links</td><td>lost: it is owned by who made it, and in a directory
 *     with a default ACL it gets that one's entries, so that who is named there may read it</td></tr>
 * </table>
 *
 * <p>Nobody can read it who could not read the old one, nor any of it on its way: until the last byte is there only its
 * owner may read it, unless all others may read the whole. (Access control lists apart: Java cannot see them. Of a file
 * that has one the permissions of its group are the list's mask, and may say more than the group had.)
 *
 * <p>A copy is also never readable for anybody who may not read its source:
 *
 * <table>
 * <caption>Who may read a copy; where any new file is 0644</caption>
 * <tr><th>source</th><th>a new copy</th><th>a copy that replaces a file of 0664</th></tr>
 * <tr><td>0644, 0755, 0444</td><td>0644</td><td>0664</td></tr>
 * <tr><td>0640, of the copy's group</td><td>0640</td><td>0660</td></tr>
 * <tr><td>0640, of another group</td><td>0600</td><td>0600</td></tr>
 * <tr><td>0600, 0400</td><td>0600</td><td>0600</td></tr>
 * </table>
 *
 * <p>Special bits, ACL and all other attributes of a copy's source are not copied, and its ACL is not asked. Where
 * source or target are in a file system without POSIX permissions, nothing is narrowed.
 *
 * <h2>What is kept between calls</h2>
 *
 * <p>At most 16 direct buffers of at most 1 MiB each (and none above a 256th of the maximum heap), 256 kB in small
 * direct buffers for the case that there is no direct memory left, and 8 KiB to look at channels with, shared by all
 * threads; 64 KiB of heap about which files were in memory lately. While transfers have time limits, and for 10 seconds
 * after the last of them, one daemon thread {@code zerocopy-timer}. A step that is stuck when its time is up is freed
 * by a daemon thread {@code zerocopy-closer} of its own, and so is closed what is not the JDK's own and might hang. At
 * most 8 selectors (two descriptors each) that blocking calls wait in for non-blocking channels. While virtual threads
 * send files that are not in memory, and for 10 seconds after, at most 16 daemon threads {@code zerocopy-disk} for each
 * file store. Where bytes are spliced, and for 10 seconds after, at most 32 pipes of the kernel of at most 256 KiB (two
 * descriptors each), which count for what all pipes of this user may hold. The library keeps nothing for each thread;
 * the JDK does, up to 64 KiB of direct memory, where a foreign channel or stream gives or takes arrays. No process-wide
 * switch of the JDK is touched.
 */
@NullMarked
package io.zerocopy;

import org.jspecify.annotations.NullMarked;
