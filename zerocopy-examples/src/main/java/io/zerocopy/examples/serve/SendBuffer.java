package io.zerocopy.examples.serve;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The send buffer of one connection: small, so that a slow client is seen to read, until the client has shown that it
 * is fast. With a large one a fast client wakes its thread less often: a fifth of the CPU of a file of 50 MiB.
 */
final class SendBuffer {
    /** Linux keeps twice this; less where net.core.wmem_max is less. */
    private static final int LARGE_BYTES = 4 * 1024 * 1024;

    /**
     * A client this fast is near: even at a thousandth of it a third of the large buffer, after which the kernel says
     * that there is room again, empties within the minute of the stall timeout.
     */
    private static final long FAST_BYTES_PER_SECOND = 50_000_000;

    private static final int STEPS_OF_BUFFER = 2;

    private final SocketChannel channel;
    private final TransferOptions options;
    private int bytes;

    /** Sets the size for a client that nobody knows yet. */
    SendBuffer(SocketChannel channel, int bytes, TransferOptions options) throws IOException {
        this.channel = channel;
        this.options = options;
        set(bytes);
    }

    private void set(int size) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, size);
        bytes = size;
    }

    /** The options of the next answer. */
    TransferOptions options() {
        // A step on a thread of the system's ends only when the client has taken all of it: it is to be seen to read.
        return options.withChunkSize(bytes / STEPS_OF_BUFFER);
    }

    /** Learns from an answer that went out whole. */
    void sent(long sentBytes, Duration elapsed) throws IOException {
        if (bytes < LARGE_BYTES && isFast(sentBytes, elapsed, bytes)) {
            set(LARGE_BYTES);
        }
    }

    /** What fits into the buffer says nothing about who reads it. */
    static boolean isFast(long sentBytes, Duration elapsed, int bufferBytes) {
        // Linux has doubled it.
        long takenBytes = sentBytes - 2L * bufferBytes;
        return takenBytes > bufferBytes
                && takenBytes
                                / (double) FAST_BYTES_PER_SECOND
                                * Duration.ofSeconds(1).toNanos()
                        > elapsed.toNanos();
    }
}
