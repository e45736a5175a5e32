package io.zerocopy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ends of a blocking transfer, as far as they are to be ended when it runs out of time or is cancelled. Which
 * channels of the JDK are behind them has been found out before the first step; nothing else is ever called but on a
 * thread of its own, where it may hang and harm nobody.
 *
 * <p>Never a close under a running kernel step before JDK 22: it would neither end the step nor keep the descriptor's
 * number from the next connection (JDK-8310902). And never a FIN where a reset can be had: nobody may take a truncated
 * stream for a whole one.
 */
final class Abort {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** Null where it is no peer. */
    private final @Nullable ReadableByteChannel source;
    /** Null where it is a file, which is left alone. */
    private final @Nullable WritableByteChannel target;
    /** The JDK's own channel that the target is, or that it named; null if there is none. */
    private final @Nullable SelectableChannel behindTarget;
    /** The one that a target which names none has been seen to forward to. */
    private volatile @Nullable SocketChannel seen;

    Abort(
            @Nullable ReadableByteChannel source,
            @Nullable WritableByteChannel target,
            @Nullable SelectableChannel named) {
        this.source = source;
        this.target = target instanceof FileChannel ? null : target;
        this.behindTarget = named != null && TargetKind.isOfTheJdk(named) ? named : null;
    }

    /** Tells whether a step can be stuck on a peer, as far as the library can know. */
    boolean mayWaitForPeer(Step step) {
        return switch (step) {
            case DISK -> false;
            case READ -> source != null && !isNonBlocking(source);
            case WRITE -> target != null && !isNonBlocking(behindTarget);
            case KERNEL -> target != null && !isNonBlocking(behindTarget) && !isMadeNonBlocking();
        };
    }

    private static boolean isNonBlocking(@Nullable Channel channel) {
        return channel instanceof SelectableChannel selectable
                && TargetKind.isOfTheJdk(selectable)
                && !selectable.isBlocking();
    }

    /** What a virtual thread uses is non-blocking below ({@link KernelSafety}); a wrapper may do more than one call. */
    private boolean isMadeNonBlocking() {
        return target == behindTarget && CurrentThread.isVirtual();
    }

    /** A ZeroCopyTarget that does not name its channel: see {@link #sees}. */
    boolean hidesItsChannel() {
        return behindTarget == null && target instanceof ZeroCopyTarget;
    }

    /** The sending thread is about to hand file bytes to this channel. */
    void sees(SocketChannel channel) {
        seen = channel;
    }

    /** Makes a step that is stuck come back, while the sending thread is inside. */
    void free(Step step) {
        if (step == Step.READ) {
            endSource();
            return;
        }
        SelectableChannel channel = behindTarget == null ? seen : behindTarget;
        // A wrapper's write may well be a kernel call.
        boolean mayBeInKernel = step == Step.KERNEL || channel != target;
        if (!mayBeInKernel || Capabilities.current().closesSafely()) {
            endTarget();
        } else if (channel instanceof SocketChannel socket) {
            attempt("shut down", socket::shutdownOutput);
        } else if (step == Step.WRITE) {
            endTarget();
        }
    }

    /** Ends the use of both ends from the sending thread, which is out of the kernel. */
    void both() {
        endTarget();
        endSource();
    }

    private void endSource() {
        if (source instanceof SelectableChannel channel && TargetKind.isOfTheJdk(channel)) {
            reset(channel);
        } else if (source != null) {
            closeOnItsOwnThread(source);
        }
    }

    private void endTarget() {
        SelectableChannel hidden = seen;
        if (behindTarget != null) {
            reset(behindTarget);
            return;
        }
        if (hidden != null) {
            reset(hidden);
        }
        if (target != null) {
            closeOnItsOwnThread(target);
        }
    }

    /**
     * Closes a channel of the JDK's own so that a TCP peer sees a reset. One that is registered with the caller's
     * selector goes when that selector selects next.
     */
    static void reset(SelectableChannel channel) {
        attempt("reset", () -> {
            if (channel instanceof SocketChannel socket
                    && socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                // Also in place of a time that the application set: the close would wait for it.
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        });
        attempt("closed", channel::close);
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void attempt(String what, Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A channel whose transfer was ended could not be {}", what, e);
        }
    }

    /** A stream's close may hang behind the very write that is stuck, and a foreign one behind anything. */
    private static void closeOnItsOwnThread(Channel channel) {
        try {
            DaemonThread.of("zerocopy-closer", () -> attempt("closed", channel::close))
                    .start();
        } catch (OutOfMemoryError e) {
            LOG.debug("A channel whose transfer was ended could not be closed: no more threads", e);
        }
    }
}
