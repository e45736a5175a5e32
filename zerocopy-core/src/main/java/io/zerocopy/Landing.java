package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Where in the file system the bytes of a receive or copy go, and what is still to be done when all of them are there.
 */
interface Landing extends Closeable {
    WritableByteChannel channel();

    /** What the channel is, which nobody has to find out again. */
    TargetKind kind();

    /** All bytes are there: makes them last, and visible. */
    void publish() throws IOException;

    /** What there is now that publishing has failed, and why it has, for messages. */
    String unpublished(String reason);

    /** A name for messages. */
    @Override
    String toString();
}
