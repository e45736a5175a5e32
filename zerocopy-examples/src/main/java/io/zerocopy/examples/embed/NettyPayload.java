package io.zerocopy.examples.embed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedInput;
import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a payload as the body of an HTTP/1.1 response, on any of Netty's transports: files by sendfile on NIO and
 * epoll, by splice on io_uring. Where TLS or compression in the pipeline need the bytes, it copies and logs so at
 * DEBUG; for that the pipeline has a ChunkedWriteHandler.
 */
final class NettyPayload {
    private static final Logger LOG = LoggerFactory.getLogger(NettyPayload.class);

    private NettyPayload() {}

    /**
     * Writes head and body. Fails before anything is written if a file is not there; what fails later resets the
     * connection.
     */
    static ChannelFuture write(ChannelHandlerContext to, HttpResponse head, Payload payload) throws IOException {
        List<Object> parts = new ArrayList<>();
        if (needsBytes(to.pipeline())) {
            LOG.debug("{} is copied: TLS or compression need the bytes", payload);
            parts.add(new HttpChunkedInput(new Chunks(payload)));
        } else {
            payload.accept(new Parts(parts));
            parts.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        ChannelFuture last = to.write(head);
        for (Object part : parts) {
            // The last future does not tell of a part before it that has failed.
            last = to.write(part).addListener((ChannelFutureListener) NettyPayload::resetUnlessSent);
        }
        to.flush();
        return last;
    }

    /** What the client got must not look whole: a reset says so even where the head told no length. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever the close does, the connection is done with.
    private static void resetUnlessSent(ChannelFuture part) {
        if (!part.isSuccess() && part.channel().isOpen()) {
            part.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            part.channel().close();
        }
    }

    /**
     * The parts as Netty knows them.
     *
     * @param parts to be added to
     */
    private record Parts(List<Object> parts) implements Payload.Visitor {
        @Override
        public void bytes(ByteBuffer content) {
            parts.add(Unpooled.wrappedBuffer(content));
        }

        @Override
        public void file(Path file, long position, long count) {
            parts.add(new DefaultFileRegion(file.toFile(), position, count));
        }

        @Override
        public void file(FileChannel file, long position, long count) {
            parts.add(new Borrowed(file, position, count));
        }
    }

    static boolean needsBytes(ChannelPipeline pipeline) {
        return pipeline.get(SslHandler.class) != null || pipeline.get(HttpContentEncoder.class) != null;
    }

    /** Netty's own region closes its channel when it is released; this one is the caller's. */
    static final class Borrowed extends DefaultFileRegion {
        Borrowed(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {}
    }

    /** The payload as buffers, each read when the one before it has been written. */
    private static final class Chunks implements ChunkedInput<ByteBuf> {
        private final Payload payload;
        private final PayloadReader reader;

        Chunks(Payload payload) throws IOException {
            this.payload = payload;
            this.reader = new PayloadReader(payload);
        }

        @Override
        public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
            int bytes = reader.nextBytes();
            ByteBuf chunk = allocator.ioBuffer(bytes);
            try {
                reader.fill(chunk.internalNioBuffer(0, bytes));
                return chunk.writerIndex(bytes);
            } catch (IOException | RuntimeException e) {
                chunk.release();
                throw e;
            }
        }

        /** Not ours to inline. */
        @Override
        @Deprecated
        @SuppressWarnings("InlineMeSuggester")
        public ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
            return readChunk(context.alloc());
        }

        @Override
        public boolean isEndOfInput() {
            return reader.isAtEnd();
        }

        @Override
        public long length() {
            return payload.length();
        }

        @Override
        public long progress() {
            return reader.readBytes();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
