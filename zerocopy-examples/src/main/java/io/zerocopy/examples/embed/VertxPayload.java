package io.zerocopy.examples.embed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends a payload as the body of an HTTP response of Vert.x: one range of a file by sendfile, as Vert.x takes one for a
 * whole body, and anything else as a copy by {@link PayloadReader}.
 */
final class VertxPayload {
    private VertxPayload() {}

    /**
     * Sends the body, and ends the response; fails before that if a file is not there. Compression is switched off for
     * it: Vert.x would copy, and drop the length that was announced.
     */
    static Future<Void> send(Vertx vertx, HttpServerResponse to, Payload payload) throws IOException {
        List<Supplier<Future<Void>>> body = new ArrayList<>();
        if (payload.partCount() == 1) {
            payload.accept(new Only(to, body));
        } else {
            PayloadReader reader = new PayloadReader(payload);
            body.add(() -> {
                Promise<Void> sent = Promise.promise();
                copy(vertx, to, reader, sent);
                return sent.future().onComplete(end -> reader.close());
            });
        }
        to.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(payload.length()));
        return body.get(0).get();
    }

    /** A piece after the other: read on a worker, and the next when this one has been written. */
    private static void copy(Vertx vertx, HttpServerResponse to, PayloadReader reader, Promise<Void> sent) {
        vertx.executeBlocking(() -> {
                    byte[] piece = new byte[PayloadReader.CHUNK_BYTES];
                    return Buffer.buffer().appendBytes(piece, 0, Math.max(0, reader.read(ByteBuffer.wrap(piece))));
                })
                .compose(piece -> piece.length() == 0
                        ? to.end().map(false)
                        : to.write(piece).map(true))
                // Not composed: of a large file that would be a chain of futures too long for any stack.
                .onSuccess(hasMore -> {
                    if (hasMore) {
                        copy(vertx, to, reader, sent);
                    } else {
                        sent.complete();
                    }
                })
                .onFailure(sent::fail);
    }

    /** The whole body: beside bytes, or a second file, Vert.x fails. */
    private record Only(HttpServerResponse to, List<Supplier<Future<Void>>> body) implements Payload.Visitor {
        @Override
        public void bytes(ByteBuffer content) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            body.add(() -> to.end(Buffer.buffer(bytes)));
        }

        @Override
        public void file(Path file, long position, long count) {
            body.add(() -> to.sendFile(file.toAbsolutePath().toString(), position, count));
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            body.add(() -> to.sendFile(file, position, count));
        }
    }
}
