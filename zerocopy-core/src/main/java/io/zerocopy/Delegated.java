package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * One step by a {@link ZeroCopyTarget}, which takes the bytes itself. Refused by NOT_HERE alone: its exceptions end the
 * transfer.
 */
enum Delegated implements Mechanism {
    TO_TARGET;

    @Override
    public TransferMechanism counted() {
        return TransferMechanism.DELEGATED;
    }

    @Override
    public String refusal() {
        return "the ZeroCopyTarget said NOT_HERE";
    }

    @Override
    public long step(Source source, WritableByteChannel target, long maxBytes) throws IOException {
        long moved = ((ZeroCopyTarget) target).transferFrom(source.file(), source.position(), maxBytes);
        if (moved == ZeroCopyTarget.NOT_HERE) {
            return REFUSED;
        }
        if (moved < 0 || moved > maxBytes) {
            throw new BrokenContractException(
                    target, ".transferFrom was asked for " + maxBytes + " bytes and answered " + moved);
        }
        return moved > 0 ? moved : KernelTransfer.whyNothing(source, target);
    }

    /** The road for a delegate that is no ZeroCopyTarget: the JDK's, if it has one. */
    static long forward(FileChannel source, long position, long count, WritableByteChannel delegate)
            throws IOException {
        Capabilities capabilities = Capabilities.current();
        TransferMechanism road = Selection.choose(
                        SourceKind.of(source),
                        TargetKind.of(delegate, capabilities),
                        ZeroCopyPolicy.PREFER,
                        capabilities)
                .mechanism();
        if (!road.isZeroCopy()) {
            return ZeroCopyTarget.NOT_HERE;
        }
        if (!(delegate instanceof SocketChannel socket)) {
            return step(source, position, count, delegate);
        }
        Watchdog.forwardsTo(socket);
        // A wrapper need not name its channel, so that nobody else has seen to this one.
        try (KernelSafety safety = KernelSafety.of(socket)) {
            return safety == KernelSafety.IMPOSSIBLE ? ZeroCopyTarget.NOT_HERE : step(source, position, count, socket);
        }
    }

    private static long step(FileChannel source, long position, long count, WritableByteChannel delegate)
            throws IOException {
        try {
            return source.transferTo(position, count, delegate);
        } catch (IOException e) {
            if (source.isOpen() && delegate.isOpen() && !Thread.currentThread().isInterrupted()) {
                // Nothing has moved. If it was a dead peer, the write that follows says so.
                return ZeroCopyTarget.NOT_HERE;
            }
            throw e;
        }
    }
}
