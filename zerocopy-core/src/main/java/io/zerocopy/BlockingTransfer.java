package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The driver of a blocking call: opens both ends, runs {@link Transfer} and waits for the peers in between. */
final class BlockingTransfer {
    /** Opens the source; what it throws reaches the caller as it is, since nothing has been touched yet. */
    interface Opening {
        Source open() throws IOException;
    }

    private BlockingTransfer() {}

    /** Moves a file or a payload to a channel. */
    static TransferResult send(Opening opening, WritableByteChannel target, TransferOptions options)
            throws IOException {
        return toChannel(opening, null, target, options);
    }

    /** Moves what one channel gives to another one. */
    static TransferResult relay(Source source, WritableByteChannel target, TransferOptions options) throws IOException {
        return toChannel(source, source.peer(), target, options);
    }

    private static TransferResult toChannel(
            Opening opening, @Nullable ReadableByteChannel peer, WritableByteChannel target, TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            requireUsable(target);
            requireUsable(peer);
            Tally tally = move(opening, peer, target, null, options, observer, startNanos);
            return completed(tally, observer, startNanos);
        } catch (IOException | RuntimeException | Error e) {
            observer.failed(e);
            throw e;
        }
    }

    /** Moves what a channel gives into a file. */
    static TransferResult receive(Source source, Landing.Opening target, TransferOptions options) throws IOException {
        return toFile(source, source.peer(), target, options);
    }

    /** Moves a file into another one. */
    static TransferResult copy(Path source, Path target, TransferOptions options) throws IOException {
        // It looks at the source first.
        Landing.Opening copy = () -> NewFile.copyOf(source, target, options.durability());
        return toFile(() -> SourceFile.wholeSeen(source, options), null, copy, options);
    }

    private static TransferResult toFile(
            Opening opening, @Nullable ReadableByteChannel peer, Landing.Opening where, TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            requireUsable(peer);
            Tally tally;
            try (Landing landing = land(where, peer)) {
                tally = move(opening, peer, landing.channel(), landing, options, observer, startNanos);
                publish(landing, peer, tally.totalBytes());
            }
            return completed(tally, observer, startNanos);
        } catch (IOException | RuntimeException | Error e) {
            observer.failed(e);
            throw e;
        }
    }

    private static Landing land(Landing.Opening where, @Nullable ReadableByteChannel peer) throws IOException {
        ClosedByInterruptException interrupt;
        if (Thread.currentThread().isInterrupted()) {
            interrupt = new ClosedByInterruptException();
        } else {
            try {
                return where.open();
            } catch (ClosedByInterruptException e) {
                interrupt = e;
            }
        }
        throw interrupted(interrupt, peer, null, 0);
    }

    /** Fails as the channel's own operations would. */
    static void requireUsable(@Nullable Channel channel) throws IOException {
        // Asked first: one that is closed just now is not connected any more.
        boolean isConnected = !(channel instanceof SocketChannel socket) || socket.isConnected();
        if (channel != null && !channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (!isConnected) {
            // transferTo of JDK 17 would say "Broken pipe".
            throw new NotYetConnectedException();
        }
    }

    private static TransferResult completed(Tally tally, Observer observer, long startNanos) {
        TransferResult result = new TransferResult(tally, System.nanoTime() - startNanos);
        observer.completed(result);
        return result;
    }

    private static void publish(Landing landing, @Nullable ReadableByteChannel peer, long bytes)
            throws TransferException {
        try {
            landing.publish();
        } catch (ClosedByInterruptException e) {
            throw interrupted(e, peer, null, bytes);
        } catch (IOException e) {
            throw new TransferException(
                    landing + " could not be put in place after " + bytes + " bytes: " + e,
                    e,
                    bytes,
                    bytes,
                    TransferException.Side.TARGET);
        }
    }

    private static Tally move(
            Opening opening,
            @Nullable ReadableByteChannel peer,
            WritableByteChannel target,
            @Nullable Landing landing,
            TransferOptions options,
            Observer observer,
            long startNanos)
            throws IOException {
        Pace pace = Pace.of(options, startNanos);
        try (Watchdog watchdog = Watchdog.of(pace, peer, target);
                Transfer transfer =
                        new Transfer(open(opening, peer, target), target, landing, options, observer, pace, watchdog)) {
            try {
                run(transfer, peer, target, options, pace);
            } catch (IOException e) {
                TransferException failure = transfer.failure(e);
                if (failure instanceof TransferTimeoutException) {
                    Abort.both(peer, landing == null ? target : null);
                } else if (Thread.currentThread().isInterrupted()) {
                    closeAfterInterrupt(failure, peer, target);
                }
                throw failure;
            }
            return transfer.tally();
        }
    }

    private static Source open(Opening opening, @Nullable ReadableByteChannel peer, WritableByteChannel target)
            throws IOException {
        ClosedByInterruptException interrupt;
        if (Thread.currentThread().isInterrupted()) {
            interrupt = new ClosedByInterruptException();
        } else {
            try {
                requireWritable(target);
                return opening.open();
            } catch (ClosedByInterruptException e) {
                interrupt = e;
            }
        }
        throw interrupted(interrupt, peer, target, 0);
    }

    /** What a transfer of no bytes would not find out. Without bytes the JDK makes no system call. */
    private static void requireWritable(WritableByteChannel target) throws IOException {
        if (target instanceof FileChannel file && TargetKind.isOfTheJdk(file)) {
            file.write(ByteBuffer.allocate(0));
        }
    }

    private static TransferException interrupted(
            ClosedByInterruptException cause,
            @Nullable ReadableByteChannel peer,
            @Nullable WritableByteChannel target,
            long bytes) {
        closeAfterInterrupt(cause, peer, target);
        return new TransferException(
                "interrupted after " + bytes + " bytes", cause, bytes, bytes, TransferException.Side.NONE);
    }

    private static void run(
            Transfer transfer,
            @Nullable ReadableByteChannel peer,
            WritableByteChannel target,
            TransferOptions options,
            Pace pace)
            throws IOException {
        // Most sends never wait: they do without the objects that would do it.
        Readiness ofTarget = null;
        Readiness ofSource = null;
        try {
            if (options.zeroCopy() != ZeroCopyPolicy.AVOID && transfer.state() != Transfer.State.COMPLETE) {
                ofTarget = Readiness.forTheKernel(target);
            }
            while (transfer.state() != Transfer.State.COMPLETE) {
                long moved = transfer.advance(target, options.chunkSizeBytes());
                switch (transfer.state()) {
                    case TARGET_FULL -> {
                        ofTarget = ofTarget == null ? Readiness.ofTarget(target) : ofTarget;
                        ofTarget.await(transfer, pace, moved);
                    }
                    case SOURCE_EMPTY -> {
                        transfer.pause();
                        ofSource = ofSource == null ? Readiness.ofSource(peer) : ofSource;
                        ofSource.await(transfer, pace, moved);
                    }
                    case HELD -> Readiness.hold(pace);
                    case MOVING, COMPLETE -> {}
                }
            }
        } finally {
            Readiness.close(ofTarget, ofSource);
        }
    }

    /**
     * An interrupt closes the channels on every JDK, as it does for their own operations; a file given as source stays.
     */
    private static void closeAfterInterrupt(
            Exception failure, @Nullable ReadableByteChannel peer, @Nullable WritableByteChannel target) {
        if (target != null) {
            closeAfter(failure, target);
        }
        if (peer != null) {
            closeAfter(failure, peer);
        }
    }

    private static void closeAfter(Exception failure, Channel channel) {
        try {
            channel.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
