package io.zerocopy.examples.embed;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedNioStream;
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
 * Writes a payload as the body of an HTTP response, on any of Netty's transports: files by sendfile on NIO and epoll,
 * by splice on io_uring. Where TLS, compression or HTTP/2 need the bytes, it copies by {@link PayloadReader} and logs
 * so at DEBUG; for that the pipeline has a ChunkedWriteHandler.
 */
final class NettyPayload {
    private static final Logger LOG = LoggerFactory.getLogger(NettyPayload.class);

    private NettyPayload() {}

    /** Fails before anything is written if a file is not there; what fails later resets the connection. */
    static ChannelFuture write(ChannelHandlerContext to, HttpResponse head, Payload payload) throws IOException {
        List<Object> parts = new ArrayList<>(List.of(head));
        if (needsBytes(to.channel())) {
            LOG.debug("{} is copied: TLS, compression or HTTP/2 need the bytes", payload);
            parts.add(
                    new HttpChunkedInput(new ChunkedNioStream(new PayloadReader(payload), PayloadReader.CHUNK_BYTES)));
        } else {
            payload.accept(new Parts(parts));
            parts.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        ChannelFuture last = to.newSucceededFuture();
        for (Object part : parts) {
            // The last future does not tell of a part before it that has failed.
            last = to.write(part).addListener((ChannelFutureListener) NettyPayload::resetUnlessSent);
        }
        to.flush();
        return last;
    }

    /** A TCP connection alone takes files, if nothing on the way to it has to see their bytes. */
    private static boolean needsBytes(Channel channel) {
        return !(channel instanceof SocketChannel)
                || channel.pipeline().get(SslHandler.class) != null
                || channel.pipeline().get(HttpContentEncoder.class) != null;
    }

    /** What the client got must not look whole: a reset says so even where the head told no length. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever the close does, the connection is done with.
    private static void resetUnlessSent(ChannelFuture part) {
        if (!part.isSuccess() && part.channel().isOpen()) {
            part.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            part.channel().close();
        }
    }

    /** Adds the parts as Netty knows them. */
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
            // One reference stays: with its last Netty closes the channel, and this one is the caller's.
            parts.add(new DefaultFileRegion(file, position, count).retain());
        }
    }
}
