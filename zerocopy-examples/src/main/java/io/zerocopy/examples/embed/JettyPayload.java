package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Writes a payload as the body of a Jetty 12 response: read into a buffer of Jetty's pool and written, piece by piece,
 * without holding a thread while the client is slow. Jetty has no sendfile, and mapping the file instead is dearer
 * unless the mapping is kept; a file that is cut under a mapping is no clean error either.
 */
final class JettyPayload extends IteratingCallback {
    private final Response response;
    private final Callback callback;
    private final PayloadReader reader;
    private final RetainableByteBuffer buffer;

    private JettyPayload(Response response, Callback callback, PayloadReader reader) {
        this.response = response;
        this.callback = callback;
        this.reader = reader;
        this.buffer = response.getRequest().getComponents().getByteBufferPool().acquire(reader.nextBytes(), true);
    }

    /** Fails before anything is sent if a file is not there. */
    static void send(Response response, Payload payload, Callback callback) throws IOException {
        PayloadReader reader = new PayloadReader(payload);
        response.getHeaders().put("Content-Length", payload.length());
        new JettyPayload(response, callback, reader).iterate();
    }

    @Override
    protected Action process() throws IOException {
        if (reader.isAtEnd()) {
            return Action.SUCCEEDED;
        }
        ByteBuffer piece = buffer.getByteBuffer();
        piece.clear().limit(Math.min(piece.capacity(), reader.nextBytes()));
        reader.fill(piece);
        piece.flip();
        response.write(reader.isAtEnd(), piece, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        end();
        callback.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        end();
        callback.failed(cause);
    }

    private void end() {
        buffer.release();
        try {
            reader.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
