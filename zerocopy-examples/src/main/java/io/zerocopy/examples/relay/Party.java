package io.zerocopy.examples.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the two that talk through the relay.
 *
 * @param name for people
 * @param channel to it
 */
record Party(String name, SocketChannel channel) implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Party.class);

    /**
     * Whether it takes anything is seen when there is room again, and that is when a third of the buffer is free. Of
     * the 4 MiB to which Linux lets it grow that takes one who reads 20 kB/s more than a minute.
     */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    /**
     * For {@link StandardSocketOptions#SO_LINGER}: a close throws away what is in flight, and the peer sees a reset.
     */
    private static final int BY_RESET = 0;

    private static final int IN_ORDER = -1;

    /** What comes in small pieces goes on in small pieces, and who is gone without a word is found out. */
    static Party of(String name, SocketChannel channel) throws IOException {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            // Whoever closes it before its end, the library at a timeout or the system at our death: it is a reset.
            channel.setOption(StandardSocketOptions.SO_LINGER, BY_RESET);
            // An urgent byte is a byte of the stream. Out of line it would be lost here, and the request another one.
            channel.socket().setOOBInline(true);
            return new Party(name, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Has a loop wait for it. */
    SelectionKey register(Selector selector, int operations, Object attachment) throws IOException {
        return channel.configureBlocking(false).register(selector, operations, attachment);
    }

    /** Tells it that no more will come; it may go on talking. */
    void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("The {} has gone meanwhile", name, e);
        }
    }

    /** Tells it that the connection broke, whatever is still in flight; ends what other threads do with it. */
    void reset() {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, BY_RESET);
        } catch (IOException e) {
            LOG.debug("The {} has gone before", name, e);
        }
    }

    /** Closes at the end of both directions: what is in flight still arrives. Nothing to do after a reset. */
    @Override
    public void close() {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, IN_ORDER);
        } catch (IOException e) {
            LOG.debug("The {} has gone before", name, e);
        }
    }
}
