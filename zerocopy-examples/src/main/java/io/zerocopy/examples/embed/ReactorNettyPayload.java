package io.zerocopy.examples.embed;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedNioStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.NettyPipeline;

/**
 * Sends a payload with Reactor Netty: any mix of bytes, paths and channels, the files by sendfile. Where TLS,
 * compression or HTTP/2 need the bytes, it copies by {@link PayloadReader}, 256 KiB at a time where Reactor Netty's own
 * sendFile takes 1 KiB.
 */
final class ReactorNettyPayload {
    private ReactorNettyPayload() {}

    /** Fails before anything is sent if a file is not there. The head, with its Content-Length, is the caller's. */
    static Mono<Void> send(NettyOutbound to, Payload payload) throws IOException {
        boolean[] needsBytes = {false};
        to.withConnection(connection -> needsBytes[0] = needsBytes(connection.channel()));
        if (needsBytes[0]) {
            PayloadReader all = new PayloadReader(payload);
            return to.sendUsing(() -> all, ReactorNettyPayload::inChunks, PayloadReader::close)
                    .then();
        }
        Parts parts = new Parts(to);
        payload.accept(parts);
        return parts.sent.then();
    }

    /** A TCP connection alone takes files, if nothing on the way to it has to see their bytes. */
    private static boolean needsBytes(Channel channel) {
        return !(channel instanceof SocketChannel)
                || channel.pipeline().get(SslHandler.class) != null
                || channel.pipeline().get(HttpContentEncoder.class) != null;
    }

    private static ChunkedNioStream inChunks(Connection connection, PayloadReader all) {
        if (connection.channel().pipeline().get(ChunkedWriteHandler.class) == null) {
            connection.addHandlerLast(NettyPipeline.ChunkedWriter, new ChunkedWriteHandler());
        }
        return new ChunkedNioStream(all, PayloadReader.CHUNK_BYTES);
    }

    /**
     * Each part hangs on the connection and not on what came before: {@code a.send(..).sendFile(..).send(..)} sends the
     * first one twice. And bytes are a Flux: a Mono is a whole body, and dropped once the head is out.
     */
    private static final class Parts implements Payload.Visitor {
        private final NettyOutbound to;
        private NettyOutbound sent;

        Parts(NettyOutbound to) {
            this.to = to;
            this.sent = to;
        }

        @Override
        public void bytes(ByteBuffer content) {
            sent = sent.then(to.send(Flux.just(Unpooled.wrappedBuffer(content))).then());
        }

        @Override
        public void file(Path file, long position, long count) {
            sent = sent.then(to.sendFile(file, position, count).then());
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            // One reference stays: with its last Netty closes the channel, and this one is the caller's.
            FileRegion region = new DefaultFileRegion(file, position, count).retain();
            sent = sent.then(to.sendObject(region).then());
        }
    }
}
