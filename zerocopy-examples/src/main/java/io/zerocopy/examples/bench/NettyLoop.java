package io.zerocopy.examples.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.Future;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections under one of Netty's transports in the calling thread, to which all that they cost is charged. */
final class NettyLoop implements Closeable {
    private static final long LONGEST_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ManualIoEventLoop loop;
    private final List<Channel> connections = new ArrayList<>();
    private @Nullable Throwable failure;

    NettyLoop(IoHandlerFactory transport) {
        this.loop = new ManualIoEventLoop(Thread.currentThread(), transport);
    }

    /** Takes a channel of this loop's transport. */
    Channel add(Channel connection, ChannelHandler... handlers) {
        connections.add(connection);
        connection.pipeline().addLast(handlers).addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failure = cause;
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                failure = new EOFException("the peer has gone");
            }
        });
        EventLoopGroup group = loop;
        group.register(connection).addListener(this::keepFailure);
        return connection;
    }

    private void keepFailure(Future<?> done) {
        if (done.cause() != null) {
            failure = done.cause();
        }
    }

    /** Waits until something is to be done, and does it. */
    void turn() throws IOException {
        loop.run(LONGEST_TURN_NANOS);
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    /** Does what is to be done until something is. */
    void await(Future<?> something) throws IOException {
        while (!something.isDone()) {
            turn();
        }
        if (!something.isSuccess()) {
            throw new IOException(something.cause());
        }
    }

    /** Gives the connections back as they came, but for their mode. */
    @Override
    public void close() {
        connections.forEach(connection -> connection.deregister().addListener(this::keepFailure));
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).addListener(this::keepFailure);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }
}
