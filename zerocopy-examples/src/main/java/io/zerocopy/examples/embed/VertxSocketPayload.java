package io.zerocopy.examples.embed;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends a payload over a NetSocket of Vert.x: any mix of bytes and paths, the paths by sendfile. A NetSocket takes
 * names only, so an open FileChannel is refused.
 */
final class VertxSocketPayload {
    private VertxSocketPayload() {}

    /**
     * Sends each part when the one before has been sent: what is written during a sendFile of more than 1 MiB lands
     * inside the file. Fails before anything is sent if a file is not there.
     */
    static Future<Void> send(NetSocket to, Payload payload) throws IOException {
        List<Supplier<Future<Void>>> parts = new ArrayList<>();
        payload.accept(new Parts(to, parts));
        Future<Void> sent = Future.succeededFuture();
        for (Supplier<Future<Void>> part : parts) {
            sent = sent.compose(before -> part.get());
        }
        return sent;
    }

    /** Adds what sends each part. */
    private record Parts(NetSocket to, List<Supplier<Future<Void>>> parts) implements Payload.Visitor {
        @Override
        public void bytes(ByteBuffer content) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            parts.add(() -> to.write(Buffer.buffer(bytes)));
        }

        @Override
        public void file(Path file, long position, long count) {
            parts.add(() -> to.sendFile(file.toAbsolutePath().toString(), position, count));
        }

        @Override
        public void file(FileChannel file, long position, long count) throws IOException {
            throw new IOException("a NetSocket sends files by their names");
        }
    }
}
