package io.zerocopy.examples.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** One connected client: {@link #run} serves it to its end and closes its channel. */
public interface Client extends Runnable {
    /** What {@link #idleNanos} says of a client that must not be asked to leave. */
    long BUSY = -1;

    /**
     * From another thread: the server ends, or somebody else needs the place, so whoever has nothing in progress should
     * go.
     */
    void leave();

    /**
     * From another thread: how long nothing has been in progress. When all places are taken, who idles longest leaves.
     *
     * @return nanoseconds, or {@link #BUSY}: which is what a client says that cannot tell, or does not leave for others
     */
    default long idleNanos() {
        return BUSY;
    }

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
