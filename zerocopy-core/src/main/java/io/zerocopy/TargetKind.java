package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The kinds of target that {@link Selection} tells apart; the one place that knows which channels are the JDK's own.
 */
enum TargetKind {
    /** A SocketChannel of the JDK's own, TCP or Unix-domain. */
    SOCKET,
    /** One that the kernel must not be given: a close by another thread could not be kept from its descriptor. */
    UNSAFE_SOCKET,
    /** A FileChannel that writes at its position, or at one that is given: there it may be anybody's. */
    FILE,
    /** One that the library has opened, on a file that it has made: nobody else has it. */
    NEW_FILE,
    /** A FileChannel of the JDK's own that appends, or may do so for all that this JDK tells, or has no position. */
    APPENDING_FILE,
    /** The writing end of a Pipe of the JDK's own. */
    PIPE,
    /** A channel that takes file bytes itself. */
    ZERO_COPY_TARGET,
    /** An OutputStream, by way of {@link StreamTarget}. */
    STREAM,
    /** A channel that is not the JDK's own, or of a kind that the JDK does not hand to the kernel. */
    CHANNEL;

    static TargetKind of(WritableByteChannel target, ZeroCopyPolicy policy, Capabilities capabilities) {
        // The JDK's own come first: to find out that one does not implement an interface means to go through all that
        // it does implement, at every send.
        if (!isOfTheJdk(target)) {
            return ofOthers(target);
        }
        if (target instanceof SocketChannel) {
            return SOCKET;
        }
        if (target instanceof FileChannel file) {
            // For the kernel's sake only: a copy appends by itself.
            boolean matters = policy != ZeroCopyPolicy.AVOID && capabilities.has(TransferMechanism.COPY_FILE_RANGE);
            return matters && mayAppend(file, policy) ? APPENDING_FILE : FILE;
        }
        return target instanceof Pipe.SinkChannel ? PIPE : CHANNEL;
    }

    private static TargetKind ofOthers(WritableByteChannel target) {
        if (target instanceof ZeroCopyTarget) {
            return ZERO_COPY_TARGET;
        }
        return target instanceof StreamTarget ? STREAM : CHANNEL;
    }

    /**
     * The JDK's channels (sun.nio.ch.SocketChannelImpl, FileChannelImpl, SinkChannelImpl) are the only ones in
     * java.base; a subclass or a wrapper of anybody else's lives in another module, zipfs's FileChannel included.
     */
    static boolean isOfTheJdk(Object channel) {
        return channel.getClass().getModule() == Object.class.getModule();
    }

    private static boolean mayAppend(FileChannel file, ZeroCopyPolicy policy) {
        try {
            return Appending.of(file, policy).matters();
        } catch (IOException e) {
            // A FIFO opened as a file cannot seek (ESPIPE), and a channel closed meanwhile fails at the first write:
            // either way the plain copy is the road that says what is wrong.
            return true;
        }
    }
}
