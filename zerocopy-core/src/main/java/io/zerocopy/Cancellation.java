package io.zerocopy;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/**
 * Looks, before each call into a channel, whether the call is still wanted. The interrupt flag comes first: even
 * {@code FileChannel.size()} on an interrupted thread closes the channel for everybody who shares it.
 */
final class Cancellation {
    private Cancellation() {}

    /**
     * Returns if the thread is not interrupted and the channel open.
     *
     * @throws ClosedByInterruptException if the thread is interrupted; the flag stays set and nothing has been closed
     *     yet
     * @throws AsynchronousCloseException if somebody has closed the channel
     */
    static void check(Channel used) throws ClosedChannelException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        if (!used.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    /** What came out of a call on an interrupted thread, told as the interrupt that it is. */
    static ClosedByInterruptException asInterrupt(IOException e) {
        if (e instanceof ClosedByInterruptException interrupt) {
            return interrupt;
        }
        ClosedByInterruptException interrupt = new ClosedByInterruptException();
        interrupt.addSuppressed(e);
        return interrupt;
    }
}
