package io.zerocopy.examples.embed;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Sends a payload with Vert.x: over HTTP one range of a file by sendfile, as Vert.x takes one for a whole body, and
 * anything else as a copy; over a NetSocket any mix of bytes and paths, the paths by sendfile.
 */
final class VertxPayload {
    private VertxPayload() {}

    /**
     * Sends the body, and ends the response. Compression is switched off for it: Vert.x would copy, and drop the length
     * that was announced.
     */
    static Future<Void> send(Vertx vertx, HttpServerResponse to, Payload payload) throws IOException {
        to.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(payload.length()));
        if (payload.partCount() != 1) {
            PayloadReader reader = new PayloadReader(payload);
            return copy(vertx, to, reader).eventually(() -> closed(reader)).compose(all -> to.end());
        }
        OneFile only = new OneFile(to);
        payload.accept(only);
        return only.sent;
    }

    /** A response takes one file, as its whole body: beside bytes, or a second one, it fails. */
    private static final class OneFile implements Payload.Visitor {
        private final HttpServerResponse to;
        private Future<Void> sent = Future.succeededFuture();

        OneFile(HttpServerResponse to) {
            this.to = to;
        }

        @Override
        public void bytes(ByteBuffer content) {
            sent = to.end(buffer(content));
        }

        @Override
        public void file(Path file, long position, long count) {
            sent = to.sendFile(file.toString(), position, count);
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            sent = to.sendFile(file, position, count);
        }
    }

    /** A piece after the other: read on a worker, and the next when this one has been written. */
    private static Future<Void> copy(Vertx vertx, HttpServerResponse to, PayloadReader reader) {
        if (reader.isAtEnd()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    ByteBuffer piece = ByteBuffer.allocate(reader.nextBytes());
                    reader.fill(piece);
                    return buffer(piece.flip());
                })
                .compose(to::write)
                .compose(written -> copy(vertx, to, reader));
    }

    private static Future<Void> closed(PayloadReader reader) {
        try {
            reader.close();
            return Future.succeededFuture();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Sends all parts, each when the one before has been sent: what is written during a sendFile of more than 1 MiB
     * lands inside the file. A NetSocket takes names only, so an open FileChannel is refused.
     */
    static Future<Void> send(NetSocket to, Payload payload) throws IOException {
        Chain chain = new Chain(to);
        payload.accept(chain);
        return chain.last;
    }

    private static final class Chain implements Payload.Visitor {
        private final NetSocket to;
        private Future<Void> last = Future.succeededFuture();

        Chain(NetSocket to) {
            this.to = to;
        }

        @Override
        public void bytes(ByteBuffer content) {
            last = last.compose(sent -> to.write(buffer(content)));
        }

        @Override
        public void file(Path file, long position, long count) {
            last = last.compose(sent -> to.sendFile(file.toString(), position, count));
        }

        @Override
        public void file(FileChannel file, long position, long count) throws IOException {
            throw new IOException("a NetSocket sends files by their names");
        }
    }

    private static Buffer buffer(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return Buffer.buffer(bytes);
    }
}
