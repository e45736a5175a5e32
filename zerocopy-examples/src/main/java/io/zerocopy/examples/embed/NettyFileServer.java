package io.zerocopy.examples.embed;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.zerocopy.TransferOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Serves files with Netty's NIO transport: each answer, header and file, is one {@link PayloadRegion}. The road is
 * SENDFILE.
 *
 * <pre>{@code
 * java -cp zerocopy.jar io.zerocopy.examples.embed.NettyFileServer FOLDER 8080
 * curl -o copy http://localhost:8080/name
 * }</pre>
 */
public final class NettyFileServer implements Closeable {
    private static final int LARGEST_HEAD_BYTES = 8 * 1024;

    private final EventLoopGroup loops;
    private final Channel listener;

    /**
     * Begins to serve.
     *
     * @param folder files below it are served
     * @param address where to listen
     * @param options of each answer
     * @throws IOException if the folder is not there
     */
    public NettyFileServer(Path folder, InetSocketAddress address, TransferOptions options) throws IOException {
        this(folder, address, options, NettyTransport.NIO);
    }

    NettyFileServer(Path folder, InetSocketAddress address, TransferOptions options, NettyTransport transport)
            throws IOException {
        FileAnswers answers = new FileAnswers(folder);
        loops = new MultiThreadIoEventLoopGroup(1, transport.handlers());
        try {
            listener = bind(loops, transport, address, answers, options);
        } catch (RuntimeException | Error e) {
            end(loops);
            throw e;
        }
    }

    private static Channel bind(
            EventLoopGroup loops,
            NettyTransport transport,
            InetSocketAddress address,
            FileAnswers answers,
            TransferOptions options) {
        return new ServerBootstrap()
                .group(loops)
                .channel(transport.listener())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // Output that moves counts, so who reads slowly is not idle.
                        channel.pipeline()
                                .addLast(
                                        new IdleStateHandler(
                                                true, 0, 0, Invocation.PATIENCE.toSeconds(), TimeUnit.SECONDS),
                                        headDecoder(),
                                        new Answering(answers, options));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation invocation = Invocation.of(NettyFileServer.class, arguments);
        TransferOptions options = PayloadRegion.OPTIONS.withListener(new RoadLog());
        try (NettyFileServer server =
                invocation.start(() -> new NettyFileServer(invocation.folder(), invocation.address(), options))) {
            invocation.announce("http", server.address());
            server.listener.closeFuture().awaitUninterruptibly();
        }
    }

    /**
     * Where it listens.
     *
     * @return the address with the port in force
     */
    public SocketAddress address() {
        return listener.localAddress();
    }

    private static DelimiterBasedFrameDecoder headDecoder() {
        ByteBuf emptyLine = Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII);
        return new DelimiterBasedFrameDecoder(LARGEST_HEAD_BYTES, emptyLine);
    }

    /** Answers each request; closes after the last. */
    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
        private final FileAnswers answers;
        private final TransferOptions options;

        Answering(FileAnswers answers, TransferOptions options) {
            this.answers = answers;
            this.options = options;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf head) throws IOException {
            String text = head.toString(StandardCharsets.ISO_8859_1);
            Answer answer = answers.answer(text);
            context.writeAndFlush(new PayloadRegion(answer.payload(), options))
                    .addListener((ChannelFutureListener) sent -> {
                        if (!sent.isSuccess()) {
                            reset(context);
                        } else if (answer.isLast()) {
                            close(context);
                        }
                    });
        }

        /** It has neither sent nor taken anything for a while. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                reset(context);
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            reset(context);
        }

        /** What it got must not look whole. */
        private static void reset(ChannelHandlerContext context) {
            if (context.channel().isOpen()) {
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                close(context);
            }
        }

        /** Nothing to do for the returned future: whatever the close does, the connection is done with. */
        @SuppressWarnings("FutureReturnValueIgnored")
        private static void close(ChannelHandlerContext context) {
            context.close();
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        end(loops);
    }

    private static void end(EventLoopGroup loops) {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
