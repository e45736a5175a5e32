package io.zerocopy.examples.bench.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;

/**
 * A server of files in the shape of Netty's own example, HttpStaticFileServer: HttpServerCodec, an aggregator,
 * ChunkedWriteHandler, and a file between the head and the last content. Serves until it is killed.
 */
final class NettyHttpServer {
    private static final int LARGEST_REQUEST_BYTES = 64 * 1024;

    private NettyHttpServer() {}

    /** What follows a head: takes the file over. */
    @FunctionalInterface
    interface Body {
        List<Object> of(FileChannel file) throws IOException;
    }

    public static void main(String[] arguments) {
        serve(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NettyHttpServer::asRegion);
    }

    static List<Object> asRegion(FileChannel file) throws IOException {
        return List.of(new DefaultFileRegion(file, 0, file.size()), LastHttpContent.EMPTY_LAST_CONTENT);
    }

    static List<Object> inChunks(FileChannel file) throws IOException {
        return List.of(new HttpChunkedInput(new ChunkedNioFile(file)));
    }

    /** Serves on a transport of Netty's. */
    static void serve(
            Path folder, int port, IoHandlerFactory handlers, Class<? extends ServerChannel> listener, Body body) {
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(handlers))
                .channel(listener)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_REQUEST_BYTES),
                                        new ChunkedWriteHandler(),
                                        new Answering(folder, body));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly();
    }

    /** Answers one request after the other. */
    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Path folder;
        private final Body body;

        Answering(Path folder, Body body) {
            this.folder = folder;
            this.body = body;
        }

        /**
         * What is asked for may not be there, and then the connection is closed. Date is what Netty's headers take, and
         * the futures of the first writes tell nothing that the last does not.
         */
        @Override
        @SuppressWarnings({"FutureReturnValueIgnored", "JavaUtilDate"})
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
            Path file = folder.resolve(request.uri().substring(1));
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
            for (Object part : body.of(content)) {
                context.write(part).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
            context.flush();
        }

        /** Nothing to do for the returned future: whatever the close does, the connection is done with. */
        @Override
        @SuppressWarnings("FutureReturnValueIgnored")
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
