package io.zerocopy.examples.bench.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A server of files in the shape of Netty's own example, HttpStaticFileServer: HttpServerCodec, an aggregator, and a
 * DefaultFileRegion between the head and the last content.
 */
final class NettyHttpServer extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int LARGEST_REQUEST_BYTES = 64 * 1024;

    private final Path folder;

    private NettyHttpServer(Path folder) {
        this.folder = folder;
    }

    static void serve(Path folder, InetSocketAddress address) {
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_REQUEST_BYTES),
                                        new NettyHttpServer(folder));
                    }
                })
                .bind(address)
                .syncUninterruptibly();
    }

    /** The futures of the first writes tell nothing that the last does not. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        // It is closed by the region.
        FileChannel file = FileChannel.open(folder.resolve(request.uri().substring(1)));
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        HttpUtil.setContentLength(head, file.size());
        HttpUtil.setKeepAlive(head, HttpUtil.isKeepAlive(request));
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        context.write(head);
        context.write(new DefaultFileRegion(file, 0, file.size()));
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Nothing to do for the returned future: whatever the close does, the connection is done with. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
