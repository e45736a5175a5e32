package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that can take bytes of a file in the kernel although it is not the JDK's own: a wrapper that counts or
 * measures, or a server's own sink. What declares itself so keeps sendfile; nothing else is ever unwrapped, since a
 * wrapper that transforms what passes must see it.
 *
 * <pre>{@code
 * public long transferFrom(FileChannel source, long position, long count) throws IOException {
 *     long moved = ZeroCopyTarget.forward(source, position, count, delegate);
 *     counted += Math.max(0, moved);
 *     return moved;
 * }
 * }</pre>
 */
public interface ZeroCopyTarget extends WritableByteChannel {
    /** Nothing has moved, and this target cannot take these bytes in the kernel: they come by {@code write} instead. */
    long NOT_HERE = -1;

    /**
     * Takes bytes of a file, at most {@code count}, and does not wait for more than {@code write} would.
     *
     * @param source its own position is not to be moved
     * @param position where the bytes begin in the source, in bytes (as in Kafka and XNIO: it is the source's)
     * @param count bytes to take at the most, at least 1
     * @return bytes moved; 0 if the target is not writable now, or the file has ended; {@link #NOT_HERE} to have the
     *     rest of this part written
     * @throws IOException ends a blocking transfer. What moved before is not known then, so that a
     *     {@link PendingSend#advance} that is repeated sends it again: throw only where nothing has moved
     */
    long transferFrom(FileChannel source, long position, long count) throws IOException;

    /**
     * What a blocking send waits on after a 0, and resets when it runs out of time; it asks once, before the first
     * step. {@link PendingSend#advance} and {@code probe} ask each time whether it is in blocking mode. Name the
     * socket, if there is one; a target that names none is waited for in short pauses. Its time limits are kept as
     * well, as long as its bytes go by {@link #forward}, on the thread that called {@link #transferFrom}: that knows
     * the socket. Before JDK 22 one that hands file bytes to a blocking socket in a way of its own is left alone, and a
     * timeout comes when its step returns: nothing else would free it, and to close it would leave its descriptor to
     * the next connection (JDK-8310902).
     *
     * @return the channel behind this target, or null if there is none: then the sending thread pauses instead
     */
    default @Nullable SelectableChannel selectable() {
        return null;
    }

    /**
     * Makes one kernel step into a delegate, by a road of the library's choosing. Targets compose: the delegate may be
     * a ZeroCopyTarget itself. The delegate is made safe for that: a virtual thread never holds its carrier for a slow
     * peer (a full blocking socket then answers 0), and before JDK 22 a close by another thread does no harm to a
     * non-blocking one.
     *
     * @param source an open file
     * @param position where the bytes begin in the source, in bytes
     * @param count bytes to move at the most
     * @param delegate where they go
     * @return bytes moved, 0 if none could move now, or {@link #NOT_HERE} if there is no road in the kernel or it was
     *     refused
     * @throws IOException if the delegate, which is a ZeroCopyTarget, or the kernel failed
     */
    static long forward(FileChannel source, long position, long count, WritableByteChannel delegate)
            throws IOException {
        return delegate instanceof ZeroCopyTarget target
                ? target.transferFrom(source, position, count)
                : Delegated.forward(source, position, count, delegate);
    }
}
