package io.zerocopy.examples.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
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

    /** What comes in small pieces goes on in small pieces, and who is gone without a word is found out. */
    static Party of(String name, SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return new Party(name, channel);
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
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("The {} has gone before", name, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("The {} has gone before", name, e);
        }
    }
}
