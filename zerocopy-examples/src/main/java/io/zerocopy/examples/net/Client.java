package io.zerocopy.examples.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** One connected client: {@link #run} serves it to its end and closes its channel. */
public interface Client extends Runnable {
    /** From another thread: the server ends, so whoever has nothing in progress should go. */
    void leave();

    /** From another thread: it has had its time. {@link #run} returns soon. */
    void abort();

    /** Makes clients of channels. */
    @FunctionalInterface
    interface Factory {
        /**
         * Takes a client in; its channel is closed if this fails.
         *
         * @param channel just accepted
         * @return not yet running
         * @throws IOException if the client has left already
         */
        Client accepted(SocketChannel channel) throws IOException;
    }
}
