package io.zerocopy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** The driver of a blocking call: opens the source, runs {@link Transfer} and waits for the target in between. */
final class BlockingSend {
    /** Opens the source of a send; what it throws reaches the caller as it is, since nothing has been touched yet. */
    interface Opening {
        Source open() throws IOException;
    }

    private BlockingSend() {}

    static TransferResult send(Opening opening, WritableByteChannel target, TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            requireUsable(target);
            Pace pace = Pace.of(options, startNanos);
            Tally tally;
            try (Watchdog watchdog = Watchdog.of(pace, target);
                    Transfer transfer = begin(opening, target, options, observer, pace, watchdog)) {
                run(transfer, target, options, pace);
                tally = transfer.tally();
            }
            TransferResult result = new TransferResult(tally, System.nanoTime() - startNanos);
            observer.completed(result);
            return result;
        } catch (IOException | RuntimeException | Error e) {
            observer.failed(e);
            throw e;
        }
    }

    private static void requireUsable(WritableByteChannel target) throws IOException {
        if (!target.isOpen()) {
            throw new ClosedChannelException();
        }
        // transferTo of JDK 17 would say "Broken pipe".
        if (target instanceof SocketChannel socket && !socket.isConnected()) {
            throw new NotYetConnectedException();
        }
    }

    private static Transfer begin(
            Opening opening,
            WritableByteChannel target,
            TransferOptions options,
            Observer observer,
            Pace pace,
            Watchdog watchdog)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(new ClosedByInterruptException(), target);
        }
        try {
            return new Transfer(opening.open(), target, options, observer, pace, watchdog);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e, target);
        }
    }

    private static TransferException interrupted(ClosedByInterruptException cause, WritableByteChannel target) {
        closeAfterInterrupt(cause, target);
        return new TransferException("interrupted before the first byte", cause, 0, 0, TransferException.Side.NONE);
    }

    private static void run(Transfer transfer, WritableByteChannel target, TransferOptions options, Pace pace)
            throws IOException {
        try {
            move(transfer, target, options, pace);
        } catch (TransferTimeoutException e) {
            Abort.reset(target);
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                closeAfterInterrupt(e, target);
            }
            throw transfer.failure(e);
        }
    }

    private static void move(Transfer transfer, WritableByteChannel target, TransferOptions options, Pace pace)
            throws IOException {
        // Most sends never wait: they do without the object that would do it.
        Readiness readiness = options.zeroCopy() == ZeroCopyPolicy.AVOID || transfer.state() == Transfer.State.COMPLETE
                ? null
                : Readiness.forTheKernel(target);
        try {
            while (transfer.state() != Transfer.State.COMPLETE) {
                long moved = transfer.advance(target, options.chunkSizeBytes());
                if (transfer.state() == Transfer.State.TARGET_FULL) {
                    readiness = readiness == null ? new Readiness(target) : readiness;
                    readiness.await(transfer, pace, moved);
                } else if (transfer.state() == Transfer.State.HELD) {
                    Readiness.hold(pace);
                }
            }
        } finally {
            if (readiness != null) {
                readiness.close();
            }
        }
    }

    /** An interrupt closes the target on every JDK, as it does for the channels' own operations. */
    private static void closeAfterInterrupt(Exception failure, WritableByteChannel target) {
        try {
            target.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
