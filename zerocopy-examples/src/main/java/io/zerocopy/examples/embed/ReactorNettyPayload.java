package io.zerocopy.examples.embed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.zerocopy.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyOutbound;

/**
 * Sends a payload with Reactor Netty: any mix of bytes, paths and channels, the files by sendfile. Where TLS or
 * compression in the pipeline need the bytes, it copies.
 */
final class ReactorNettyPayload {
    private ReactorNettyPayload() {}

    /** Fails before anything is sent if a file is not there. The head, with its Content-Length, is the caller's. */
    static Mono<Void> send(NettyOutbound to, Payload payload) throws IOException {
        boolean[] needsBytes = {false};
        to.withConnection(
                connection -> needsBytes[0] = needsBytes(connection.channel().pipeline()));
        if (needsBytes[0]) {
            return to.send(pieces(payload)).then();
        }
        Chain chain = new Chain(to);
        payload.accept(chain);
        return chain.all.then();
    }

    private static boolean needsBytes(ChannelPipeline pipeline) {
        return NettyPayload.needsBytes(pipeline);
    }

    /**
     * Each part hangs on the connection and not on what came before: {@code a.send(..).sendFile(..).send(..)} sends the
     * first one twice. And each is a Flux: a Mono is a whole body, and dropped once the head is out.
     */
    private static final class Chain implements Payload.Visitor {
        private final NettyOutbound to;
        private NettyOutbound all;

        Chain(NettyOutbound to) {
            this.to = to;
            this.all = to;
        }

        @Override
        public void bytes(ByteBuffer content) {
            add(to.send(Flux.just(Unpooled.wrappedBuffer(content))));
        }

        @Override
        public void file(Path file, long position, long count) {
            add(to.sendFile(file, position, count));
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            add(to.sendObject(new NettyPayload.Borrowed(file, position, count)));
        }

        private void add(Publisher<Void> part) {
            all = all.then(part);
        }
    }

    /** The payload as buffers, each read when it is asked for. */
    private static Flux<ByteBuf> pieces(Payload payload) {
        return Flux.<ByteBuf, PayloadReader>generate(
                        () -> new PayloadReader(payload),
                        (reader, sink) -> {
                            try {
                                if (reader.isAtEnd()) {
                                    sink.complete();
                                } else {
                                    ByteBuffer piece = ByteBuffer.allocate(reader.nextBytes());
                                    reader.fill(piece);
                                    sink.next(Unpooled.wrappedBuffer(piece.flip()));
                                }
                            } catch (IOException e) {
                                sink.error(e);
                            }
                            return reader;
                        },
                        reader -> {
                            try {
                                reader.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
