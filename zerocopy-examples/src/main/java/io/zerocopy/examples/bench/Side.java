package io.zerocopy.examples.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * One way to do a round's work.
 *
 * @param name what a reader of the tables sees
 * @param wire what it is connected by
 * @param work sends all, and returns when the socket has accepted it; or receives all
 */
public record Side(String name, Wire wire, Work work) {
    /** What is timed. */
    @FunctionalInterface
    public interface Work {
        /** Does it all; the socket is connected, and closed by the caller. */
        void run(Socket socket) throws IOException;
    }

    /** The two kinds of connection that Java has. */
    public enum Wire {
        /** A SocketChannel; the socket is its adaptor. */
        CHANNEL {
            @Override
            Socket connect(InetSocketAddress address) throws IOException {
                return SocketChannel.open(address).socket();
            }
        },
        /** A java.net.Socket with streams of its own and no channel. */
        SOCKET {
            @Override
            Socket connect(InetSocketAddress address) throws IOException {
                return new Socket(address.getAddress(), address.getPort());
            }
        };

        abstract Socket connect(InetSocketAddress address) throws IOException;
    }

    /** This, so often on one connection. */
    public Side repeated(int times) {
        return new Side(name, wire, socket -> {
            for (int i = 0; i < times; i++) {
                work.run(socket);
            }
        });
    }

    /** A side that wants the SocketChannel itself. */
    public static Side overChannel(String name, ChannelWork work) {
        return new Side(name, Wire.CHANNEL, socket -> work.run(Objects.requireNonNull(socket.getChannel())));
    }

    /** A side that wants the stream. */
    public static Side overStream(String name, Wire wire, StreamWork work) {
        return new Side(name, wire, socket -> work.run(socket.getOutputStream()));
    }

    /** What is timed, where a stream is wanted. */
    @FunctionalInterface
    public interface StreamWork {
        void run(OutputStream out) throws IOException;
    }

    /** What is timed, where a channel is wanted. */
    @FunctionalInterface
    public interface ChannelWork {
        void run(SocketChannel channel) throws IOException;
    }
}
