package io.zerocopy.examples.bench;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.apache.commons.io.function.IOConsumer;

/**
 * One way to do a round's work.
 *
 * @param name what a reader of the tables sees
 * @param wire what it is connected by
 * @param work sends all, and returns when the socket has accepted it; or receives all. The caller closes the socket
 */
public record Side(String name, Wire wire, IOConsumer<Socket> work) {
    /** The two kinds of connection that Java has. */
    public enum Wire {
        /** A SocketChannel; the socket is its adaptor. */
        CHANNEL,
        /** A java.net.Socket with streams of its own and no channel. */
        SOCKET
    }

    /** This, so often on one connection. */
    Side repeated(int times) {
        return new Side(name, wire, socket -> {
            for (int i = 0; i < times; i++) {
                work.accept(socket);
            }
        });
    }

    /** A side that wants the SocketChannel itself. */
    static Side overChannel(String name, IOConsumer<SocketChannel> work) {
        return new Side(name, Wire.CHANNEL, socket -> work.accept(Objects.requireNonNull(socket.getChannel())));
    }

    /** A side that wants the stream. */
    static Side overStream(String name, Wire wire, IOConsumer<OutputStream> work) {
        return new Side(name, wire, socket -> work.accept(socket.getOutputStream()));
    }
}
