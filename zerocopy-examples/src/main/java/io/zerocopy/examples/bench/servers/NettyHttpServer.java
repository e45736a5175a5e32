package io.zerocopy.examples.bench.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;

/**
 * A server of files in the shape of Netty's own example, HttpStaticFileServer: HttpServerCodec, an aggregator,
 * ChunkedWriteHandler, and a DefaultFileRegion between the head and the last content. Serves until it is killed.
 */
final class NettyHttpServer {
    private static final int LARGEST_REQUEST_BYTES = 64 * 1024;

    private NettyHttpServer() {}

    public static void main(String[] arguments) {
        serve(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class);
    }

    /** Serves on a transport of Netty's. */
    static void serve(Path root, int port, IoHandlerFactory handlers, Class<? extends ServerChannel> listener) {
        Path folder = root.toAbsolutePath().normalize();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(handlers);
        new ServerBootstrap()
                .group(loops)
                .channel(listener)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_REQUEST_BYTES),
                                        new ChunkedWriteHandler(),
                                        new Answering(folder));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel()
                .closeFuture()
                .awaitUninterruptibly();
    }

    /** Answers one request after the other. */
    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Path folder;

        Answering(Path folder) {
            this.folder = folder;
        }

        /** What is asked for may not be there, and then the connection is closed. */
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
            String path = new QueryStringDecoder(request.uri()).path();
            send(context, request, folder.resolve(path.substring(path.lastIndexOf('/') + 1)));
        }

        /** Nothing to do for the futures of the first writes; and Date is what Netty's headers take. */
        @SuppressWarnings({"FutureReturnValueIgnored", "JavaUtilDate"})
        private static void send(ChannelHandlerContext context, FullHttpRequest request, Path file) throws IOException {
            FileChannel content = FileChannel.open(file);
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setContentLength(head, content.size());
            HttpUtil.setKeepAlive(head, HttpUtil.isKeepAlive(request));
            head.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
                    .set(HttpHeaderNames.DATE, new Date())
                    .set(
                            HttpHeaderNames.LAST_MODIFIED,
                            new Date(Files.getLastModifiedTime(file).toMillis()));
            context.write(head);
            // Closes the file.
            context.write(new DefaultFileRegion(content, 0, content.size()));
            ChannelFuture last = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            if (!HttpUtil.isKeepAlive(request)) {
                last.addListener(ChannelFutureListener.CLOSE);
            }
        }

        /** Nothing to do for the returned future: whatever the close does, the connection is done with. */
        @Override
        @SuppressWarnings("FutureReturnValueIgnored")
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
