package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Makes a socket safe for the kernel's road, before the first step on it:
 *
 * <ul>
 *   <li>On a virtual thread a step on a blocking descriptor would hold the carrier for as long as the peer likes, and
 *       nothing could wake it (JDK-8321594). The first write of a virtual thread makes the JDK keep the descriptor
 *       non-blocking, even a write of nothing: from then on transferTo answers 0 and the channel's own write parks.
 *   <li>Before JDK 22 transferTo does not hold its target open (JDK-8310902): a close by another thread would free the
 *       descriptor's number under a running sendfile. A channel that is registered with a selector of ours is closed
 *       for good only when that lets go of it. One in blocking mode cannot be registered: Javadoc says how to end that.
 * </ul>
 */
final class KernelSafety implements Closeable {
    /** There was nothing to hold on to. */
    static final KernelSafety SAFE = new KernelSafety(null);
    /** No selector is to be had: the bytes have to be copied. */
    static final KernelSafety IMPOSSIBLE = new KernelSafety(null);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final @Nullable Registration pin;

    private KernelSafety(@Nullable Registration pin) {
        this.pin = pin;
    }

    /** For the channel that the target is or names; what is not the JDK's own is never handed to the kernel. */
    static KernelSafety of(@Nullable SelectableChannel channel) throws IOException {
        if (!(channel instanceof SocketChannel socket) || !TargetKind.isOfTheJdk(socket)) {
            return SAFE;
        }
        if (socket.isBlocking()) {
            if (CurrentThread.isVirtual()) {
                socket.write(NOTHING);
            }
            return SAFE;
        }
        return Capabilities.current().closesSafely() ? SAFE : pinned(socket);
    }

    private static KernelSafety pinned(SocketChannel socket) throws IOException {
        try {
            Registration pin = Registration.of(socket);
            return pin == null ? IMPOSSIBLE : new KernelSafety(pin);
        } catch (IllegalBlockingModeException e) {
            // Its mode was changed just now.
            return of(socket);
        }
    }

    /** The registration of this channel, which can also be waited in; null if it has none. */
    @Nullable
    Registration registrationOf(SelectableChannel channel) {
        return pin != null && pin.isOf(channel) ? pin : null;
    }

    @Override
    public void close() throws IOException {
        if (pin != null) {
            pin.close();
        }
    }
}
