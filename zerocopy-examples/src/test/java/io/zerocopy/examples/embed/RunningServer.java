package io.zerocopy.examples.embed;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;

/** A server that is up, and what ends it. */
record RunningServer(String scheme, SocketAddress address, Closeable server) implements Closeable {
    /** Runs it on a thread of its own, whose end the end of the server waits for. */
    static <S extends Runnable & Closeable> RunningServer onThread(String scheme, SocketAddress address, S server) {
        Thread thread = new Thread(server, "embedded server");
        thread.start();
        return new RunningServer(scheme, address, () -> {
            server.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    URI uri(String path) {
        return URI.create(scheme + "://localhost:" + ((InetSocketAddress) address).getPort() + path);
    }

    /** What speaks to the server over a connected socket: the socket itself, or TLS on it. */
    Socket speaker(Socket connected) throws IOException {
        return scheme.equals("https")
                ? SelfSigned.CONTEXT.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), false)
                : connected;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
