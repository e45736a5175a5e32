package io.zerocopy.examples.embed;

import java.io.Closeable;
import java.net.InetSocketAddress;

/** A server of this package that is up until it is closed. */
interface EmbeddedServer extends Closeable {
    /** Where it listens, with the port in force. */
    InetSocketAddress address();
}
