package io.zerocopy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the use of a target that ran out of time. Never a close under a running kernel step: before JDK 22 it would neither
 * end the step nor keep the descriptor's number from the next connection (JDK-8310902).
 */
final class Abort {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    private Abort() {}

    /** Makes a step that is stuck on this target come back; called by the timer while the sending thread is inside. */
    static void unblock(WritableByteChannel target) {
        Channel channel = channelOf(target);
        try {
            if (channel instanceof SocketChannel socket) {
                socket.shutdownOutput();
            } else if (channel instanceof Pipe.SinkChannel) {
                channel.close();
            } else {
                closeOnItsOwnThread(channel);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A target that ran out of time could not be shut down", e);
        }
    }

    /**
     * Closes a target from the sending thread, which is out of the kernel. A TCP peer sees a reset, never a clean end of a
     * truncated stream. A channel that is registered with the caller's selector goes when that selector selects next.
     */
    static void reset(WritableByteChannel target) {
        Channel channel = channelOf(target);
        try {
            if (channel instanceof SocketChannel socket) {
                if (socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                socket.close();
            } else if (channel instanceof Pipe.SinkChannel) {
                channel.close();
            } else {
                closeOnItsOwnThread(channel);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A target that ran out of time could not be reset", e);
        }
    }

    private static Channel channelOf(WritableByteChannel target) {
        if (target instanceof ZeroCopyTarget declared && declared.selectable() instanceof SocketChannel socket) {
            return socket;
        }
        return target;
    }

    /** A stream's close may hang behind the very write that is stuck. A file of the caller's is left alone. */
    private static void closeOnItsOwnThread(Channel channel) {
        if (channel instanceof FileChannel) {
            return;
        }
        Thread closer = new Thread(
                () -> {
                    try {
                        channel.close();
                    } catch (IOException | RuntimeException e) {
                        LOG.debug("A target that ran out of time could not be closed", e);
                    }
                },
                "zerocopy-closer");
        closer.setDaemon(true);
        closer.start();
    }
}
