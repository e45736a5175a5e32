package io.zerocopy.packaged;

import io.zerocopy.Capabilities;
import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A program that relays between two sockets, by the library or by itself, and says what the library says. */
final class Look {
    /** As an argument: without a class of the library. */
    static final String WITHOUT = "without";

    private static final int BYTES = 100_000;

    private Look() {}

    private interface Road {
        void relay(ReadableByteChannel from, WritableByteChannel to) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0 && arguments[0].equals(WITHOUT)) {
            relayed(Look::plainly);
            return;
        }
        relayed(new Road() {
            @Override
            public void relay(ReadableByteChannel from, WritableByteChannel to) throws IOException {
                ZeroCopyTransfer.relay(from, to);
            }
        });
        Capabilities capabilities = ZeroCopyTransfer.capabilities();
        System.out.println(capabilities.has(TransferMechanism.SPLICE));
        System.out.println(capabilities.reason(TransferMechanism.SPLICE));
    }

    private static void plainly(ReadableByteChannel from, WritableByteChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        while (from.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
            buffer.clear();
        }
    }

    private static void relayed(Road road) throws IOException {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel in = listener.accept();
                SocketChannel out = SocketChannel.open(listener.getLocalAddress());
                SocketChannel peer = listener.accept()) {
            client.write(ByteBuffer.allocate(BYTES));
            client.shutdownOutput();
            road.relay(in, out);
            out.shutdownOutput();
            ByteBuffer received = ByteBuffer.allocate(BYTES + 1);
            while (peer.read(received) >= 0) {
                // Until the end.
            }
            if (received.position() != BYTES) {
                throw new AssertionError(received.position() + " bytes arrived");
            }
        }
    }
}
