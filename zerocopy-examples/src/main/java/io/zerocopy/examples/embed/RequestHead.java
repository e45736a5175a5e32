package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Collects the head of a request, up to its empty line, from a channel that gives it in any portions. */
final class RequestHead {
    private static final int LARGEST_BYTES = 8 * 1024;
    private static final String END = "\r\n\r\n";

    private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST_BYTES);

    /** Reads what there is; true when the head is complete. */
    boolean readFrom(ReadableByteChannel channel) throws IOException {
        if (channel.read(bytes) < 0) {
            throw new EOFException("the peer closed before its request was complete");
        }
        if (text().contains(END)) {
            return true;
        }
        if (!bytes.hasRemaining()) {
            throw new IOException("a request head of more than " + LARGEST_BYTES + " bytes");
        }
        return false;
    }

    String text() {
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    }
}
