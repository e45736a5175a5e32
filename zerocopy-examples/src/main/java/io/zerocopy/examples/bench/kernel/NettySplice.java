package io.zerocopy.examples.bench.kernel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/**
 * The same by Netty's epoll transport. It is to know the count: at the end of a stream its splice goes on for ever. And
 * the sender must not end the stream before all has been spliced: Netty then stops reading.
 */
final class NettySplice {
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private static final int STEP_BYTES = 256 * 1024;

    private NettySplice() {}

    // The only one that Netty has, and for which no other is promised.
    @SuppressWarnings("deprecation")
    static void relay(SocketAddress peer, long bytes) throws IOException {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        EpollSocketChannel source = connect(peer, new CompletableFuture<>());
        EpollSocketChannel target = connect(peer, answer);
        try {
            order(target, KernelPeer.COUNT, 0);
            target.config().setAutoRead(true);
            order(source, KernelPeer.GIVE, bytes);
            var splicing = source.spliceTo(target, Math.toIntExact(bytes));
            source.config().setAutoRead(true);
            splicing.syncUninterruptibly();
            target.shutdownOutput().syncUninterruptibly();
            KernelJob.requireCount(answer.join(), bytes);
        } finally {
            source.close().syncUninterruptibly();
            target.close().syncUninterruptibly();
        }
    }

    private static EpollSocketChannel connect(SocketAddress peer, CompletableFuture<Long> answer) {
        return (EpollSocketChannel) new Bootstrap()
                .group(LOOP)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(STEP_BYTES))
                .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
                        // It comes as it was written: in one piece.
                        answer.complete(part.readLong());
                    }
                })
                .connect(peer)
                .syncUninterruptibly()
                .channel();
    }

    private static void order(Channel to, char order, long count) {
        to.writeAndFlush(Unpooled.wrappedBuffer(KernelJob.order(order, count))).syncUninterruptibly();
    }
}
