package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import java.io.IOException;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes a payload as the body of a Jetty 12.1 response: read by {@link PayloadReader} into buffers of Jetty's pool and
 * written, piece by piece, without holding a thread while the client is slow. Jetty has no sendfile, and mapping the
 * file instead is dearer unless the mapping is kept; a file that is cut under a mapping is no clean error either.
 */
final class JettyPayload {
    private JettyPayload() {}

    /** Fails before anything is sent if a file is not there. */
    static void send(Response response, Payload payload, Callback callback) throws IOException {
        PayloadReader reader = new PayloadReader(payload);
        response.getHeaders().put("Content-Length", payload.length());
        // Jetty's own size is 8 KiB.
        int pieceBytes = (int) Math.min(PayloadReader.CHUNK_BYTES, payload.length());
        ByteBufferPool pool = response.getRequest().getComponents().getByteBufferPool();
        Content.Source source = Content.Source.from(new ByteBufferPool.Sized(pool, true, pieceBytes), reader);
        Content.copy(source, response, callback);
    }
}
