package io.zerocopy.examples.embed;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** Netty's ways to the kernel. */
enum NettyTransport {
    NIO(NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable whyNot() {
            return null;
        }
    },
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable whyNot() {
            return Epoll.unavailabilityCause();
        }
    },
    IO_URING(IoUringServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable whyNot() {
            return IoUring.unavailabilityCause();
        }
    };

    private final Class<? extends ServerSocketChannel> listener;

    NettyTransport(Class<? extends ServerSocketChannel> listener) {
        this.listener = listener;
    }

    Class<? extends ServerSocketChannel> listener() {
        return listener;
    }

    abstract IoHandlerFactory handlers();

    /** Why this machine does not have it; null where it has. */
    abstract @Nullable Throwable whyNot();
}
