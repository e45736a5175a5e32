package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The body of a request, whose beginning may have come with the head. */
final class RequestBody {
    private static final ByteBuffer CONTINUE =
            ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII)).asReadOnlyBuffer();

    private final Framing framing;
    private final StrictBuffer buffer;
    private final SocketChannel channel;
    private boolean consumed;

    RequestBody(Framing framing, StrictBuffer buffer, SocketChannel channel) {
        this.framing = framing;
        this.buffer = buffer;
        this.channel = channel;
        this.consumed = framing.isEmpty();
    }

    /**
     * Whether what comes next is the next request. Never after chunks: how strictly a proxy in between reads them is
     * not known here, and where it sees another end than we do the rest of its body would be taken for a request.
     */
    boolean isConsumed() {
        return consumed;
    }

    /** Tells a client that waits for it to send the body. */
    void sendContinue(TransferOptions options) throws IOException {
        ZeroCopyTransfer.send(Payload.builder().bytes(CONTINUE).build(), channel, options);
    }

    /** Receives all of it; the target appears only then. */
    TransferResult receive(Path target, TransferOptions options) throws IOException {
        if (framing.kind() == Framing.Kind.CHUNKED) {
            return ZeroCopyTransfer.receive(chunks(), target, options);
        }
        // The channel itself where it can be, since only there the library need not copy through the heap.
        ReadableByteChannel source = buffer.hasBufferedData() ? new RestOfBuffer() : channel;
        TransferResult result = ZeroCopyTransfer.receive(source, target, framing.bytes(), options);
        consumed = true;
        return result;
    }

    private InputStream chunks() throws IOException {
        // The stall timeout of the options takes over.
        channel.socket().setSoTimeout(0);
        InputStream input = channel.socket().getInputStream();
        return new FilterInputStream(new Chunks(buffer, input)) {
            // Ends a read that is stuck.
            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** What is in the buffer, and then the channel itself. */
    private final class RestOfBuffer implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!buffer.hasBufferedData()) {
                return channel.read(target);
            }
            byte[] bytes = new byte[Math.min(buffer.length(), target.remaining())];
            int count = buffer.read(bytes, InputStream.nullInputStream());
            target.put(bytes, 0, count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
