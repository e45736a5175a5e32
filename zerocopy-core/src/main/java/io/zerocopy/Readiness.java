package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a target may take bytes again, or a source has more: the one rule of waiting. Every wait is short, since
 * a close by another thread wakes neither a selector nor a parked thread; the loop looks at everything between two of
 * them.
 *
 * <ul>
 *   <li>A channel in non-blocking mode is waited for by a selector of our own.
 *   <li>A channel in blocking mode that answered 0 to the kernel is nudged: its own write waits.
 *   <li>Whatever else answers 0 cannot be waited on: the thread parks, for longer each time. So it does when the
 *       channel is ready and yet nothing moves: a target that holds itself back.
 * </ul>
 */
final class Readiness implements Closeable {
    private static final long SLICE_MILLIS = 250;
    private static final long SHORTEST_SLICE_MILLIS = 5;
    private static final int FIRST_PARK_MILLIS = 1;
    private static final int LONGEST_PARK_MILLIS = 20;

    private final @Nullable SelectableChannel channel;
    private final int operation;
    private @Nullable Selector selector;
    private @Nullable SelectionKey key;
    private int parkMillis = FIRST_PARK_MILLIS;
    /** The channel said that it is ready. When nothing moves then, it is another one that the target waits for. */
    private boolean wasReady;

    private Readiness(@Nullable SelectableChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    static Readiness ofTarget(WritableByteChannel target) {
        return new Readiness(channelOf(target), SelectionKey.OP_WRITE);
    }

    static Readiness ofSource(@Nullable ReadableByteChannel source) {
        return new Readiness(source instanceof SelectableChannel channel ? channel : null, SelectionKey.OP_READ);
    }

    /** The channel that tells when the target takes bytes again. */
    static @Nullable SelectableChannel channelOf(WritableByteChannel target) {
        if (!TargetKind.isOfTheJdk(target) && target instanceof ZeroCopyTarget declared) {
            SelectableChannel named = declared.selectable();
            if (named != null) {
                return named;
            }
        }
        return target instanceof SelectableChannel channel ? channel : null;
    }

    /**
     * Makes a target safe for the kernel's road before the first step on it; null if there was nothing to hold on to.
     */
    static @Nullable Readiness forTheKernel(WritableByteChannel target) throws IOException {
        // What is not the JDK's own is never handed to the kernel, and need not fit into a selector of ours.
        if (!(channelOf(target) instanceof SocketChannel socket) || !TargetKind.isOfTheJdk(socket)) {
            return null;
        }
        if (socket.isBlocking()) {
            if (CurrentThread.isVirtual()) {
                // sendfile on a blocking descriptor would hold the carrier for as long as the peer likes, and nothing
                // could wake it (JDK-8321594). The first write of a virtual thread makes the JDK keep the descriptor
                // non-blocking, even a write of nothing: from then on transferTo answers 0 and the nudge parks.
                socket.write(ByteBuffer.allocate(0));
            }
            return null;
        }
        if (Capabilities.current().closesSafely()) {
            return null;
        }
        // Before JDK 22 transferTo does not hold its target open (JDK-8310902): a close by another thread would free
        // the descriptor's number under a running sendfile. A registered channel is closed for good only when its
        // selector lets go of it.
        Readiness pinned = ofTarget(target);
        try {
            pinned.register(socket, 0);
        } catch (IOException | RuntimeException e) {
            pinned.close();
            throw e;
        }
        return pinned;
    }

    /** Waits for a moment after the channel was not ready; {@code moved} is what had moved just before. */
    void await(Transfer transfer, Pace pace, long moved) throws IOException {
        SelectableChannel waitedFor = channel;
        boolean waitedInVain = moved == 0 && wasReady;
        wasReady = false;
        if (moved > 0) {
            parkMillis = FIRST_PARK_MILLIS;
        }
        if (waitedFor == null || waitedInVain) {
            pause();
        } else if (!waitedFor.isBlocking()) {
            try {
                wasReady = select(waitedFor, pace);
            } catch (IllegalSelectorException e) {
                // A wrapper that extends the JDK's class, and names no provider, or one whose selectors do not take it.
                pause();
            }
        } else if (transfer.state() == Transfer.State.TARGET_FULL && transfer.wasInKernel()) {
            wasReady = transfer.nudge() == 0;
        } else {
            pause();
        }
    }

    private void pause() {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(parkMillis));
        parkMillis = Math.min(2 * parkMillis, LONGEST_PARK_MILLIS);
    }

    /** Waits for a moment while the rate limit holds the transfer. */
    static void hold(Pace pace) {
        long now = System.nanoTime();
        LockSupport.parkNanos(pace, Math.min(pace.holdNanos(Thread.currentThread(), now), pace.remainingNanos(now)));
    }

    /** Returns whether the channel is ready. */
    private boolean select(SelectableChannel waitedFor, Pace pace) throws IOException {
        try {
            Selector waiting = register(waitedFor, operation);
            boolean ready = waiting.select(sliceMillis(pace)) > 0;
            // A key left in the selected set would make every later select return at once.
            waiting.selectedKeys().clear();
            return ready;
        } catch (CancelledKeyException | IllegalBlockingModeException e) {
            // The channel was closed or its mode changed just now: the loop looks at both before its next step.
            return false;
        }
    }

    private static long sliceMillis(Pace pace) {
        if (!pace.hasTimeLimit()) {
            return SLICE_MILLIS;
        }
        long now = System.nanoTime();
        // The wait begins here, also when the step before it moved something.
        pace.waits(now);
        // Several looks before a limit: a socket that has less than a third free is not yet "writable", and takes
        // bytes.
        long millis = TimeUnit.NANOSECONDS.toMillis(pace.remainingNanos(now)) / 8;
        return Math.max(SHORTEST_SLICE_MILLIS, Math.min(SLICE_MILLIS, millis));
    }

    private Selector register(SelectableChannel waitedFor, int operations) throws IOException {
        Selector ours = selector;
        if (ours == null) {
            SelectorProvider provider = waitedFor.provider();
            if (provider == null) {
                throw new IllegalSelectorException();
            }
            ours = provider.openSelector();
            selector = ours;
        }
        SelectionKey registered = key;
        if (registered == null) {
            key = waitedFor.register(ours, operations);
        } else {
            registered.interestOps(operations);
        }
        return ours;
    }

    static void close(@Nullable Readiness one, @Nullable Readiness other) throws IOException {
        try {
            if (one != null) {
                one.close();
            }
        } finally {
            if (other != null) {
                other.close();
            }
        }
    }

    /** Cancels the key and flushes it, so that the channel is as free as it was: its mode may be changed again. */
    @Override
    public void close() throws IOException {
        Selector ours = selector;
        if (ours == null) {
            return;
        }
        try (ours) {
            if (key != null) {
                key.cancel();
                ours.selectNow();
            }
        }
    }
}
