package io.zerocopy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the use of channels that ran out of time. Never a close under a running kernel step: before JDK 22 it would
 * neither end the step nor keep the descriptor's number from the next connection (JDK-8310902).
 */
final class Abort {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    private Abort() {}

    /** Ends the use of both ends of a transfer that ran out of time; null is what must stay as it is. */
    static void both(@Nullable ReadableByteChannel source, @Nullable WritableByteChannel target) {
        if (target != null) {
            reset(target);
        }
        if (source != null) {
            close(source);
        }
    }

    /**
     * Closes a source: a read that is stuck on it comes back, and what comes later is not wanted. On every JDK a close
     * ends a read of the JDK's own channels, and takes care of the descriptor.
     */
    static void close(ReadableByteChannel source) {
        if (!(source instanceof SelectableChannel)) {
            closeOnItsOwnThread(source);
            return;
        }
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A source that ran out of time could not be closed", e);
        }
    }

    /** Makes a step that is stuck on this target come back; called by the timer while the sending thread is inside. */
    static void unblock(WritableByteChannel target) {
        boolean mayHideASocket = target instanceof ZeroCopyTarget && !(channelOf(target) instanceof SocketChannel);
        if (!mayHideASocket || Capabilities.current().closesSafely()) {
            end(target, SocketChannel::shutdownOutput);
        }
    }

    /**
     * Closes a target from the sending thread, which is out of the kernel. A TCP peer sees a reset, never a clean end
     * of a truncated stream. A channel that is registered with the caller's selector goes when that selector selects
     * next.
     */
    private static void reset(WritableByteChannel target) {
        end(target, socket -> {
            if (socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            socket.close();
        });
    }

    private interface SocketAction {
        void on(SocketChannel socket) throws IOException;
    }

    private static void end(WritableByteChannel target, SocketAction action) {
        Channel channel = channelOf(target);
        try {
            if (channel instanceof SocketChannel socket) {
                action.on(socket);
            } else if (channel instanceof Pipe.SinkChannel) {
                channel.close();
            } else {
                closeOnItsOwnThread(channel);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A target that ran out of time could not be shut down", e);
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
        if (channel instanceof FileChannel || channel instanceof PositionedFile) {
            return;
        }
        Thread closer = new Thread(
                () -> {
                    try {
                        channel.close();
                    } catch (IOException | RuntimeException e) {
                        LOG.debug("A channel that ran out of time could not be closed", e);
                    }
                },
                "zerocopy-closer");
        closer.setDaemon(true);
        closer.start();
    }
}
