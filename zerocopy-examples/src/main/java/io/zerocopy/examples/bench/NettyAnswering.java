package io.zerocopy.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.io.IOException;

/**
 * Answers each request of the far process, on connections of one {@link NettyLoop}, and counts the answers that are
 * out.
 */
public final class NettyAnswering {
    private final Answer answer;
    private long answered;

    public NettyAnswering(Answer answer) {
        this.answer = answer;
    }

    /** How a response is written. */
    @FunctionalInterface
    public interface Answer {
        ChannelFuture write(Channel channel) throws IOException;
    }

    public long answered() {
        return answered;
    }

    /** For one connection's pipeline. */
    public ChannelHandler[] handlers() {
        return new ChannelHandler[] {
            new FixedLengthFrameDecoder(Job.REQUEST_BYTES),
            new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, ByteBuf request) throws IOException {
                    answer.write(context.channel()).addListener(written -> {
                        if (written.isSuccess()) {
                            answered++;
                        } else {
                            context.fireExceptionCaught(written.cause());
                        }
                    });
                }
            }
        };
    }
}
