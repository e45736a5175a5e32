package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** TCP's wait for an acknowledgement, or for more to send, before it sends less than a segment. */
enum Nagle {
    /** As Java's sockets are: what is small is gathered, or waits. */
    ON,
    /** With TCP_NODELAY, as servers set it: each send goes out by itself. */
    OFF;

    void applyTo(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, this == OFF);
    }
}
