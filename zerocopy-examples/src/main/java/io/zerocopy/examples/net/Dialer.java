package io.zerocopy.examples.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/** Connects to a peer, and says for people why it cannot. */
public final class Dialer {
    private Dialer() {}

    /**
     * Connects.
     *
     * @param peer where somebody listens
     * @return the connection
     * @throws UnknownHostException if the host's name is not known
     * @throws ConnectException if it cannot be reached, or nobody listens there; its message is for people
     * @throws IOException if it fails otherwise
     */
    public static SocketChannel connect(SocketAddress peer) throws IOException {
        if (peer instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new UnknownHostException(internet.getHostString());
        }
        try {
            return SocketChannel.open(peer);
        } catch (SocketException e) {
            throw (ConnectException)
                    new ConnectException("cannot connect to " + name(peer) + ": " + e.getMessage()).initCause(e);
        }
    }

    private static String name(SocketAddress peer) {
        return peer instanceof InetSocketAddress internet
                ? internet.getHostString() + ":" + internet.getPort()
                : peer.toString();
    }
}
