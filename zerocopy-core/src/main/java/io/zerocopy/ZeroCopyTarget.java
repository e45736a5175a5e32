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
     * What a blocking send waits on after a 0, and shuts down when it runs out of time. Name the socket, if there is
     * one: before JDK 22 nothing else frees a step that is stuck in the kernel, and to close a target under such a step
     * would leave its descriptor to the next connection (JDK-8310902). A target that names none is therefore left alone
     * there, and a timeout comes when its step returns.
     *
     * @return the channel behind this target, or null if there is none: then the sending thread pauses instead
     */
    default @Nullable SelectableChannel selectable() {
        return null;
    }

    /**
     * Makes one kernel step into a delegate, by a road of the library's choosing. Targets compose: the delegate may be
     * a ZeroCopyTarget itself.
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
