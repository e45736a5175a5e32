package io.zerocopy.examples.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/**
 * One connection through the relay, both its ends in the test's hands.
 *
 * @param client connected to the relay
 * @param server accepted from the relay
 */
record Talk(Socket client, Socket server) implements Closeable {
    /** Who does something first. */
    enum Who {
        CLIENT,
        SERVER;

        Who other() {
            return this == CLIENT ? SERVER : CLIENT;
        }
    }

    Socket of(Who who) {
        return who == Who.CLIENT ? client : server;
    }

    void say(Who who, byte[] bytes) throws IOException {
        of(who).getOutputStream().write(bytes);
    }

    byte[] hear(Who who, int bytes) throws IOException {
        return of(who).getInputStream().readNBytes(bytes);
    }

    /** Closes so that the relay sees a reset. */
    void reset(Who who) throws IOException {
        of(who).setSoLinger(true, 0);
        of(who).close();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
