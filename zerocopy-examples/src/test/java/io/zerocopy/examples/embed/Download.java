package io.zerocopy.examples.embed;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/** One client's connection: digests what comes, and may go away at any byte. */
final class Download implements Closeable {
    private final SocketChannel channel;
    private final Response expected;
    private final CRC32C digest = new CRC32C();
    private long bytes;

    Download(SocketAddress server, Response expected) throws IOException {
        this.channel = SocketChannel.open(server);
        this.expected = expected;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends the first bytes of the request, or all of it. */
    void ask(int requestBytes) throws IOException {
        ByteBuffer request = expected.request();
        channel.write(request.limit(Math.min(request.limit(), requestBytes)));
    }

    void ask() throws IOException {
        ask(Integer.MAX_VALUE);
    }

    /** Reads once; returns how many bytes came, or -1 at the end. */
    int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        digest.update(buffer.flip());
        bytes += Math.max(0, count);
        return count;
    }

    /** Reads at least so many bytes in all, unless the server closes before. */
    void readTo(long wantedBytes, ByteBuffer buffer) throws IOException {
        int count = 0;
        while (count >= 0 && bytes < wantedBytes) {
            count = read(buffer);
        }
    }

    long bytes() {
        return bytes;
    }

    void requireRight() {
        if (bytes != expected.bytes() || digest.getValue() != expected.digest()) {
            throw new AssertionError(bytes + " bytes with digest " + digest.getValue() + " instead of " + expected);
        }
    }

    /** Makes the kernel throw away what is under way: the server sees a reset. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
