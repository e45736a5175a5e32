package io.zerocopy.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.function.IOFunction;

/** Sending by Netty's NIO transport, on connections of this program's, in the calling thread. */
final class Netty {
    private Netty() {}

    /** Netty's own region. */
    static ChannelFuture region(Channel channel, Path file) throws IOException {
        return channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, Files.size(file)));
    }

    /** A whole file, several times over one connection, which is registered once. */
    static Side sending(Path file, int times) {
        return Side.overChannel("Netty NIO, DefaultFileRegion", channel -> {
            try (NettyLoop loop = new NettyLoop(NioIoHandler.newFactory())) {
                Channel connection = loop.add(new NioSocketChannel(null, channel));
                for (int i = 0; i < times; i++) {
                    loop.await(region(connection, file));
                }
            }
        });
    }

    /** Answers each request of the far process, so many on each connection. */
    static void serve(List<SocketChannel> connections, int responses, IOFunction<Channel, ChannelFuture> answer)
            throws IOException {
        AtomicLong missing = new AtomicLong((long) connections.size() * responses);
        try (NettyLoop loop = new NettyLoop(NioIoHandler.newFactory())) {
            for (SocketChannel channel : connections) {
                loop.add(
                        new NioSocketChannel(null, channel),
                        new FixedLengthFrameDecoder(Job.REQUEST_BYTES),
                        new Answering(answer, missing));
            }
            while (missing.get() > 0) {
                loop.turn();
            }
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
        private final IOFunction<Channel, ChannelFuture> answer;
        private final AtomicLong missing;

        Answering(IOFunction<Channel, ChannelFuture> answer, AtomicLong missing) {
            this.answer = answer;
            this.missing = missing;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf request) throws IOException {
            answer.apply(context.channel()).addListener(written -> {
                if (written.isSuccess()) {
                    missing.decrementAndGet();
                } else {
                    context.fireExceptionCaught(written.cause());
                }
            });
        }
    }
}
