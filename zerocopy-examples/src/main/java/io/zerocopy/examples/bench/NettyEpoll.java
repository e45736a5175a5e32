package io.zerocopy.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rounds by Netty's epoll transport, on connections that it makes: it cannot take over one of Java's. As elsewhere,
 * connecting is not timed.
 */
final class NettyEpoll {
    private static final int STEP_BYTES = 256 * 1024;

    private NettyEpoll() {}

    /** Why there is no such transport here; nothing where there is. */
    static Optional<String> reasonWhyNot() {
        return Optional.ofNullable(Epoll.unavailabilityCause()).map(Throwable::toString);
    }

    /** A file as Netty's own region, so often. */
    static Timed<Sample> sending(InetSocketAddress peer, Path file, int times) {
        return () -> {
            long bytes = Files.size(file) * times;
            try (NettyLoop loop = new NettyLoop(EpollIoHandler.newFactory())) {
                Connection target = new Connection(loop, peer, Job.DISCARD);
                Meter meter = Meter.start(Meter.THREAD);
                for (int i = 0; i < times; i++) {
                    loop.await(Netty.region(target.channel, file));
                }
                target.finish(bytes);
                return meter.read(times, bytes);
            }
        };
    }

    /**
     * A relay by splice. It is to know the count: at the end of a stream Netty's goes on for ever. And the sender must
     * not end the stream before all has been spliced: Netty then stops reading.
     */
    // The only one that Netty has, and for which no other is promised.
    @SuppressWarnings("deprecation")
    static Sample relay(InetSocketAddress peer, Job giving, long bytes) throws IOException {
        try (NettyLoop loop = new NettyLoop(EpollIoHandler.newFactory())) {
            Connection source = new Connection(loop, peer, giving);
            Connection target = new Connection(loop, peer, Job.DISCARD);
            Meter meter = Meter.start(Meter.THREAD);
            var splicing = source.channel.spliceTo(target.channel, Math.toIntExact(bytes));
            loop.await(source.channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {Job.GO})));
            loop.await(splicing);
            target.finish(bytes);
            Sample sample = meter.read(1, bytes);
            source.finish(bytes);
            return sample;
        }
    }

    /** To a far process that has been told its job; keeps what that says, to its end, which is no failure here. */
    private static final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
        private final EpollSocketChannel channel = new EpollSocketChannel();
        private final NettyLoop loop;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private boolean hasEnded;

        Connection(NettyLoop loop, InetSocketAddress peer, Job job) throws IOException {
            this.loop = loop;
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(STEP_BYTES));
            loop.add(channel, this);
            loop.await(channel.connect(peer));
            loop.await(channel.writeAndFlush(Unpooled.wrappedBuffer(job.lineBytes())));
            while (said.size() == 0 && !hasEnded) {
                loop.turn();
            }
            said.reset();
        }

        /** Ends the stream, and fails when the peer has not counted so many bytes. */
        void finish(long bytes) throws IOException {
            loop.await(channel.shutdownOutput());
            while (!hasEnded) {
                loop.turn();
            }
            if (!Arrays.equals(said.toByteArray(), Job.countAnswer(bytes))) {
                throw new IOException("Netty epoll: the peer has not counted " + bytes + " bytes");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            said.writeBytes(ByteBufUtil.getBytes(part));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            hasEnded = true;
        }
    }
}
