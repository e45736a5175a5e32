package io.zerocopy.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Sending by Netty's NIO transport, on connections of this program's, in the calling thread. */
final class Netty {
    private Netty() {}

    /** How a response is written. */
    @FunctionalInterface
    interface Answer {
        ChannelFuture write(Channel channel) throws IOException;
    }

    /** Netty's own region. */
    static ChannelFuture region(Channel channel, Path file) throws IOException {
        return channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, Files.size(file)));
    }

    /** A whole file, several times over one connection, which is registered once. */
    static Side sending(Path file, int times) {
        return Side.overChannel("Netty NIO, DefaultFileRegion", channel -> {
            try (NettyLoop loop = NettyLoop.nio()) {
                Channel connection = loop.add(channel);
                for (int i = 0; i < times; i++) {
                    loop.await(region(connection, file));
                }
            }
        });
    }

    /** So many responses on one connection. */
    static Side answering(String name, int responses, Answer answer) {
        return Side.overChannel(name, channel -> {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            serve(List.of(channel), responses, answer);
        });
    }

    /** Answers each request of the far process, so many on each connection. */
    static void serve(List<SocketChannel> connections, int responses, Answer answer) throws IOException {
        AtomicLong missing = new AtomicLong((long) connections.size() * responses);
        try (NettyLoop loop = NettyLoop.nio()) {
            for (SocketChannel channel : connections) {
                loop.add(channel, new FixedLengthFrameDecoder(Job.REQUEST_BYTES), new Answering(answer, missing));
            }
            while (missing.get() > 0) {
                loop.turn();
            }
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
        private final Answer answer;
        private final AtomicLong missing;

        Answering(Answer answer, AtomicLong missing) {
            this.answer = answer;
            this.missing = missing;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf request) throws IOException {
            answer.write(context.channel()).addListener(written -> {
                if (written.isSuccess()) {
                    missing.decrementAndGet();
                } else {
                    context.fireExceptionCaught(written.cause());
                }
            });
        }
    }
}
