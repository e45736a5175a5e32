package io.zerocopy.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A {@link Round} by Netty's epoll transport and its own region, on a connection that Netty makes: it cannot take over
 * one of Java's. As there, connecting is not timed.
 *
 * @param peer who receives
 * @param file that is sent
 * @param times how often
 */
public record EpollRound(InetSocketAddress peer, Path file, int times) implements Timed<Sample> {
    /** Why there is no such transport here; nothing where there is. */
    public static Optional<String> reasonWhyNot() {
        return Optional.ofNullable(Epoll.unavailabilityCause()).map(Throwable::toString);
    }

    @Override
    public Sample run() throws IOException {
        Answer answer = new Answer();
        EpollSocketChannel connection = new EpollSocketChannel();
        try (NettyLoop loop = NettyLoop.epoll()) {
            loop.add(connection, answer);
            loop.await(connection.connect(peer));
            ByteArrayOutputStream job = new ByteArrayOutputStream();
            Job.DISCARD.writeTo(new DataOutputStream(job));
            loop.await(connection.writeAndFlush(Unpooled.wrappedBuffer(job.toByteArray())));
            while (answer.bytes.size() == 0 && !answer.ended) {
                loop.turn();
            }
            if (answer.bytes.size() != 1) {
                throw new IOException("the far process hung up");
            }
            answer.bytes.reset();
            return send(connection, loop, answer);
        }
    }

    private Sample send(EpollSocketChannel connection, NettyLoop loop, Answer answer) throws IOException {
        long bytes = Files.size(file) * times;
        Meter meter = Meter.start();
        for (int i = 0; i < times; i++) {
            loop.await(Netty.region(connection, file));
        }
        loop.await(connection.shutdownOutput());
        while (!answer.ended) {
            loop.turn();
        }
        Sample sample = meter.read(times, bytes);
        if (!Arrays.equals(answer.bytes.toByteArray(), Job.countAnswer(bytes))) {
            throw new IOException("Netty epoll: the peer has not counted " + bytes + " bytes");
        }
        return sample;
    }

    /** What the peer says, to its end, which is no failure here. */
    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended = true;
        }
    }
}
