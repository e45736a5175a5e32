package io.zerocopy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The driver of a blocking call: opens both ends, runs {@link Transfer} and waits for the peers in between. */
final class BlockingTransfer {
    private BlockingTransfer() {}

    /** Moves a file or a payload to a channel. */
    static TransferResult send(Opening<Source> opening, WritableByteChannel target, TransferOptions options)
            throws IOException {
        return toChannel(opening, null, null, target, options);
    }

    /** Moves a range of an open file to a channel. */
    static TransferResult send(Source range, WritableByteChannel target, TransferOptions options) throws IOException {
        return toChannel(target instanceof FileChannel file ? apart(range, file) : range, null, null, target, options);
    }

    private static Opening<Source> apart(Source range, FileChannel target) {
        return Opening.named(range, () -> {
            Overlap.requireNone(range, target);
            range.requireReadable();
            return range.open();
        });
    }

    /** Moves a payload to a channel. */
    static TransferResult send(Payload payload, WritableByteChannel target, TransferOptions options)
            throws IOException {
        Cursor parts = new Cursor(payload, options.zeroCopy());
        Opening<Source> opening = target instanceof FileChannel file ? apart(payload, parts, file) : parts;
        return toChannel(opening, parts, null, target, options);
    }

    private static Opening<Source> apart(Payload payload, Cursor parts, FileChannel target) {
        return Opening.named(payload, () -> {
            Overlap.requireNone(payload, 0, target);
            return parts.open();
        });
    }

    /** Moves a file to a stream: by its channel, if it is one of the JDK's that shows it. */
    static TransferResult send(Opening<Source> opening, OutputStream target, TransferOptions options)
            throws IOException {
        return toStream(channel -> send(opening, channel, options), target, options);
    }

    /** Moves a payload to a stream. */
    static TransferResult send(Payload payload, OutputStream target, TransferOptions options) throws IOException {
        return toStream(channel -> send(payload, channel, options), target, options);
    }

    private static TransferResult toStream(HiddenChannel.Sending sending, OutputStream target, TransferOptions options)
            throws IOException {
        TransferResult byChannel =
                options.zeroCopy() == ZeroCopyPolicy.AVOID ? null : HiddenChannel.send(target, sending);
        return byChannel == null ? sending.to(new StreamTarget(target)) : byChannel;
    }

    /** Moves what one channel gives to another one. */
    static TransferResult relay(Source source, WritableByteChannel target, TransferOptions options) throws IOException {
        return toChannel(source, null, source.peer(), target, options);
    }

