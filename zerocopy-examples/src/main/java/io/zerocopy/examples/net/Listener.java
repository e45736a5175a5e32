package io.zerocopy.examples.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;

/** Opens channels that listen, and says for people why it cannot. */
public final class Listener {
    private static final int BACKLOG = 1024;

    private Listener() {}

    /**
     * Begins to listen.
     *
     * @param address where; port 0 for any
     * @return a channel to accept from
     * @throws BindException if the port is taken; its message is for people
     * @throws UnknownHostException if the name is not known
     * @throws IOException if there is no such address
     */
    public static ServerSocketChannel open(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            return listener.bind(address, BACKLOG);
        } catch (BindException e) {
            listener.close();
            throw (BindException) new BindException("cannot listen on port " + address.getPort() + " of "
                            + address.getHostString() + ": " + e.getMessage() + "; choose another port, 0 for any")
                    .initCause(e);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }
}
