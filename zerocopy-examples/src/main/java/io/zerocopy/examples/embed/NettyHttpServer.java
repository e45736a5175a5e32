package io.zerocopy.examples.embed;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.zerocopy.Payload;
import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves files with Netty's HTTP codec on any of its transports; bodies by {@link NettyPayload}. What else a pipeline
 * has, TLS or compression, comes as handlers.
 */
public final class NettyHttpServer implements EmbeddedServer {
    private final EventLoopGroup loops;
    private final Channel listener;

    /**
     * Begins to serve.
     *
     * @param beforeCodec makes what goes between the socket and the codec, such as TLS
     * @param behindCodec makes what goes between the codec and the answers, such as compression
     */
    NettyHttpServer(
            Replies files,
            InetSocketAddress address,
            NettyTransport transport,
            Function<SocketChannel, List<ChannelHandler>> beforeCodec,
            Function<SocketChannel, List<ChannelHandler>> behindCodec)
            throws IOException {
        loops = new MultiThreadIoEventLoopGroup(1, transport.handlers());
        try {
            listener = new ServerBootstrap()
                    .group(loops)
                    .channel(transport.listener())
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(beforeCodec.apply(channel).toArray(ChannelHandler[]::new))
                                    // Output that moves counts, so who reads slowly is not idle.
                                    .addLast(
                                            new IdleStateHandler(
                                                    true, 0, 0, Invocation.PATIENCE.toSeconds(), TimeUnit.SECONDS),
                                            new HttpServerCodec())
                                    .addLast(behindCodec.apply(channel).toArray(ChannelHandler[]::new))
                                    .addLast(new ChunkedWriteHandler(), new Answering(files));
                        }
                    })
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException | Error e) {
            end(loops);
            throw e;
        }
    }

    static NettyHttpServer plain(Replies files, InetSocketAddress address, NettyTransport transport)
            throws IOException {
        return new NettyHttpServer(files, address, transport, channel -> List.of(), channel -> List.of());
    }

    /**
     * Serves a folder, by epoll where there is one, until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        NettyTransport best = NettyTransport.EPOLL.whyNot() == null ? NettyTransport.EPOLL : NettyTransport.NIO;
        Invocation.serve(NettyHttpServer.class, (files, address) -> plain(files, address, best), arguments);
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Answers each request. */
    private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {
        private final Replies files;

        Answering(Replies files) {
            this.files = files;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
            if (message instanceof HttpRequest request) {
                answer(context, request);
            }
        }

        private void answer(ChannelHandlerContext context, HttpRequest request) throws IOException {
            // What could not be read comes as a request for something else.
            HttpFiles.Reply reply = request.decoderResult().isFailure()
                    ? new HttpFiles.Reply(
                            HttpResponseStatus.BAD_REQUEST.code(),
                            Map.of(),
                            0,
                            Payload.builder().build())
                    : files.reply(request.method().name(), request.uri(), name -> field(request, name));
            HttpResponse head =
                    new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
            reply.fields().forEach(head.headers()::set);
            if (reply.length() != HttpFiles.NO_LENGTH) {
                head.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.length());
            }
            if (reply.status() == HttpResponseStatus.PARTIAL_CONTENT.code()) {
                // A range is one of the file's bytes, not of compressed ones.
                head.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.IDENTITY);
            }
            boolean isLast = request.decoderResult().isFailure() || !HttpUtil.isKeepAlive(request);
            HttpUtil.setKeepAlive(head, !isLast);
            ChannelFuture sent = NettyPayload.write(context, head, reply.body());
            if (isLast) {
                sent.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private static @Nullable String field(HttpRequest request, String name) {
            List<String> values = request.headers().getAll(name);
            return values.isEmpty() ? null : String.join(", ", values);
        }

        /** It has neither sent nor taken anything for a while. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                close(context);
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close(context);
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