    private static TransferResult toChannel(
            Opening<Source> opening,
            @Nullable Cursor behind,
            @Nullable ReadableByteChannel peer,
            WritableByteChannel target,
            TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            UnusableChannel.requireNeither(target, peer, opening, target);
            Tally tally = move(opening, behind, peer, target, null, options, observer, startNanos);
            return completed(tally, observer, startNanos);
        } catch (NonReadableChannelException e) {
            RuntimeException told = UnusableChannel.told(opening, e);
            observer.failed(told);
            throw told;
        } catch (Throwable e) {
            observer.failed(e);
            throw e;
        }
    }

    /** Moves what a channel gives into a file. */
    static TransferResult receive(Source source, Opening<? extends Landing> target, TransferOptions options)
            throws IOException {
        return toFile(source, source.peer(), target, options);
    }

    /** Moves a file into another one. */
    static TransferResult copy(Path source, Path target, TransferOptions options) throws IOException {
        // It looks at the source first.
        Opening<Landing> copy = Opening.named(target, () -> NewFile.copyOf(source, target, options.durability()));
        Opening<Source> original = Opening.named(source, () -> SourceFile.wholeSeen(source));
        return toFile(original, null, copy, SparseCopy.inWholeBlocks(options));
    }

    private static TransferResult toFile(
            Opening<Source> opening,
            @Nullable ReadableByteChannel peer,
            Opening<? extends Landing> where,
            TransferOptions options)
            throws IOException {
        long startNanos = System.nanoTime();
        Observer observer = Observer.of(options);
        try {
            UnusableChannel.requireNeither(null, peer, opening, where);
            Tally tally;
            try (Landing landing = open(where, peer, null, opening, where)) {
                tally = move(opening, null, peer, landing.channel(), landing, options, observer, startNanos);
                publish(landing, opening, peer, tally.totalBytes());
            }
            return completed(tally, observer, startNanos);
        } catch (Throwable e) {
            observer.failed(e);
            throw e;
        }
    }

    private static TransferResult completed(Tally tally, Observer observer, long startNanos) {
        TransferResult result = new TransferResult(tally, System.nanoTime() - startNanos);
        observer.completed(result);
        return result;
    }

    private static void publish(Landing landing, Opening<Source> from, @Nullable ReadableByteChannel peer, long bytes)
            throws TransferException {
        try {
            landing.publish();
        } catch (ClosedByInterruptException e) {
            endAfterInterrupt(e, peer, null, null);
            throw Ending.notInPlace(TransferKind.nameOf(from, landing), landing, bytes, e);
        } catch (IOException e) {
            throw Ending.notInPlace(TransferKind.nameOf(from, landing), landing, bytes, e);
        }
    }

    private static Tally move(
            Opening<Source> opening,
            @Nullable Cursor behind,
            @Nullable ReadableByteChannel peer,
            WritableByteChannel target,
            @Nullable Landing landing,
            TransferOptions options,
            Observer observer,
            long startNanos)
            throws IOException {
        WritableByteChannel peersTarget = landing == null ? target : null;
        SelectableChannel named = Readiness.channelOf(target);
        Pace pace = Pace.of(options, startNanos);
        try (Watchdog watchdog = Watchdog.of(pace, peer, peersTarget, named)) {
            Object to = landing == null ? target : landing;
            if (pace.isCancelled()) {
                watchdog.endBoth();
                requireNotCancelled(options, TransferKind.nameOf(opening, to));
            }
            Source source = open(opening, peer, peersTarget, opening, to);
            Itinerary itinerary = new Itinerary(source, behind, target, landing, options.zeroCopy());
            ReadAhead readAhead = landing == null ? ReadAhead.ofBlockingSend(options) : ReadAhead.NONE;
            try (Transfer transfer = new Transfer(itinerary, options, observer, pace, watchdog, readAhead)) {
                try {
                    WritableByteChannel written = landing == null ? blocksOf(target, itinerary) : target;
                    try {
                        run(transfer, peer, written, named, options, pace, watchdog);
                    } finally {
                        if (written instanceof AlignedTarget blocks) {
                            blocks.leavePosition();
                        }
                    }
                    if (written instanceof AlignedTarget blocks) {
                        Cancellation.check(target);
                        blocks.requireWritten();
                    }
                } catch (IOException e) {
                    TransferException failure = transfer.failure(e);
                    if (failure instanceof TransferTimeoutException || pace.isCancelled()) {
                        watchdog.endBoth();
                    } else if (Thread.currentThread().isInterrupted()) {
                        endAfterInterrupt(failure, peer, peersTarget, named);
                    }
                    throw failure;
                }
                return transfer.tally();
            }
        }
    }

    /** A file that takes whole blocks only is written by them. */
    private static WritableByteChannel blocksOf(WritableByteChannel target, Itinerary itinerary) throws IOException {
        return target instanceof FileChannel file && AlignedTarget.isFor(file)
                ? AlignedTarget.at(file, file.position(), itinerary.confirmedBytes())
                : target;
    }

    static void requireNotCancelled(TransferOptions options, Object transfer) throws TransferException {
        Conversation conversation = options.conversation();
        if (conversation != null && conversation.isCancelled()) {
            throw new TransferException(
                    Wording.printable(
                            transfer + " was refused: its Conversation was cancelled before. Nothing was moved; a new"
                                    + " connection takes a new Conversation."),
                    null,
                    0,
                    0,
                    TransferException.Side.NONE);
        }
    }

    private static <T> T open(
            Opening<? extends T> opening,
            @Nullable ReadableByteChannel peer,
            @Nullable WritableByteChannel target,
            Opening<Source> from,
            Object to)
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
        endAfterInterrupt(interrupt, peer, target, target);
        throw new TransferException(
                Wording.printable(TransferKind.nameOf(from, to)
                        + " was interrupted before its first byte: somebody called interrupt() of its thread."),
                interrupt,
                0,
                0,
                TransferException.Side.NONE);
    }

    /** What a transfer of no bytes would not find out. Without bytes the JDK makes no system call. */
    private static void requireWritable(@Nullable WritableByteChannel target) throws IOException {
        if (target instanceof FileChannel file && TargetKind.isOfTheJdk(file)) {
            try {
                file.write(NoRoom.atABlock());
            } catch (NonWritableChannelException e) {
                throw UnusableChannel.readOnly();
            }
        }
    }

    private static void run(
            Transfer transfer,
            @Nullable ReadableByteChannel peer,
            WritableByteChannel target,
            @Nullable SelectableChannel named,
            TransferOptions options,
            Pace pace,
            Watchdog watchdog)
            throws IOException {
        // Most sends never wait: they do without the objects that would do it.
        Readiness ofTarget = null;
        Readiness ofSource = null;
        try (KernelSafety safety = safety(transfer, named, options)) {
            try {
                while (transfer.state() != Transfer.State.COMPLETE) {
                    long moved = transfer.advance(target, options.chunkSizeBytes());
                    switch (transfer.state()) {
                        case TARGET_FULL -> {
                            transfer.pause();
                            ofTarget = ofTarget == null ? Readiness.ofTarget(target, named) : ofTarget;
                            ofTarget.await(transfer, pace, watchdog, safety, moved);
                        }
                        case SOURCE_EMPTY -> {
                            transfer.pause();
                            ofSource = ofSource == null ? Readiness.ofSource(peer) : ofSource;
                            ofSource.await(transfer, pace, watchdog, safety, moved);
                        }
                        case HELD -> {
                            transfer.pause();
                            Readiness.hold(pace);
                        }
                        case AWAITING_DISK -> {
                            transfer.pause();
                            Readiness.awaitDisk(transfer, pace);
                        }
                        case MOVING, SKIPPING, COMPLETE -> {}
                    }
                }
            } finally {
                Readiness.close(ofTarget, ofSource);
            }
        }
    }

    private static KernelSafety safety(Transfer transfer, @Nullable SelectableChannel named, TransferOptions options)
            throws IOException {
        if (options.zeroCopy() == ZeroCopyPolicy.AVOID || transfer.state() == Transfer.State.COMPLETE) {
            return KernelSafety.SAFE;
        }
        KernelSafety safety = KernelSafety.of(named);
        if (safety == KernelSafety.IMPOSSIBLE) {
            transfer.avoidKernel();
        }
        return safety;
    }

    /**
     * An interrupt closes the channels on every JDK, as it does for their own operations; a file given as source stays.
     * A message that was begun is not to end like a whole one: the library's own close is a reset.
     */
    private static void endAfterInterrupt(
            Exception failure,
            @Nullable ReadableByteChannel peer,
            @Nullable WritableByteChannel target,
            @Nullable Channel behindTarget) {
        resetIfOfTheJdk(behindTarget);
        closeAfter(failure, target);
        resetIfOfTheJdk(peer);
        closeAfter(failure, peer);
    }

    private static void resetIfOfTheJdk(@Nullable Channel channel) {
        if (channel instanceof SocketChannel socket && TargetKind.isOfTheJdk(socket)) {
            Abort.reset(socket);
        }
    }

    private static void closeAfter(Exception failure, @Nullable Channel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
