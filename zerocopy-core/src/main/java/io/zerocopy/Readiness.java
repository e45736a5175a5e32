package io.zerocopy;

import io.zerocopy.TransferException.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
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
    /** Then a channel that says it blocks, and does not, has had its chances. */
    private static final int MOST_PARKED_MILLIS = 500;

    /** What the channel said when it was waited for last. */
    private enum Said {
        NOTHING,
        /** When nothing moves then, it is another channel that the target waits for. */
        READY
    }

    private final @Nullable Channel end;
    private final @Nullable SelectableChannel channel;
    private final int operation;
    private @Nullable Registration registration;
    private Said said = Said.NOTHING;
    private int parkMillis = FIRST_PARK_MILLIS;
    private int parkedMillis;

    private Readiness(@Nullable Channel end, @Nullable SelectableChannel channel, int operation) {
        this.end = end;
        this.channel = channel;
        this.operation = operation;
    }

    /**
     * Waits for a target.
     *
     * @param named see {@link #channelOf}
     */
    static Readiness ofTarget(WritableByteChannel target, @Nullable SelectableChannel named) {
        return new Readiness(target, named, SelectionKey.OP_WRITE);
    }

    static Readiness ofSource(@Nullable ReadableByteChannel source) {
        return new Readiness(
                source, source instanceof SelectableChannel channel ? channel : null, SelectionKey.OP_READ);
    }

    /** The channel that tells when the target takes bytes again; runs code of the target's, if that is foreign. */
    static @Nullable SelectableChannel channelOf(WritableByteChannel target) {
        if (!TargetKind.isOfTheJdk(target) && target instanceof ZeroCopyTarget declared) {
            SelectableChannel named = declared.selectable();
            if (named != null) {
                return named;
            }
        }
        return target instanceof SelectableChannel channel ? channel : null;
    }

    static boolean isNonBlocking(WritableByteChannel target) {
        return target instanceof SelectableChannel channel && !channel.isBlocking();
    }

    /** For a virtual thread the JDK keeps the descriptor non-blocking, whatever the channel says. */
    static boolean answersWhenFull(WritableByteChannel target) {
        return isNonBlocking(target) || (target instanceof SelectableChannel && CurrentThread.isVirtual());
    }

    /** Waits for a moment after the channel was not ready; {@code moved} is what had moved just before. */
    void await(Transfer transfer, Pace pace, Watchdog watchdog, KernelSafety safety, long moved) throws IOException {
        SelectableChannel waitedFor = channel;
        boolean waitedInVain = moved == 0 && said == Said.READY;
        said = Said.NOTHING;
        if (moved > 0) {
            moved();
        }
        if (waitedFor == null || waitedInVain) {
            pause();
        } else if (!waitedFor.isBlocking()) {
            select(waitedFor, pace, watchdog, safety);
        } else if (transfer.state() == Transfer.State.TARGET_FULL && transfer.wasInKernel()) {
            if (transfer.nudge() > 0) {
                moved();
            } else {
                said = Said.READY;
            }
        } else {
            pause();
        }
        if (parkedMillis > MOST_PARKED_MILLIS && isBlockingInName()) {
            throw transfer.brokenContract(
                    transfer.state() == Transfer.State.SOURCE_EMPTY ? Side.SOURCE : Side.TARGET,
                    (channel == null ? "it" : Wording.end(channel))
                            + " is in blocking mode, and answered 0 again and again");
        }
    }

    private void moved() {
        parkMillis = FIRST_PARK_MILLIS;
        parkedMillis = 0;
    }

    /** The JDK's own never answer 0 in blocking mode; a target that only names one may have a mind of its own. */
    private boolean isBlockingInName() {
        return channel != null && channel == end && !TargetKind.isOfTheJdk(channel) && channel.isBlocking();
    }

    private void pause() {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(parkMillis));
        parkedMillis = Math.min(parkedMillis + parkMillis, MOST_PARKED_MILLIS + 1);
        parkMillis = Math.min(2 * parkMillis, LONGEST_PARK_MILLIS);
    }

    /** Waits for a moment while the rate limit holds the transfer. */
    static void hold(Pace pace) {
        long now = System.nanoTime();
        // The stall timeout does not run meanwhile: what is left of it may be next to nothing.
        LockSupport.parkNanos(
                pace, Math.min(pace.holdNanos(Thread.currentThread(), now), pace.remainingTimeoutNanos(now)));
    }

    /** Waits for a moment while another thread reads a file, which wakes this one when it has done so. */
    static void awaitDisk(Transfer transfer, Pace pace) {
        long slice = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);
        LockSupport.parkNanos(transfer, Math.min(slice, pace.remainingTimeoutNanos(System.nanoTime())));
    }

    private void select(SelectableChannel waitedFor, Pace pace, Watchdog watchdog, KernelSafety safety)
            throws IOException {
        Registration waiting = registration(waitedFor, safety);
        if (waiting == null) {
            pause();
        } else if (waiting.select(operation, sliceMillis(pace), watchdog)) {
            said = Said.READY;
        }
    }

    /** Null where it cannot be waited in. Closed, or in another mode by now: the loop looks before its next step. */
    private @Nullable Registration registration(SelectableChannel waitedFor, KernelSafety safety) throws IOException {
        Registration pin = safety.registrationOf(waitedFor);
        if (pin != null) {
            return pin;
        }
        if (registration == null) {
            try {
                registration = Registration.of(waitedFor);
            } catch (ClosedChannelException | IllegalBlockingModeException e) {
                return null;
            }
        }
        return registration;
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

    @Override
    public void close() throws IOException {
        if (registration != null) {
            registration.close();
        }
    }
}
